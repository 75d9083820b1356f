"""What the trace page of a lot shows: who, where, when, and who vouches for which fact."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.utils import timezone

from catalogue import cards
from catalogue.makers import Maker, maker_of
from catalogue.models import OcopCertificate
from common.codes import bare, is_whole
from common.dates import VIETNAM, format_date, local_date, local_today
from sellers import lot_scans
from sellers.lot_models import CODE_LENGTH, Lot, LotTopic
from sellers.lots import amount, told

CHECKED, DECLARED, MISSING = "checked", "declared", "missing"
#: The photo of the goods is 128 px wide on the page; phones draw two pixels for one.
_SHARP_WIDTH = 256
_LABELS = {CHECKED: "Cán bộ đã kiểm", DECLARED: "Người làm khai", MISSING: "Chưa có thông tin"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, its value in words, and who vouches for it."""

    topic: str
    label: str
    value: str
    state: str
    note: str = ""

    @property
    def state_label(self) -> str:
        """Return who vouches, in words."""
        return _LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Step:
    """A day on the way of the lot."""

    when: str
    label: str
    note: str
    state: str = "done"


@dataclass(frozen=True, slots=True)
class Recognition:
    """The OCOP certificate of the product as of now."""

    title: str
    note: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class TracePage:
    """The trace page of one lot. Price in đồng, None when it cannot be bought now."""

    lot_id: int
    code: str
    title: str
    pack_label: str
    #: The smallest size of the photo: the page stays below 50 KB.
    thumb: str
    is_withdrawn: bool
    is_closed: bool
    withdrawn_note: str
    scans: int
    recognition: Recognition | None
    steps: list[Step]
    facts: list[Fact]
    maker: Maker
    product_url: str
    price_vnd: Decimal | None


def printed(code: str) -> str:
    """Return the code in two groups: ``K7M4P-92TXH``."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """Return the code as it was made, or None when it can be none of ours. Asks nothing."""
    code = bare(typed)
    return code if is_whole(code, CODE_LENGTH) else None


def facts_of(lot: Lot) -> list[Fact]:
    """Return every fact with its mark, from a lot with ``checks`` loaded."""
    checks = {check.topic: check for check in lot.checks.all()}
    found = []
    for topic in LotTopic:
        value, check = told(lot, topic), checks.get(topic)
        if not value:
            found.append(Fact(topic.value, topic.label, "Người bán chưa ghi", MISSING))
        elif check:
            note = f"{check.checked_as}, {format_date(check.checked_at)}"
            found.append(Fact(topic.value, topic.label, value, CHECKED, note))
        else:
            found.append(Fact(topic.value, topic.label, value, DECLARED))
    return found


def find_lot(code: str) -> Lot | None:
    """Return a lot with all that its page shows. ≤ 5 queries."""
    confirmed = OcopCertificate.objects.confirmed().order_by("-expires_on", "-stars")
    return (
        Lot.objects.filter(code=code)
        .select_related("product__partner__commune__province", "product__partner__seller")
        .prefetch_related(
            "checks",
            "product__stockrecords",
            Prefetch("product__certificates", confirmed, to_attr="shown_certificates"),
            Prefetch("product__images", cards.shown_images().queryset, to_attr="shown_images"),
        )
        .first()
    )


def trace_page(lot: Lot) -> TracePage:
    """Return the page of a lot found by ``find_lot``. 1 query more."""
    product = lot.product
    record, images = cards.stock_record(product), product.shown_images
    can_buy = product.is_public and cards.free_stock(product) >= max(1, product.min_quantity)
    return TracePage(
        lot_id=lot.pk,
        code=printed(lot.code),
        title=product.title,
        pack_label=cards.pack_label(product),
        thumb=_head_photo(images[0]) if images else "",
        is_withdrawn=lot.state == Lot.State.WITHDRAWN,
        is_closed=lot.state == Lot.State.CLOSED,
        withdrawn_note=lot.note,
        scans=lot_scans.total(lot),
        recognition=_recognition(product.shown_certificates),
        steps=_steps(lot),
        facts=facts_of(lot),
        maker=maker_of(product.partner),
        product_url=product.get_absolute_url() if product.is_public else "",
        price_vnd=record.price if record and can_buy and lot.state == Lot.State.OPEN else None,
    )


def _head_photo(image) -> str:
    """Return the lightest file that is sharp in the 128 px square of the page."""
    sizes = sorted((int(width), path) for width, path in image.renditions.items())
    path = next((path for width, path in sizes if width >= _SHARP_WIDTH), sizes and sizes[-1][1])
    return default_storage.url(path) if path else ""


def _recognition(certificates: list[OcopCertificate]) -> Recognition | None:
    """Say what holds today; the hour stands there because a picture of the page outlives it."""
    now = timezone.localtime(timezone.now(), VIETNAM)
    looked = f"Kiểm lúc {now:%H:%M}, {now:%d/%m/%Y}."
    valid = [c for c in certificates if c.is_valid_on(local_today())]
    if valid:
        best = max(valid, key=lambda c: c.stars)
        note = f"Số {best.decision_no}, đến {format_date(best.expires_on)}. {looked}"
        return Recognition(f"Chứng nhận OCOP {best.stars} sao còn hạn", note, True)
    if certificates:
        ended = format_date(certificates[0].expires_on)
        return Recognition(f"Giấy chứng nhận OCOP đã hết hạn ngày {ended}", looked, False)
    return None


def _steps(lot: Lot) -> list[Step]:
    steps = []
    if lot.harvested_on:
        steps.append(_step(lot.harvested_on, "Thu hoạch", lot.place))
    if lot.made_on:
        steps.append(_step(lot.made_on, "Làm xong", lot.process))
    if lot.printed_at:
        steps.append(_step(local_date(lot.printed_at), "Dán tem", amount(lot)))
    if lot.state == Lot.State.CLOSED and lot.ended_at:
        steps.append(_step(local_date(lot.ended_at), "Bán hết", ""))
    return steps


def _step(day: dt.date, label: str, note: str) -> Step:
    return Step(f"{day:%d/%m}", label, note)
