"""Sales of each seller on a few days, straight from the orders: no cell of sellers has days."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db import connection

from stats import kept
from stats.figures import Asked, Sales
from stats.models import ALL_SETS, ALL_STARS, NO_SET
from stats.reading import Where
from stats.scopes import Scope

_EVENTS = (
    ("placed", ""),
    ("completed", " AND so.returned_on IS NULL"),
    ("cancelled", ""),
    ("returned", ""),
)
_ALL = Where("1 = 1", ())
#: All goods: what an order is worth stands on it, only its weight is asked of the lines.
_WHOLE = """
SELECT h.partner_id, h.what, COUNT(*), SUM(h.vnd), COALESCE(SUM(w.g), 0)
FROM hits h LEFT JOIN (
    SELECT h.id, SUM(l.quantity * l.net_weight_g) AS g
    FROM hits h JOIN order_line l ON l.seller_order_id = h.id
    WHERE h.what = 'completed' GROUP BY h.id
) w ON w.id = h.id AND h.what = 'completed'
GROUP BY h.partner_id, h.what
"""
#: Some goods: the lines that are asked for, an order once.
_PART = """
SELECT h.partner_id, h.what, COUNT(DISTINCT h.id), SUM(l.line_price_incl_tax),
    SUM(l.quantity * l.net_weight_g)
FROM hits h JOIN order_line l ON l.seller_order_id = h.id
WHERE {lines}
GROUP BY h.partner_id, h.what
"""


def sales_of_days(
    scope: Scope, asked: Asked, first: date, last: date, *, partner_id: int | None = None
) -> dict[int, Sales]:
    """Return ``{partner: sales}`` of some days, of one seller if asked. 1 query."""
    hits, bound = [], []
    for what, only in _EVENTS:
        where = Where(f"so.{what}_on BETWEEN %s AND %s{only}", (first, last))
        # The appended nothing keeps PostgreSQL on the index of the seller, if one is asked for.
        commune = "so.commune_code" if partner_id is None else "so.commune_code || ''"
        where = where.inside(scope, commune)
        if asked.channel:
            where = where.and_("so.channel = %s", asked.channel)
        if partner_id is not None:
            where = where.and_("so.partner_id = %s", partner_id)
        hits.append(
            f"SELECT so.id, so.partner_id, '{what}' AS what, so.goods_vnd - so.discount_vnd AS vnd"
            f" FROM order_sellerorder so WHERE {where.sql}"
        )
        bound += where.bound
    lines = lines_where(asked)
    counted = _WHOLE if asked.is_everything else _PART.format(lines=lines.sql)
    sql = f"WITH hits AS ({' UNION ALL '.join(hits)}) {counted}"
    bound += lines.bound

    def ask() -> dict[int, Sales]:
        with connection.cursor() as cursor:
            cursor.execute(sql, bound)
            return _sales(cursor.fetchall())

    return kept.of_past((sql, bound), first, last, ask)


def lines_where(asked: Asked) -> Where:
    """Return what names the lines whose goods are asked for."""
    where = _ALL
    if asked.set_code != ALL_SETS:
        code = "" if asked.set_code == NO_SET else asked.set_code
        where = where.and_("l.product_set_code = %s", code)
    if asked.stars != ALL_STARS:
        where = where.and_("COALESCE(l.ocop_stars, 0) = %s", asked.stars)
    return where


def _sales(rows: list[tuple]) -> dict[int, Sales]:
    found: dict[int, dict] = defaultdict(dict)
    for partner, what, count, vnd, grams in rows:
        found[partner] |= {what: int(count), f"{what}_vnd": Decimal(vnd or 0)}
        if what == "completed":
            found[partner]["completed_g"] = int(grams or 0)
    return {partner: Sales(**figures) for partner, figures in found.items()}
