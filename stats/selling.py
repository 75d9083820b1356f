"""Sales of each seller, from the cells of sellers.

Months come from cells; days at the ends of a period, which no cell of sellers has, are read
from the orders of those days.
"""

from datetime import date, timedelta
from functools import partial

from django.db import connection
from django.db.models import Q, Sum

from common.dates import this_month
from shop.order.models import Line
from stats import kept
from stats.figures import EVERYTHING, SALES_FIELDS, Asked, Sales
from stats.models import ALL_SETS, ALL_STARS, NO_SET, SellerMonth
from stats.period import Period
from stats.reading import Where, as_date
from stats.scopes import Scope
from stats.seller_days import sales_of_days

_DAY = timedelta(days=1)
_FIRST = "SELECT partner_id, MIN(first_on) FROM stat_seller_year WHERE {where} GROUP BY partner_id"


def sales_by_seller(
    *, scope: Scope, period: Period, asked: Asked = EVERYTHING, partner_id: int | None = None
) -> dict[int, Sales]:
    """Return ``{partner: sales}`` of a scope in a period, of one seller if asked. ≤ 4 queries."""
    parts = period.parts()
    cells = _months(scope, asked)
    if partner_id is not None:
        cells = cells.filter(partner_id=partner_id)
    key = ("seller months", sorted(scope.commune_codes or ()), scope.is_whole, asked, partner_id)
    sold = [_of_months(cells, key, *span) for span in kept.parted(parts.months)]
    sold += [sales_of_days(scope, asked, *span, partner_id=partner_id) for span in parts.days]
    found: dict[int, Sales] = {}
    for part in sold:
        for partner, sales in part.items():
            found[partner] = found[partner] + sales if partner in found else sales
    return found


def _of_months(cells, key: tuple, first: date, last: date) -> dict[int, Sales]:
    sums = cells.filter(day__range=(first, last)).values_list("partner_id")
    sums = sums.annotate(**{f"n_{name}": Sum(name) for name in SALES_FIELDS}).order_by()

    def ask() -> dict[int, Sales]:
        return {partner: Sales(*figures) for partner, *figures in sums}

    return kept.of_months(key, first, last, ask)


def first_sales(*, scope: Scope, asked: Asked = EVERYTHING) -> dict[int, date]:
    """Return the day on which each seller of a scope first completed an order. ≤ 2 queries."""
    january = this_month().replace(month=1)
    key = ("first sales", sorted(scope.commune_codes or ()), scope.is_whole, asked)
    past = kept.of_past(
        key, date.min, january - _DAY, partial(_first_sales, scope, asked, "day < %s", january)
    )
    return _first_sales(scope, asked, "day >= %s", january) | past


def _first_sales(scope: Scope, asked: Asked, when: str, january: date) -> dict[int, date]:
    where = Where("set_code = %s AND stars = %s", (asked.set_code, asked.stars)).inside(scope)
    where = where.and_("channel = %s", asked.channel).and_(when, january)
    with connection.cursor() as cursor:
        cursor.execute(_FIRST.format(where=where.sql), where.bound)
        return {partner: as_date(first) for partner, first in cursor.fetchall()}


def _months(scope: Scope, asked: Asked):
    cells = SellerMonth.objects.filter(set_code=asked.set_code, stars=asked.stars)
    if asked.channel:
        cells = cells.filter(channel=asked.channel)
    if scope.commune_codes is not None:
        cells = cells.filter(commune_code__in=scope.commune_codes)
    return cells


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
