"""Sellers with completed orders in a period, each counted once.

Whole months come from the sellers' years, days at the ends of a period from their months; only
days that touch neither end of a month are read from the orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db import connection

from common.dates import local_today, this_month
from stats import kept
from stats.figures import EVERYTHING, Asked
from stats.period import Period, end_of_month
from stats.reading import Where
from stats.scopes import WHOLE, Scope
from stats.seller_days import lines_where

_YEARS = "SELECT commune_code, partner_id FROM stat_seller_year WHERE "
_MONTHS = "SELECT commune_code, partner_id FROM stat_seller_month WHERE "
_ORDERS = "SELECT so.commune_code, so.partner_id FROM order_sellerorder so WHERE "
_HAS_LINES = "EXISTS (SELECT 1 FROM order_line l WHERE l.seller_order_id = so.id AND {lines})"
#: Sold in some of the days of a month: the first or the last day on which it did lies there.
_IN_SPAN = (
    "completed > 0 AND day = %s AND first_on <= %s AND last_on >= %s"
    " AND (first_on >= %s OR last_on <= %s)"
)
_DAY = timedelta(days=1)
#: Who sold from each commune.
_Sellers = dict[str, set[int]]


@dataclass(frozen=True)
class Selling:
    """Sellers with a completed order: each once, and by the commune they sold from."""

    total: int
    by_commune: dict[str, int]


def sellers_by_commune(
    *, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING
) -> Selling:
    """Return how many sellers completed an order in the period. ≤ 2 queries.

    Who sold out of two communes counts in both and once in the total. What was over before this
    month is kept, so after an order of today only those are read that sold this month alone.
    """
    running = this_month()
    key = ("sellers by commune", sorted(scope.commune_codes or ()), scope.is_whole, asked)
    if period.last < local_today():
        return kept.of_past(
            key, period.first, period.last, lambda: _counted(_sold(scope, asked, period))
        )
    now, before = period, 0
    found: _Sellers = {}
    if period.first < running:
        over = Period(period.first, running - _DAY)
        before = _bits(over.parts().months).get(running.replace(month=1), 0)
        now = Period(running, period.last)
        found = kept.of_past(
            (*key, "each"), over.first, over.last, lambda: _sold(scope, asked, over)
        )
    return _counted(found, _sold(scope, asked, now, not_in=before))


def sellers_by_month(
    *, scope: Scope = WHOLE, months: Sequence[date], asked: Asked = EVERYTHING
) -> dict[date, int]:
    """Return ``{first of month: sellers with a completed order}``. ≤ 2 queries per year."""
    found: dict[date, int] = {}
    for january in _bits(months):
        where = _of_year(scope, asked, january)
        of_year = [month for month in months if month.year == january.year]
        for first, last in kept.parted(of_year):
            mine = [month for month in of_year if first <= month <= last]
            sold = ", ".join(f"MAX(months & {_bit(month)}) AS m{month.month}" for month in mine)
            counts = ", ".join(f"COUNT(NULLIF(m{month.month}, 0))" for month in mine)
            sql = (
                f"SELECT {counts} FROM (SELECT {sold} FROM stat_seller_year"
                f" WHERE {where.sql} GROUP BY partner_id) sellers"
            )
            key = (sql, where.bound)
            rows = kept.of_months(key, first, last, partial(_rows, sql, where.bound))
            found |= zip(mine, rows[0], strict=True)
    return found


def _sold(scope: Scope, asked: Asked, period: Period, *, not_in: int = 0) -> _Sellers:
    """Return who sold in a period; without those who sold in some months of the year. 1 query.

    ``not_in`` are bits of months; only sellers who are found by their years are left out.
    """
    parts = period.parts()
    sources = []
    for january, bits in _bits(parts.months).items():
        where = _of_year(scope, asked, january).and_("(months & %s) <> 0", bits)
        sources.append((_YEARS, where.and_("(months & %s) = 0", not_in) if not_in else where))
    for span in parts.days:
        sources += _of_days(scope, asked, *span)
    if not sources:
        return {}
    sql = " UNION ".join(f"{what}{where.sql}" for what, where in sources)
    found: _Sellers = {}
    for commune, partner in _rows(
        sql, [value for _what, where in sources for value in where.bound]
    ):
        found.setdefault(commune, set()).add(partner)
    return found


def _counted(*parts: _Sellers) -> Selling:
    """Return each seller counted once in all, and once in every commune."""
    communes = {commune for part in parts for commune in part}
    here = {code: set().union(*(part.get(code, ()) for part in parts)) for code in communes}
    return Selling(
        total=len(set().union(*here.values())),
        by_commune={code: len(sellers) for code, sellers in here.items()},
    )


def _rows(sql: str, bound: Sequence) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return cursor.fetchall()


def _of_year(scope: Scope, asked: Asked, january: date) -> Where:
    where = Where("set_code = %s AND stars = %s", (asked.set_code, asked.stars))
    return where.and_("channel = %s AND day = %s", asked.channel, january).inside(scope)


def _of_days(scope: Scope, asked: Asked, first: date, last: date) -> list[tuple[str, Where]]:
    """Return where sellers of some days of one month stand."""
    where = Where("set_code = %s AND stars = %s", (asked.set_code, asked.stars))
    where = where.and_(_IN_SPAN, first.replace(day=1), last, first, first, last).inside(scope)
    if asked.channel:
        where = where.and_("channel = %s", asked.channel)
    sources = [(_MONTHS, where)]
    if first.day > 1 and last < end_of_month(last):
        sources.append((_ORDERS, _orders(scope, asked, first, last)))
    return sources


def _orders(scope: Scope, asked: Asked, first: date, last: date) -> Where:
    """Return what names the orders completed in some days, with goods that are asked for."""
    where = Where("so.completed_on BETWEEN %s AND %s", (first, last))
    where = where.and_("so.returned_on IS NULL").inside(scope, "so.commune_code")
    if asked.channel:
        where = where.and_("so.channel = %s", asked.channel)
    if not asked.is_everything:
        lines = lines_where(asked)
        where = where.and_(_HAS_LINES.format(lines=lines.sql), *lines.bound)
    return where


def _bits(months: Iterable[date]) -> dict[date, int]:
    """Return ``{1 January: bits of its months}``."""
    found: dict[date, int] = {}
    for month in months:
        january = month.replace(month=1)
        found[january] = found.get(january, 0) | _bit(month)
    return found


def _bit(month: date) -> int:
    return 1 << (month.month - 1)
