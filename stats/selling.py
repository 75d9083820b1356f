"""Sellers with completed orders in a period, each counted once, from the cells of sellers.

Months come from cells; days at the ends of a period, which no cell of sellers has, are read
from the orders of those days.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Q, Sum

from shop.order.models import Line, SellerOrder
from stats.figures import EVERYTHING, SALES_FIELDS, Asked, Sales
from stats.models import ALL_SETS, ALL_STARS, NO_SET, SellerMonth
from stats.period import Period, end_of_month
from stats.scopes import WHOLE, Scope

_EVENTS = ("placed", "completed", "cancelled", "returned")


@dataclass(frozen=True)
class Selling:
    """Sellers with a completed order: each once, and by the commune they sold from."""

    total: int
    by_commune: dict[str, int]


@dataclass(frozen=True)
class Ever:
    """The first and the last day on which a seller completed an order."""

    first_on: date | None
    last_on: date | None


def sellers_by_commune(
    *, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING
) -> Selling:
    """Return how many sellers completed an order in the period. 1 or 2 queries.

    Who sold out of two communes counts in both and once in the total.
    """
    by_commune: dict[str, int] = defaultdict(int)
    pairs = _selling(scope, period, asked)
    for code, _partner in pairs:
        by_commune[code] += 1
    return Selling(len({partner for _code, partner in pairs}), dict(by_commune))


def sales_by_seller(*, scope: Scope, period: Period, asked: Asked = EVERYTHING) -> dict[int, Sales]:
    """Return ``{partner: sales}`` of a scope in a period. ≤ 9 queries."""
    parts = period.parts()
    found: dict[int, Sales] = {}
    if parts.months:
        cells = _months(scope, asked).filter(day__range=(parts.months[0], parts.months[-1]))
        sums = cells.values_list("partner_id").annotate(**{f"n_{f}": Sum(f) for f in SALES_FIELDS})
        found = {partner: Sales(*figures) for partner, *figures in sums.order_by()}
    for first, last in parts.days:
        for partner, sales in _of_days(scope, asked, first, last).items():
            found[partner] = found.get(partner, Sales()) + sales
    return found


def ever(*, scope: Scope, asked: Asked = EVERYTHING) -> dict[int, Ever]:
    """Return when each seller of a scope first and last completed an order. 1 query."""
    rows = _months(scope, asked).order_by().values_list("partner_id")
    return {
        partner: Ever(first, last)
        for partner, first, last in rows.annotate(a=Min("first_on"), b=Max("last_on"))
    }


def _selling(scope: Scope, period: Period, asked: Asked) -> set[tuple[str, int]]:
    """Return ``(commune, seller)`` with a completed order in the period. 1 or 2 queries.

    A cell knows the first and the last day of its month: a seller sold in the days at an end of
    the period when one of them lies there. Only days that touch neither end of a month need the
    orders.
    """
    parts = period.parts()
    sold = Q(day__range=(parts.months[0], parts.months[-1])) if parts.months else Q(pk__in=())
    for first, last in parts.days:
        sold |= Q(
            Q(first_on__gte=first) | Q(last_on__lte=last),
            day=first.replace(day=1),
            first_on__lte=last,
            last_on__gte=first,
        )
    touched = period.months()
    within = Q(day__range=(touched[0], touched[-1]))
    cells = _months(scope, asked).filter(within, sold, completed__gt=0)
    found = set(cells.order_by().values_list("commune_code", "partner_id").distinct())
    for first, last in parts.days:
        if first.day > 1 and last < end_of_month(last):
            rows = _orders(scope, asked, "completed", first, last)
            found |= set(rows.values_list("commune_code", "partner_id").distinct())
    return found


def _months(scope: Scope, asked: Asked):
    cells = SellerMonth.objects.filter(set_code=asked.set_code, stars=asked.stars)
    if asked.channel:
        cells = cells.filter(channel=asked.channel)
    if scope.commune_codes is not None:
        cells = cells.filter(commune_code__in=scope.commune_codes)
    return cells


def _orders(scope: Scope, asked: Asked, what: str, first: date, last: date):
    """Return the seller orders of a few days that hold goods that are asked for."""
    orders = SellerOrder.objects.filter(**{f"{what}_on__range": (first, last)}).order_by()
    if what == "completed":
        orders = orders.filter(returned_on__isnull=True)
    if scope.commune_codes is not None:
        orders = orders.filter(commune_code__in=scope.commune_codes)
    if asked.channel:
        orders = orders.filter(channel=asked.channel)
    if not asked.is_everything:
        orders = orders.filter(pk__in=lines_asked(asked).values("seller_order_id"))
    return orders


def lines_asked(asked: Asked):
    """Return the order lines whose goods are of the set and stars that are asked for."""
    lines = Line.objects.order_by()
    if asked.set_code != ALL_SETS:
        code = "" if asked.set_code == NO_SET else asked.set_code
        lines = lines.filter(product_set_code=code)
    if asked.stars == 0:
        lines = lines.filter(Q(ocop_stars__isnull=True) | Q(ocop_stars=0))
    elif asked.stars != ALL_STARS:
        lines = lines.filter(ocop_stars=asked.stars)
    return lines


def _of_days(scope: Scope, asked: Asked, first: date, last: date) -> dict[int, Sales]:
    """Return the sales of a few days straight from the orders. ≤ 8 queries."""
    found: dict[int, dict[str, object]] = defaultdict(dict)
    for what in _EVENTS:
        orders = _orders(scope, asked, what, first, last)
        _add_counts(found, what, orders)
        if what == "completed" or not asked.is_everything:
            lines = lines_asked(asked).filter(seller_order__in=orders.values("pk"))
            _add_lines(found, what, lines, with_value=not asked.is_everything)
    return {
        partner: Sales(**{name: value or 0 for name, value in figures.items()})
        for partner, figures in found.items()
    }


def _add_counts(found: dict, what: str, orders) -> None:
    rows: Iterable = orders.values_list("partner_id").annotate(
        n=Count("pk"), vnd=Sum(F("goods_vnd") - F("discount_vnd"))
    )
    for partner, count, vnd in rows:
        found[partner] |= {what: count, f"{what}_vnd": vnd}


def _add_lines(found: dict, what: str, lines, *, with_value: bool) -> None:
    rows = lines.values_list("seller_order__partner_id").annotate(
        vnd=Sum("line_price_incl_tax", default=Decimal(0)),
        grams=Sum(F("quantity") * F("net_weight_g"), default=0),
    )
    for partner, vnd, grams in rows:
        if with_value:
            found[partner][f"{what}_vnd"] = vnd
        if what == "completed":
            found[partner]["completed_g"] = grams
