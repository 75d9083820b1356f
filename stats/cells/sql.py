"""What the statements of all families share. Names are constants of ours, values are bound."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

MEASURES = (
    "placed",
    "placed_vnd",
    "completed",
    "completed_vnd",
    "completed_g",
    "cancelled",
    "cancelled_vnd",
    "returned",
    "returned_vnd",
)

#: What may happen to a seller order on a day, and when it does not count.
EVENTS = (
    ("placed", ""),
    ("completed", " AND so.returned_on IS NULL"),
    ("cancelled", ""),
    ("returned", ""),
)

#: Columns of ``facts`` (``what``, ``vnd``, ``g``) as the measures of a cell.
MEASURED = ", ".join(
    f"SUM(CASE WHEN what = '{what}' THEN {column} ELSE 0 END)"
    for what, column in (
        ("placed", "1"),
        ("placed", "vnd"),
        ("completed", "1"),
        ("completed", "vnd"),
        ("completed", "g"),
        ("cancelled", "1"),
        ("cancelled", "vnd"),
        ("returned", "1"),
        ("returned", "vnd"),
    )
)

#: The goods of an order by set and stars; goods of no set have a name of their own.
SOLD = """
SELECT {keys}, h.channel, h.what, h.id, h.on_day,
    COALESCE(NULLIF(l.product_set_code, ''), 'khac') AS set_code,
    COALESCE(l.ocop_stars, 0) AS stars,
    SUM(l.line_price_incl_tax) AS vnd, SUM(l.quantity * l.net_weight_g) AS g
FROM hits h JOIN order_line l ON l.seller_order_id = h.id
GROUP BY {keys}, h.channel, h.what, h.id, h.on_day,
    COALESCE(NULLIF(l.product_set_code, ''), 'khac'), COALESCE(l.ocop_stars, 0)
"""


def next_month(day: date) -> date:
    """Return the first day of the month after ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def bit_of_month(column: str) -> str:
    """Return SQL for the bit of a day's month: 1 for January, 2048 for December."""
    if connection.vendor == "postgresql":
        return f"(1 << (EXTRACT(MONTH FROM {column})::int - 1))"
    return f"(1 << (CAST(strftime('%%m', {column}) AS integer) - 1))"


def values(rows: Sequence[tuple]) -> tuple[str, list]:
    """Return ``(%s, %s), …`` for the rows, and what is bound to it."""
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    return ", ".join([row] * len(rows)), [value for one in rows for value in one]


def replace_cells(
    table: str, columns: Sequence[str], rows: Sequence[tuple], insert: str, *bound: object
) -> None:
    """Delete the cells of ``rows`` (named by ``columns``) and insert them as they are now.

    ``insert`` is a statement with ``{keys}`` where the VALUES of its keys go.
    """
    width = len(columns)
    names, (marks, flat) = ", ".join(columns), values([row[:width] for row in rows])
    key_marks, key_flat = values(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE ({names}) IN (VALUES {marks})", flat)
        cursor.execute(insert.replace("{keys}", key_marks), [*key_flat, *bound])
