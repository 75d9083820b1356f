"""What lies on the table today: every confirmed order of a seller, on one sheet to tick off."""

from collections import defaultdict
from dataclasses import dataclass

from common.units import unit_label
from shop.order import asking
from shop.order.models import SellerOrder
from shop.order.states import SellerOrderState
from shop.partner.models import Partner

MAX_PARCELS = 100


@dataclass(frozen=True, slots=True)
class Parcel:
    """One order to pack."""

    number: str
    buyer: str
    place: str
    note: str
    items: tuple[str, ...]
    leaves_by: str
    weight_g: int


@dataclass(frozen=True, slots=True)
class PackingList:
    """All parcels, the one that leaves first on top, and what they need in sum."""

    parcels: tuple[Parcel, ...]
    sums: tuple[str, ...]
    left_out: int


def to_pack(partner: Partner):
    """Return the orders that wait to be packed, the one that must leave first on top."""
    parts = SellerOrder.objects.of_partner(partner).filter(state=SellerOrderState.CONFIRMED)
    parts = parts.filter(tour_on=None)
    return parts.order_by("ship_by", "pk")


def packing_list(partner: Partner) -> PackingList:
    """Return the sheet of a seller. 3 queries for any number."""
    parts = to_pack(partner)
    found = list(
        parts.select_related("order__shipping_address__commune").prefetch_related("lines")[
            :MAX_PARCELS
        ]
    )
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for part in found:
        for line in part.lines.all():
            sums[(line.title, unit_label(line.sale_unit))] += line.quantity
    return PackingList(
        parcels=tuple(_parcel(part) for part in found),
        sums=tuple(f"{n} {unit} {title}" for (title, unit), n in sorted(sums.items()) if n),
        left_out=parts.count() - len(found),
    )


def _parcel(part: SellerOrder) -> Parcel:
    address = part.order.shipping_address
    return Parcel(
        number=part.number,
        buyer=part.order.customer_name,
        place=address.commune.full_name if address and address.commune else "",
        note=part.order.customer_note,
        items=tuple(
            f"{line.quantity} {unit_label(line.sale_unit)} {line.title}"
            for line in part.lines.all()
            if line.quantity
        ),
        leaves_by=asking.moment(part.ship_by) if part.ship_by else "",
        weight_g=part.weight_g,
    )
