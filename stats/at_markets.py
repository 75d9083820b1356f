"""Stalls and what is sold at them, from their own rows; beside our own sales, never inside.

Nothing is stored: indexed sums of a year are read again with every page.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from common.dates import local_today
from markets.models import InPersonSale, Market, Stall
from markets.queries import active
from stats.scopes import Scope

MONTHS = 12
PER_PAGE = 100
_ONE = Sum(Case(When(amount_vnd__gt=0, then=1), default=-1))
_VALUE = Sum("amount_vnd")


@dataclass(frozen=True, slots=True)
class Sold:
    """How often and for how much was sold; what was taken back is off both."""

    count: int = 0
    value_vnd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthSold:
    """The sales at stalls in one month, named by its first day."""

    month: dt.date
    sold: Sold


@dataclass(frozen=True, slots=True)
class Stalls:
    """How many stalls a market has on the site, and how many can be paid by QR."""

    total: int = 0
    with_qr: int = 0


@dataclass(frozen=True, slots=True)
class StallSold:
    """A stall with what it sold."""

    stall: Stall
    sold: Sold


def months_back(count: int = MONTHS) -> list[dt.date]:
    """Return the first days of the last months, this one last."""
    day, months = local_today().replace(day=1), []
    for _ in range(count):
        months.append(day)
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return months[::-1]


def markets_in(scope: Scope) -> QuerySet[Market]:
    """Return the markets of a scope with their communes."""
    codes = scope.commune_codes
    inside = Q() if codes is None else Q(commune__code__in=codes)
    return Market.objects.filter(inside).select_related("commune")


def sales_in(scope: Scope) -> QuerySet[InPersonSale]:
    """Return the sales at stalls of a scope."""
    if scope.is_whole:
        return InPersonSale.objects.all()
    return InPersonSale.objects.filter(market__commune__code__in=scope.commune_codes)


def by_month(sales: QuerySet[InPersonSale], months: list[dt.date]) -> list[MonthSold]:
    """Return the sum of each month; those without a sale are there with 0. 1 query."""
    counts, values = dict.fromkeys(months, 0), dict.fromkeys(months, Decimal(0))
    days = sales.filter(sold_on__gte=months[0]).order_by().values_list("sold_on")
    for day, count, value in days.annotate(n=_ONE, v=_VALUE):
        month = day.replace(day=1)
        if month in counts:
            counts[month] += count
            values[month] += value
    return [MonthSold(month, Sold(counts[month], values[month])) for month in months]


def by_market(sales: QuerySet[InPersonSale], since: dt.date) -> dict[int, Sold]:
    """Return the sum of each market since a day, by its id. 1 query."""
    rows = sales.filter(sold_on__gte=since).order_by().values_list("market_id")
    return {market: Sold(count, value) for market, count, value in rows.annotate(n=_ONE, v=_VALUE)}


def stalls_by_market() -> dict[int, Stalls]:
    """Return the stalls of today of each market, by its id. 1 query.

    One can be paid by QR when its trader has an account or a shop with one.
    """
    has_own = Q(trader__partner=None) & ~Q(trader__bank_account="")
    has_shop = Q(
        trader__partner__bank_accounts__withdrawn_at=None,
        trader__partner__bank_accounts__isnull=False,
    )
    rows = active(Stall.objects.order_by()).values_list("market_id")
    rows = rows.annotate(
        total=Count("pk", distinct=True),
        with_qr=Count("pk", filter=has_own | has_shop, distinct=True),
    )
    return {market: Stalls(total, with_qr) for market, total, with_qr in rows}


def by_stall(market: Market, month: dt.date | None) -> list[StallSold]:
    """Return the stalls of a market that sold in a month, or in the last twelve. 2 queries."""
    sales = of_month(market.sales.all(), month)
    rows = sales.order_by().values_list("stall_id").annotate(n=_ONE, v=_VALUE)
    found = {stall: Sold(count, value) for stall, count, value in rows}
    stalls = Stall.objects.filter(pk__in=found).select_related("trader")
    return [StallSold(stall, found[stall.pk]) for stall in stalls]


def of_month(sales: QuerySet[InPersonSale], month: dt.date | None) -> QuerySet[InPersonSale]:
    """Keep the sales of a month, or of the last twelve."""
    if month is None:
        return sales.filter(sold_on__gte=months_back()[0])
    after = (month + dt.timedelta(days=32)).replace(day=1)
    return sales.filter(sold_on__gte=month, sold_on__lt=after)
