"""A seller's goods on pre-order: opening and changing them, and what the pages show."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from catalogue.models import Product
from catalogue.tours import require_goods
from common.dates import local_today, near_date
from common.errors import BusinessRuleError
from common.units import unit_label
from shop.order import harvesting
from shop.order.models import SellerOrder
from shop.partner import promised
from shop.partner.models import StockRecord

#: So many days before the day of sending the seller is reminded on its first page.
DUE_DAYS = 2
#: What one tap adds to the day of sending.
STEPS = (3, 7, 14)


class BadWindow(BusinessRuleError):
    """The last day to order is past, or after the day of sending."""

    message = "Ngày cuối nhận đặt là từ hôm nay đến ngày gửi hàng."


@dataclass(frozen=True, slots=True)
class PreorderRow:
    """One product on pre-order as its seller sees it; quantities in sale units."""

    id: int
    title: str
    ready_on: dt.date
    ready_words: str
    window_words: str
    orders: int
    ordered: int
    cap: int
    unit: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one order gets of a harvest that is too small."""

    number: str
    ordered: int
    gets: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets how much of a harvest, in the order in which they ordered."""

    whole: int
    less: tuple[PlanRow, ...]
    none: tuple[PlanRow, ...]
    missing: int

    @property
    def is_short(self) -> bool:
        """Say whether somebody gets less than was ordered."""
        return self.missing > 0


def set_terms(
    *,
    listing: Product,
    quantity: int,
    orders_until: dt.date,
    ready_on: dt.date | None = None,
    actor=None,
) -> None:
    """Open a pre-order, or change how many and how long; its day of sending is moved elsewhere.

    Raises ``BadDay``, ``BadWindow``, ``GoodsAtHand``, ``TooFew`` or ``SoldByDate``.
    """
    require_goods(listing)
    record = listing.stockrecords.get()
    if record.is_on_preorder:
        _require_window(orders_until, record.ready_on)
        promised.change(record=record, quantity=quantity, orders_until=orders_until, actor=actor)
        return
    harvesting.require_day(ready_on)
    _require_window(orders_until, ready_on)
    promised.promise(
        record=record, quantity=quantity, ready_on=ready_on, orders_until=orders_until, actor=actor
    )


def rows_of(partner) -> list[PreorderRow]:
    """Return what a seller has on pre-order, the next to be sent first. 1 query."""
    waits = Q(line__num_allocated__gt=0)
    records = StockRecord.objects.filter(partner=partner, ready_on__isnull=False)
    records = records.select_related("product").annotate(orders=Count("line", filter=waits))
    return [_row(record) for record in records.order_by("ready_on", "pk")]


def row_of(listing: Product) -> PreorderRow | None:
    """Return the pre-order of one listing, or None. 1 query."""
    return next((row for row in rows_of(listing.partner) if row.id == listing.pk), None)


def plan_of(listing: Product, counted: int) -> Plan:
    """Return what a harvest of ``counted`` units would give to whom. 2 queries."""
    record = listing.stockrecords.get()
    shares = harvesting.share_out(harvesting.waiting_lines(record), counted)
    short = [share for share in shares if share.is_short]
    return Plan(
        whole=len(shares) - len(short),
        less=tuple(_plan_row(share) for share in short if share.gets),
        none=tuple(_plan_row(share) for share in short if not share.gets),
        missing=sum(share.line.quantity - share.gets for share in short),
    )


def days_to_move(row: PreorderRow) -> list[dt.date]:
    """Return the days to which one tap moves a pre-order: counted from today when it is late."""
    begins = max(row.ready_on, local_today())
    return [begins + dt.timedelta(days=step) for step in STEPS]


def waiting_orders(partner) -> int:
    """Return how many orders wait for a harvest. 1 query."""
    return SellerOrder.objects.of_partner(partner).before_harvest().count()


def _require_window(orders_until: dt.date, ready_on: dt.date) -> None:
    if not local_today() <= orders_until <= ready_on:
        raise BadWindow


def _row(record: StockRecord) -> PreorderRow:
    product = record.product
    until = near_date(record.orders_until)
    is_open = record.is_taking_orders
    return PreorderRow(
        id=product.pk,
        title=product.title,
        ready_on=record.ready_on,
        ready_words=f"Gửi từ {near_date(record.ready_on)}",
        window_words=f"Nhận đặt đến hết {until}" if is_open else f"Hết nhận đặt từ {until}",
        orders=record.orders,
        ordered=record.num_allocated,
        cap=record.num_in_stock,
        unit=unit_label(product.sale_unit),
        is_due=record.ready_on <= local_today() + dt.timedelta(days=DUE_DAYS),
    )


def _plan_row(share: harvesting.Share) -> PlanRow:
    return PlanRow(share.line.seller_order.number, share.line.quantity, share.gets)
