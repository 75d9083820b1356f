"""What each seller completed, in numbers and value: the table of a commune's sellers.

Months come from the cells of sellers; days at the ends of a period, which no cell of sellers
has, are read from the orders of those days, by the statement of everything else.
"""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.db import connection

from stats import kept
from stats.figures import EVERYTHING, Asked
from stats.period import Period
from stats.reading import Where
from stats.scopes import Scope
from stats.seller_days import lines_where

_OF_MONTHS = """
SELECT partner_id, SUM(completed), SUM(completed_vnd) FROM stat_seller_month
WHERE {where} GROUP BY partner_id
"""
#: All goods: what an order is worth stands on it.
_OF_DAYS = """
SELECT so.partner_id, COUNT(*), SUM(so.goods_vnd - so.discount_vnd)
FROM order_sellerorder so WHERE {where} GROUP BY so.partner_id
"""
#: Some goods: the lines that are asked for, an order once.
_OF_LINES = """
SELECT so.partner_id, COUNT(DISTINCT so.id), SUM(l.line_price_incl_tax)
FROM order_sellerorder so JOIN order_line l ON l.seller_order_id = so.id
WHERE {where} GROUP BY so.partner_id
"""


class Completed(NamedTuple):
    """Completed orders and what their goods are worth, in đồng."""

    count: int = 0
    vnd: Decimal = Decimal(0)


def completed_by_seller(
    *, scope: Scope, period: Period, asked: Asked = EVERYTHING
) -> dict[int, Completed]:
    """Return ``{partner: completed}`` of a scope in a period. ≤ 4 queries."""
    parts = period.parts()
    asks = [
        (kept.of_months, _OF_MONTHS, _months(scope, asked, *span), span)
        for span in kept.parted(parts.months)
    ]
    of_days = _OF_DAYS if asked.is_everything else _OF_LINES
    asks += [(kept.of_past, of_days, _days(scope, asked, *span), span) for span in parts.days]
    counts: dict[int, int] = {}
    values: dict[int, Decimal] = {}
    for keep, what, where, span in asks:
        sql = what.format(where=where.sql)
        for pk, count, vnd in keep((sql, where.bound), *span, partial(_rows, sql, where)):
            counts[pk] = counts.get(pk, 0) + count
            values[pk] = values.get(pk, 0) + vnd
    return {pk: Completed(count, values[pk]) for pk, count in counts.items() if count}


def _months(scope: Scope, asked: Asked, first: date, last: date) -> Where:
    where = Where("set_code = %s AND stars = %s", (asked.set_code, asked.stars)).inside(scope)
    where = where.and_("day BETWEEN %s AND %s", first, last)
    return where.and_("channel = %s", asked.channel) if asked.channel else where


def _days(scope: Scope, asked: Asked, first: date, last: date) -> Where:
    where = Where("so.completed_on BETWEEN %s AND %s", (first, last))
    where = where.and_("so.returned_on IS NULL").inside(scope, "so.commune_code")
    if asked.channel:
        where = where.and_("so.channel = %s", asked.channel)
    return where if asked.is_everything else where.and_(*_flat(lines_where(asked)))


def _flat(where: Where) -> tuple:
    return where.sql, *where.bound


def _rows(sql: str, where: Where) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, where.bound)
        return [(pk, int(count), Decimal(vnd or 0)) for pk, count, vnd in cursor.fetchall()]
