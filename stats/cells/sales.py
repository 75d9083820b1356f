"""Sales of a commune on a day: as a whole, by set and stars, by kind, payment and place."""

from stats.cells.sql import EVENTS, MEASURED, MEASURES, SOLD, replace_cells
from stats.keys import Key

_HITS = " UNION ALL ".join(
    f"SELECT k.commune_code, k.day, k.day AS on_day, '{what}' AS what, so.id, so.channel,"
    " so.seller_kind, so.payment_method, so.destination_province_code AS place,"
    " so.goods_vnd - so.discount_vnd AS vnd"
    " FROM keys k JOIN order_sellerorder so"
    f" ON so.commune_code = k.commune_code AND so.{what}_on = k.day{only}"
    for what, only in EVENTS
)
_WHOLE = (
    "SELECT h.commune_code, h.day, '' AS set_code, -1 AS stars, h.channel, '{cut}' AS cut,"
    " {value} AS value, h.what, h.vnd, COALESCE(w.g, 0) AS g"
    " FROM hits h LEFT JOIN weights w ON w.id = h.id AND w.what = h.what"
)
_BY_CUT = " UNION ALL ".join(
    _WHOLE.format(cut=cut, value=value)
    for cut, value in (
        ("", "''"),
        ("kind", "h.seller_kind"),
        ("payment", "h.payment_method"),
        ("place", "h.place"),
    )
)
_SAME = "commune_code, day, channel, what, id"
_INSERT = f"""
WITH keys(commune_code, day) AS (VALUES {{keys}}),
hits AS ({_HITS}),
sold AS ({SOLD.format(keys="h.commune_code, h.day")}),
weights AS (SELECT id, what, SUM(g) AS g FROM sold GROUP BY id, what),
facts AS (
    {_BY_CUT}
    UNION ALL SELECT commune_code, day, set_code, stars, channel, '', '', what, vnd, g FROM sold
    UNION ALL SELECT commune_code, day, set_code, -1, channel, '', '', what, SUM(vnd), SUM(g)
    FROM sold GROUP BY {_SAME}, set_code
    UNION ALL SELECT commune_code, day, '', stars, channel, '', '', what, SUM(vnd), SUM(g)
    FROM sold GROUP BY {_SAME}, stars
)
INSERT INTO stat_sales_day
    (commune_code, day, set_code, stars, channel, cut, value, {", ".join(MEASURES)})
SELECT commune_code, day, set_code, stars, channel, cut, value, {MEASURED}
FROM facts GROUP BY commune_code, day, set_code, stars, channel, cut, value
"""


def recompute(keys: list[Key]) -> None:
    """Bring the cells of ``(commune, day)`` up to the orders."""
    replace_cells(
        "stat_sales_day",
        ("commune_code", "day"),
        [(key.commune_code, key.day) for key in keys],
        _INSERT,
    )
