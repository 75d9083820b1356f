"""What the last file for another floor held of each listing, so that later changes are known.

The file itself is written by whoever knows how goods travel (``discovery``), which says so here.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from sellers.floor_models import FloorSent
from shop.partner.models import Partner


@dataclass(frozen=True, slots=True)
class SentLine:
    """One listing as a file held it: đồng, sale units, the mark of its words."""

    product_id: int
    price_vnd: Decimal | int
    stock: int
    content: str


@dataclass(frozen=True, slots=True)
class FloorFile:
    """A file for a floor, whole, with its lines."""

    text: str
    content_type: str
    lines: list[SentLine]


_writers: list[Callable[[Partner, str], FloorFile]] = []


def writes_files(writer: Callable[[Partner, str], FloorFile]) -> None:
    """Name the function that writes the file of a shop for a floor."""
    _writers[:] = [writer]


def content_mark(*, title: str, description: str, net_weight_g: int, min_quantity: int) -> str:
    """Return what is equal as long as name, description, weight and least quantity are."""
    words = "\n".join((title, description or title, str(net_weight_g), str(max(1, min_quantity))))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


@transaction.atomic
def make_file(*, partner: Partner, floor: str) -> FloorFile:
    """Write the file of a shop for a floor, and note for each listing what it held.

    A listing that it does not hold is not "sent" any more.
    """
    file = _writers[0](partner, floor)
    _note(partner, floor, file.lines)
    return file


def _note(partner: Partner, floor: str, lines: Iterable[SentLine]) -> None:
    now = timezone.now()
    rows = [
        FloorSent(
            product_id=line.product_id,
            floor=floor,
            price_vnd=line.price_vnd,
            stock=line.stock,
            content=line.content,
            sent_at=now,
        )
        for line in lines
    ]
    FloorSent.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["product", "floor"],
        update_fields=["price_vnd", "stock", "content", "sent_at"],
    )
    of_shop = FloorSent.objects.filter(product__partner=partner, floor=floor)
    of_shop.exclude(sent_at=now).delete()
