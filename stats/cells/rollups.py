"""Days of the province from its communes, months from their days, and distinct buyers.

Sums are taken of cells, which were recomputed just before; buyers are counted in the orders,
because they do not add up.
"""

from django.db import connection

from stats.cells.sql import MEASURES, next_month, replace_cells
from stats.keys import Key

_NAMES = ("commune_code", "day")
_PROPERTIES = "set_code, stars, channel, cut, value"
_SUMS = ", ".join(f"SUM(c.{name})" for name in MEASURES)
_INTO = f"INSERT INTO {{table}} (commune_code, day, {_PROPERTIES}, {', '.join(MEASURES)})"
_OF_C = ", ".join(f"c.{name}" for name in _PROPERTIES.split(", "))

#: ``communes`` steps from one to the next, so that the index on commune and day serves.
_DAY = f"""
WITH RECURSIVE keys(commune_code, day) AS (VALUES {{keys}}),
communes(code) AS (
    SELECT ''
    UNION ALL
    SELECT (SELECT MIN(s.commune_code) FROM stat_sales_day s WHERE s.commune_code > x.code)
    FROM communes x WHERE x.code IS NOT NULL
)
{_INTO.format(table="stat_sales_day")}
SELECT k.commune_code, k.day, {_OF_C}, {_SUMS}
FROM keys k JOIN communes x ON x.code <> k.commune_code
JOIN stat_sales_day c ON c.commune_code = x.code AND c.day = k.day
GROUP BY k.commune_code, k.day, {_OF_C}
"""
_MONTH = f"""
WITH keys(commune_code, day, until) AS (VALUES {{keys}})
{_INTO.format(table="stat_sales_month")}
SELECT k.commune_code, k.day, {_OF_C}, {_SUMS}
FROM keys k JOIN stat_sales_day c
    ON c.commune_code = k.commune_code AND c.day >= k.day AND c.day < k.until
GROUP BY k.commune_code, k.day, {_OF_C}
"""
_BUYERS = """
WITH keys(commune_code, day, until) AS (VALUES {keys})
INSERT INTO stat_buyer_month (commune_code, day, buyers)
SELECT k.commune_code, k.day, COUNT(DISTINCT o.customer_phone)
FROM keys k
JOIN order_sellerorder so ON so.commune_code = k.commune_code
    AND so.completed_on >= k.day AND so.completed_on < k.until AND so.returned_on IS NULL
JOIN order_order o ON o.id = so.order_id AND o.customer_phone <> ''
GROUP BY k.commune_code, k.day
"""
_DELETE_BUYERS = "DELETE FROM stat_buyer_month WHERE commune_code = %s AND day = %s"
#: One month at a time: with the days as constants the index on commune and day is used for both.
_BUYERS_OF_ALL = """
INSERT INTO stat_buyer_month (commune_code, day, buyers)
SELECT %s, %s, COUNT(DISTINCT o.customer_phone)
FROM (SELECT DISTINCT commune_code FROM stat_buyer_month WHERE day = %s AND commune_code <> %s) c
JOIN order_sellerorder so ON so.commune_code = c.commune_code
    AND so.completed_on >= %s AND so.completed_on < %s AND so.returned_on IS NULL
JOIN order_order o ON o.id = so.order_id AND o.customer_phone <> ''
HAVING COUNT(*) > 0
"""


def recompute_days(keys: list[Key]) -> None:
    """Bring days of the province up to its communes."""
    rows = [(key.commune_code, key.day) for key in keys]
    replace_cells("stat_sales_day", _NAMES, rows, _DAY)


def recompute_months(keys: list[Key]) -> None:
    """Bring ``(commune, month)`` up to the days, and its buyers up to the orders."""
    rows = _rows(keys)
    replace_cells("stat_sales_month", _NAMES, rows, _MONTH)
    replace_cells("stat_buyer_month", _NAMES, rows, _BUYERS)


def recompute_province(keys: list[Key]) -> None:
    """Bring the months of the province up to its days."""
    replace_cells("stat_sales_month", _NAMES, _rows(keys), _MONTH)


def recompute_buyers(keys: list[Key]) -> None:
    """Count the buyers of whole months of the province in the orders."""
    with connection.cursor() as cursor:
        for code, day, until in _rows(keys):
            cursor.execute(_DELETE_BUYERS, [code, day])
            cursor.execute(_BUYERS_OF_ALL, [code, day, day, code, day, until])


def _rows(keys: list[Key]) -> list[tuple]:
    return [(key.commune_code, key.day, next_month(key.day)) for key in keys]
