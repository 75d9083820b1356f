"""The seller orders that make a figure: the same conditions as its cell, order by order.

The count and the sum come from the cells, so a list of a million orders needs no counting;
pages are cut by ``(day, id)``, so the last one is as fast as the first.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from shop.order.models import SellerOrder
from stats import selling
from stats.figures import EVERYTHING, SALES_FIELDS, Asked, Sales
from stats.models import Cut, SellerMonth
from stats.period import Period
from stats.reading import Which, sales_by
from stats.scopes import WHOLE, Scope

PER_PAGE = 50
#: The word for what happened to the orders, and the measure that counts it.
MEASURES = {"hoan-tat": "completed", "dat": "placed", "huy": "cancelled", "tra": "returned"}
#: Columns of an order that the cuts of the cells stand for.
_CUT_COLUMNS = {
    Cut.KIND: "seller_kind",
    Cut.PAYMENT: "payment_method",
    Cut.PLACE: "destination_province_code",
}
_EVERY_COLUMN = (
    "number", "state", "placed_on", "completed_on", "cancelled_on", "returned_on", "goods_vnd",
    "discount_vnd", "commune_code", "payment_method", "partner_id", "seller_name", "channel",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which orders: a scope or one seller of it, a period, goods, one measure, one cut.

    Cuts are kept for all goods of a commune: with a set, stars or a seller there is none.
    """

    period: Period
    scope: Scope = WHOLE
    asked: Asked = EVERYTHING
    measure: str = "completed"
    partner_id: int | None = None
    cut: str = Cut.NONE
    value: str = ""

    def __post_init__(self) -> None:
        """Leave out a cut that no cell has."""
        if self.partner_id is not None or not self.asked.is_everything:
            object.__setattr__(self, "cut", Cut.NONE)


@dataclass(frozen=True)
class Mark:
    """Where a page ends: the day of the measure and the id of an order."""

    day: date
    pk: int

    def __str__(self) -> str:
        return f"{self.day:%Y%m%d}.{self.pk}"


@dataclass(frozen=True)
class OrderRow:
    """One order; ``value_vnd`` is the part of it that the figure counts."""

    order: SellerOrder
    on: date
    value_vnd: Decimal


@dataclass(frozen=True)
class OrderPage:
    """One page of the list. The marks lead to the next and to the one before, if any."""

    rows: list[OrderRow]
    before: Mark | None
    after: Mark | None

    @property
    def total_vnd(self) -> Decimal:
        """Return the sum of the rows shown."""
        return sum((row.value_vnd for row in self.rows), Decimal(0))


def cell_of(wanted: Wanted) -> Sales:
    """Return the cell that the orders make. ≤ 2 queries, ≤ 11 with a seller."""
    if wanted.partner_id is not None:
        return _sales_of_seller(wanted)
    by = ("value",) if wanted.cut else ()
    key = (wanted.value,) if wanted.cut else ()
    which = Which(wanted.scope, wanted.asked, wanted.cut, by)
    return sales_by(which, wanted.period).get(key, Sales())


def cells_by_commune(wanted: Wanted) -> dict[str, tuple[int, Decimal]]:
    """Return ``{commune: (count, value)}`` of the figure, for choosing one. ≤ 2 queries."""
    by = ("commune", "value") if wanted.cut else ("commune",)
    cells = sales_by(Which(wanted.scope, wanted.asked, wanted.cut, by), wanted.period)
    found = {
        code: measured(sales, wanted.measure)
        for (code, *value), sales in cells.items()
        if not wanted.cut or value == [wanted.value]
    }
    return {code: cell for code, cell in found.items() if cell[0]}


def measured(sales: Sales, measure: str) -> tuple[int, Decimal]:
    """Return count and value of one measure."""
    return getattr(sales, measure), getattr(sales, f"{measure}_vnd")


def page_of_orders(
    wanted: Wanted, *, after: Mark | None = None, before: Mark | None = None
) -> OrderPage:
    """Return fifty orders, newest first, after or before a mark. ≤ 2 queries."""
    day = f"{wanted.measure}_on"
    orders = orders_of(wanted)
    if before is not None:
        past = Q(**{f"{day}__gt": before.day}) | Q(**{day: before.day}, pk__gt=before.pk)
        found = list(
            orders.filter(past, **{f"{day}__gte": before.day}).order_by(day, "pk")[: PER_PAGE + 1]
        )
        has_before, has_after = len(found) > PER_PAGE, True
        found = found[:PER_PAGE][::-1]
    else:
        if after is not None:
            past = Q(**{f"{day}__lt": after.day}) | Q(**{day: after.day}, pk__lt=after.pk)
            orders = orders.filter(past, **{f"{day}__lte": after.day})
        found = list(orders.order_by(f"-{day}", "-pk")[: PER_PAGE + 1])
        has_before, has_after = after is not None, len(found) > PER_PAGE
        found = found[:PER_PAGE]
    values = _values(found, wanted.asked)
    rows = [OrderRow(order, getattr(order, day), values[order.pk]) for order in found]
    marks = [Mark(row.on, row.order.pk) for row in rows]
    return OrderPage(
        rows,
        before=marks[0] if marks and has_before else None,
        after=marks[-1] if marks and has_after else None,
    )


def orders_of(wanted: Wanted) -> QuerySet[SellerOrder]:
    """Return the orders that the cell counts, without buyers and in no order."""
    day, asked = f"{wanted.measure}_on", wanted.asked
    orders = SellerOrder.objects.order_by().only(*_EVERY_COLUMN)
    orders = orders.filter(**{f"{day}__range": (wanted.period.first, wanted.period.last)})
    if wanted.measure == "completed":
        orders = orders.filter(returned_on__isnull=True)
    if wanted.partner_id is not None:
        orders = orders.filter(partner_id=wanted.partner_id)
    if wanted.scope.commune_codes is not None:
        orders = orders.filter(commune_code__in=wanted.scope.commune_codes)
    if asked.channel:
        orders = orders.filter(channel=asked.channel)
    if wanted.cut:
        orders = orders.filter(**{_CUT_COLUMNS[wanted.cut]: wanted.value})
    if not asked.is_everything:
        lines = selling.lines_asked(asked).filter(seller_order=OuterRef("pk"))
        orders = orders.filter(Exists(lines))
    return orders


def _values(orders: list[SellerOrder], asked: Asked) -> dict[int, Decimal]:
    """Return ``{order: the part of its value that counts}``. ≤ 1 query."""
    if asked.is_everything:
        return {order.pk: order.goods_vnd - order.discount_vnd for order in orders}
    lines = selling.lines_asked(asked).filter(seller_order__in=[order.pk for order in orders])
    return dict(lines.values_list("seller_order").annotate(vnd=Sum("line_price_incl_tax")))


def _sales_of_seller(wanted: Wanted) -> Sales:
    """Return one seller's sales out of the communes of the scope that it sold from."""
    here = _communes_of_seller(wanted.partner_id, wanted.scope)
    sold = selling.sales_by_seller(
        scope=here, period=wanted.period, asked=wanted.asked, partner_id=wanted.partner_id
    )
    return sold.get(wanted.partner_id, Sales())


def _communes_of_seller(partner_id: int, scope: Scope) -> Scope:
    """Return the communes of a scope that a seller has cells in. 1 query."""
    cells = SellerMonth.objects.filter(partner_id=partner_id).order_by()
    codes = cells.values_list("commune_code", flat=True).distinct()
    return Scope(frozenset(code for code in codes if scope.covers(code)))


def months_of_seller(*, partner_id: int, scope: Scope = WHOLE, year: Period) -> dict[date, Sales]:
    """Return ``{month: sales}`` of one seller, all goods and channels, up to the last day.

    1 query; ≤ 3 when the year ends within a month.
    """
    parts = year.parts()
    cells = SellerMonth.objects.filter(
        partner_id=partner_id,
        set_code=EVERYTHING.set_code,
        stars=EVERYTHING.stars,
        day__in=parts.months,
    )
    if scope.commune_codes is not None:
        cells = cells.filter(commune_code__in=scope.commune_codes)
    sums = {f"n_{name}": Sum(F(name)) for name in SALES_FIELDS}
    rows = cells.order_by().values_list("day").annotate(**sums)
    found = {day: Sales(*figures) for day, *figures in rows}
    for first, last in parts.days:
        here = _communes_of_seller(partner_id, scope)
        sold = selling.sales_by_seller(
            scope=here, period=Period(first, last), partner_id=partner_id
        )
        found[first.replace(day=1)] = sold.get(partner_id, Sales())
    return found
