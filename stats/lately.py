"""The last twelve months of the figures in the tiles, and the same figures a year ago."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.dates import local_today
from shop.order.states import PaymentMethod
from stats import who_sold
from stats.figures import EVERYTHING, Asked, Sales
from stats.models import Cut
from stats.period import Period, end_of_month
from stats.reading import Which, sales_by
from stats.scopes import WHOLE, Scope

_MONTHS = 12
#: Ways to pay that need no cash. Source: ``docs/glossary.md``, "not paid in cash".
CASHLESS = frozenset({PaymentMethod.VIETQR, PaymentMethod.GATEWAY})


@dataclass(frozen=True)
class Lately:
    """One figure per month, oldest first. ``cashless`` is a share in per cent, None for none."""

    months: list[date]
    sales: list[Sales]
    sellers: list[int]
    cashless: list[Decimal | None]


@dataclass(frozen=True)
class YearAgo:
    """The same days of the year before."""

    selling: int
    cashless: Decimal | None


def lately(*, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING) -> Lately:
    """Return the twelve months that end with the period's last. 3 queries."""
    last = period.last.replace(day=1)
    first = _months_before(last, _MONTHS - 1)
    year = Period(first, min(end_of_month(last), max(local_today(), period.last)))
    months = year.months()
    sales, payments = _sales(scope, asked, year)
    sellers = who_sold.sellers_by_month(scope=scope, months=months, asked=asked)
    return Lately(
        months=months,
        sales=[sales.get(month, Sales()) for month in months],
        sellers=[sellers.get(month, 0) for month in months],
        cashless=[cashless_share(payments.get(month, {})) for month in months],
    )


def year_ago(*, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING) -> YearAgo:
    """Return the sellers and the share without cash a year earlier. ≤ 4 queries."""
    before = period.year_before
    share = None
    if asked.is_everything:
        cells = sales_by(Which(scope, asked, Cut.PAYMENT, ("value",)), before)
        share = cashless_share({method: sales for (method,), sales in cells.items()})
    sellers = who_sold.sellers_by_commune(scope=scope, period=before, asked=asked).total
    return YearAgo(sellers, share)


def cashless_share(payments: Mapping[str, Sales]) -> Decimal | None:
    """Return which part of the completed orders was paid without cash, in per cent."""
    total = sum(sales.completed for sales in payments.values())
    without = sum(s.completed for method, s in payments.items() if method in CASHLESS)
    return Decimal(without) * 100 / total if total else None


def _sales(scope: Scope, asked: Asked, year: Period) -> tuple[dict, dict]:
    """Return ``{month: sales}`` and ``{month: {way to pay: sales}}``. 1 query.

    The ways to pay add up to all sales; they are not known for a set or stars.
    """
    if not asked.is_everything:
        cells = sales_by(Which(scope, asked, by=("month",)), year)
        return {month: sales for (month,), sales in cells.items()}, {}
    payments: dict[date, dict[str, Sales]] = {}
    total: dict[date, Sales] = {}
    cells = sales_by(Which(scope, asked, Cut.PAYMENT, ("month", "value")), year)
    for (month, method), figures in cells.items():
        payments.setdefault(month, {})[method] = figures
        total[month] = total.get(month, Sales()) + figures
    return total, payments


def _months_before(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)
