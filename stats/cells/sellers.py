"""Sales of one seller out of one commune in one month, by set and stars; the months of a year."""

from datetime import date

from stats.cells.sql import (
    EVENTS,
    MEASURED,
    MEASURES,
    SOLD,
    bit_of_month,
    next_month,
    replace_cells,
)
from stats.keys import Key

# The appended nothing keeps PostgreSQL off the index of the commune: seller and day name the
# orders, and crossing two indexes takes twice as long.
_HITS = " UNION ALL ".join(
    f"SELECT k.commune_code, k.day, k.partner_id, so.{what}_on AS on_day, '{what}' AS what,"
    " so.id, so.channel, so.goods_vnd - so.discount_vnd AS vnd"
    " FROM keys k JOIN order_sellerorder so"
    " ON so.partner_id = k.partner_id AND so.commune_code || '' = k.commune_code"
    f" AND so.{what}_on >= k.day AND so.{what}_on < k.until{only}"
    for what, only in EVENTS
)
_SAME = "commune_code, day, partner_id, channel, what, id, on_day"
_INSERT = f"""
WITH keys(commune_code, day, partner_id, until) AS (VALUES {{keys}}),
hits AS ({_HITS}),
sold AS ({SOLD.format(keys="h.commune_code, h.day, h.partner_id")}),
weights AS (SELECT id, what, SUM(g) AS g FROM sold GROUP BY id, what),
facts AS (
    SELECT h.commune_code, h.day, h.partner_id, '' AS set_code, -1 AS stars, h.channel,
        h.what, h.on_day, h.vnd, COALESCE(w.g, 0) AS g
    FROM hits h LEFT JOIN weights w ON w.id = h.id AND w.what = h.what
    UNION ALL SELECT commune_code, day, partner_id, set_code, stars, channel, what, on_day,
        vnd, g FROM sold
    UNION ALL SELECT commune_code, day, partner_id, set_code, -1, channel, what, on_day,
        SUM(vnd), SUM(g) FROM sold GROUP BY {_SAME}, set_code
    UNION ALL SELECT commune_code, day, partner_id, '', stars, channel, what, on_day,
        SUM(vnd), SUM(g) FROM sold GROUP BY {_SAME}, stars
)
INSERT INTO stat_seller_month
    (commune_code, day, partner_id, set_code, stars, channel, {", ".join(MEASURES)},
    first_on, last_on)
SELECT commune_code, day, partner_id, set_code, stars, channel, {MEASURED},
    MIN(CASE WHEN what = 'completed' THEN on_day END),
    MAX(CASE WHEN what = 'completed' THEN on_day END)
FROM facts GROUP BY commune_code, day, partner_id, set_code, stars, channel
"""
_YEAR_KEY = "commune_code, day, partner_id, set_code, stars"
_YEAR = f"""
WITH keys(commune_code, day, partner_id, until) AS (VALUES {{keys}}),
sold AS (
    SELECT k.commune_code, k.day, k.partner_id, c.set_code, c.stars, c.channel, {{bit}} AS bit,
        c.first_on, c.last_on
    FROM keys k JOIN stat_seller_month c ON c.partner_id = k.partner_id
        AND c.commune_code = k.commune_code AND c.day >= k.day AND c.day < k.until
    WHERE c.completed > 0
)
INSERT INTO stat_seller_year ({_YEAR_KEY}, channel, months, first_on, last_on)
SELECT {_YEAR_KEY}, channel, SUM(bit), MIN(first_on), MAX(last_on)
FROM sold GROUP BY {_YEAR_KEY}, channel
UNION ALL SELECT {_YEAR_KEY}, '', SUM(DISTINCT bit), MIN(first_on), MAX(last_on)
FROM sold GROUP BY {_YEAR_KEY}
"""
_NAMES = ("commune_code", "day", "partner_id")


def recompute(keys: list[Key]) -> None:
    """Bring the cells of ``(commune, month, seller)`` up to the orders."""
    replace_cells(
        "stat_seller_month",
        _NAMES,
        [(key.commune_code, key.day, key.partner_id, next_month(key.day)) for key in keys],
        _INSERT,
    )


def recompute_years(keys: list[Key]) -> None:
    """Bring the months in which a seller sold, ``(commune, year, seller)``, up to its months."""
    replace_cells(
        "stat_seller_year",
        _NAMES,
        [(key.commune_code, key.day, key.partner_id, date(key.day.year + 1, 1, 1)) for key in keys],
        _YEAR.replace("{bit}", bit_of_month("c.day")),
    )
