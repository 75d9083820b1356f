"""Months from their days, the province from its communes, and distinct buyers.

Sums are taken of cells, which were recomputed just before; buyers are counted in the orders,
because they do not add up.
"""

from stats.cells.sql import MEASURES, next_month, replace_cells
from stats.keys import Key

_PROPERTIES = "set_code, stars, channel, cut, value"
_SUMS = ", ".join(f"SUM(c.{name})" for name in MEASURES)
_INTO = f"INSERT INTO stat_sales_month (commune_code, day, {_PROPERTIES}, {', '.join(MEASURES)})"
_OF_C = ", ".join(f"c.{name}" for name in _PROPERTIES.split(", "))

_MONTH = f"""
WITH keys(commune_code, day, until) AS (VALUES {{keys}})
{_INTO}
SELECT k.commune_code, k.day, {_OF_C}, {_SUMS}
FROM keys k JOIN stat_sales_day c
    ON c.commune_code = k.commune_code AND c.day >= k.day AND c.day < k.until
GROUP BY k.commune_code, k.day, {_OF_C}
"""
_PROVINCE = f"""
WITH keys(commune_code, day, until) AS (VALUES {{keys}})
{_INTO}
SELECT k.commune_code, k.day, {_OF_C}, {_SUMS}
FROM keys k JOIN stat_sales_month c ON c.day = k.day AND c.commune_code <> k.commune_code
GROUP BY k.commune_code, k.day, {_OF_C}
"""
_ORDERS = """
    ON so.completed_on >= k.day AND so.completed_on < k.until AND so.returned_on IS NULL
    AND so.commune_code = {commune}
JOIN order_order o ON o.id = so.order_id AND o.customer_phone <> ''
GROUP BY k.commune_code, k.day
"""
_BUYERS = f"""
WITH keys(commune_code, day, until) AS (VALUES {{keys}})
INSERT INTO stat_buyer_month (commune_code, day, buyers)
SELECT k.commune_code, k.day, COUNT(DISTINCT o.customer_phone)
FROM keys k JOIN order_sellerorder so {_ORDERS.format(commune="k.commune_code")}
"""
_BUYERS_OF_ALL = f"""
WITH keys(commune_code, day, until) AS (VALUES {{keys}})
INSERT INTO stat_buyer_month (commune_code, day, buyers)
SELECT k.commune_code, k.day, COUNT(DISTINCT o.customer_phone)
FROM keys k
JOIN (SELECT DISTINCT day, commune_code FROM stat_buyer_month) c
    ON c.day = k.day AND c.commune_code <> k.commune_code
JOIN order_sellerorder so {_ORDERS.format(commune="c.commune_code")}
"""


def recompute_months(keys: list[Key]) -> None:
    """Bring ``(commune, month)`` up to the days, and its buyers up to the orders."""
    _replace(keys, _MONTH, _BUYERS)


def recompute_province(keys: list[Key]) -> None:
    """Bring the months of the province up to its communes."""
    _replace(keys, _PROVINCE, _BUYERS_OF_ALL)


def _replace(keys: list[Key], sales: str, buyers: str) -> None:
    rows = [(key.commune_code, key.day, next_month(key.day)) for key in keys]
    replace_cells("stat_sales_month", ("commune_code", "day"), rows, sales)
    replace_cells("stat_buyer_month", ("commune_code", "day"), rows, buyers)
