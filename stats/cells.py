"""Recompute cells of given keys from the source rows: one GROUP BY per family, never ``+=``.

Doing it twice gives the same cells. A key without source rows loses its cell.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from common.dates import local_today
from stats.keys import Key
from stats.models import DirtyKey, HouseholdCell, InventoryCell, SalesCell

#: A household is active for so many days after it last used its account.
ACTIVE_DAYS = 90

_SALES = """
WITH keys(commune_code, set_code, day) AS (VALUES {keys}),
hits AS ({hits}),
parts AS (
    SELECT h.commune_code, h.set_code, h.day, h.what, h.id,
        CASE WHEN h.set_code = '' THEN MAX(h.goods_vnd)
             ELSE SUM(l.line_price_incl_tax) END AS vnd,
        COALESCE(SUM(l.quantity * l.net_weight_g), 0) AS grams
    FROM hits h LEFT JOIN order_line l ON l.seller_order_id = h.id
        AND (h.set_code = '' OR l.product_set_code = h.set_code)
    GROUP BY h.commune_code, h.set_code, h.day, h.what, h.id
    HAVING h.set_code = '' OR COUNT(l.id) > 0
)
SELECT commune_code, set_code, day,
    SUM(CASE WHEN what = 'placed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN what = 'placed' THEN vnd ELSE 0 END),
    SUM(CASE WHEN what = 'completed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN what = 'completed' THEN vnd ELSE 0 END),
    SUM(CASE WHEN what = 'completed' THEN grams ELSE 0 END),
    SUM(CASE WHEN what = 'cancelled' THEN 1 ELSE 0 END),
    SUM(CASE WHEN what = 'returned' THEN 1 ELSE 0 END)
FROM parts GROUP BY commune_code, set_code, day
"""
_HITS = " UNION ALL ".join(
    f"SELECT k.commune_code, k.set_code, k.day, '{what}' AS what, so.id,"  # noqa: S608
    " so.goods_vnd - so.discount_vnd AS goods_vnd"
    " FROM keys k JOIN order_sellerorder so"
    f" ON so.commune_code = k.commune_code AND so.{what}_on = k.day{only}"
    for what, only in (
        ("placed", ""),
        ("completed", " AND so.returned_on IS NULL"),
        ("cancelled", ""),
        ("returned", ""),
    )
)
_SALES_FIELDS = (
    "placed",
    "placed_vnd",
    "completed",
    "completed_vnd",
    "completed_g",
    "cancelled",
    "returned",
)

_INVENTORY = """
WITH keys(commune_code, set_code) AS (VALUES {keys})
SELECT k.commune_code, k.set_code,
    COUNT(DISTINCT p.partner_id),
    COUNT(DISTINCT CASE WHEN p.is_self_listed THEN p.partner_id END),
    COUNT(p.id),
    COUNT(CASE WHEN EXISTS (
        SELECT 1 FROM catalogue_ocopcertificate o
        WHERE o.product_id = p.id AND o.confirmed_at IS NOT NULL
            AND o.issued_on <= %s AND o.expires_on >= %s
    ) THEN 1 END),
    COALESCE(SUM(s.num_in_stock), 0),
    COALESCE(SUM(s.num_allocated), 0),
    COALESCE(SUM(s.num_in_stock * s.price), 0)
FROM keys k
JOIN places_commune c ON c.code = k.commune_code
JOIN partner_partner pp ON pp.commune_id = c.id
JOIN catalogue_product p ON p.partner_id = pp.id AND p.is_public
LEFT JOIN catalogue_productset ps ON ps.id = p.product_set_id
LEFT JOIN partner_stockrecord s ON s.product_id = p.id
WHERE k.set_code = '' OR ps.code = k.set_code
GROUP BY k.commune_code, k.set_code
"""
_INVENTORY_FIELDS = (
    "sellers",
    "self_listing_sellers",
    "listings",
    "ocop_listings",
    "in_stock",
    "allocated",
    "stock_vnd",
)

_HOUSEHOLDS = """
WITH keys(commune_code) AS (VALUES {keys})
SELECT h.commune_code, COUNT(*),
    COUNT(h.claimed_at),
    COUNT(CASE WHEN h.last_active_on >= %s THEN 1 END)
FROM keys k JOIN sellers_householdrecord h ON h.commune_code = k.commune_code
GROUP BY h.commune_code
"""
_HOUSEHOLD_FIELDS = ("registered", "claimed", "active")


def recompute(keys: Iterable[Key]) -> int:
    """Bring the cells of the keys up to their source; return how many keys were done."""
    by_family: dict[str, set[Key]] = {}
    for key in keys:
        by_family.setdefault(key.family, set()).add(key)
    for family, mine in by_family.items():
        _RECOMPUTE[family](sorted(mine))
    return sum(len(mine) for mine in by_family.values())


def active_since(today: date) -> date:
    """Return the first day on which a use of the account still counts as active."""
    return date.fromordinal(today.toordinal() - ACTIVE_DAYS)


def _sales(keys: list[Key]) -> None:
    _write(
        SalesCell,
        ("commune_code", "set_code", "day"),
        _SALES_FIELDS,
        [(key.commune_code, key.set_code, key.day) for key in keys],
        _SALES.replace("{hits}", _HITS),
    )


def _inventory(keys: list[Key]) -> None:
    today = local_today()
    _write(
        InventoryCell,
        ("commune_code", "set_code"),
        _INVENTORY_FIELDS,
        [(key.commune_code, key.set_code) for key in keys],
        _INVENTORY,
        today,
        today,
    )


def _households(keys: list[Key]) -> None:
    _write(
        HouseholdCell,
        ("commune_code",),
        _HOUSEHOLD_FIELDS,
        [(key.commune_code,) for key in keys],
        _HOUSEHOLDS,
        active_since(local_today()),
    )


_RECOMPUTE = {
    DirtyKey.Family.SALES.value: _sales,
    DirtyKey.Family.INVENTORY.value: _inventory,
    DirtyKey.Family.HOUSEHOLDS.value: _households,
}


def _write(
    model: type[Model],
    key_fields: tuple[str, ...],
    fields: tuple[str, ...],
    keys: list[tuple],
    sql: str,
    *more: object,
) -> None:
    """Select the cells of ``keys``, upsert what came back and delete what did not."""
    now = timezone.now()
    row = f"({', '.join(['%s'] * len(key_fields))})"
    flat = [value for key in keys for value in key]
    values = ", ".join([row] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{keys}", values), [*flat, *more])
        found = cursor.fetchall()
    names = (*key_fields, *fields)
    cells = [
        model(**dict(zip(names, map(_plain, names, line), strict=True)), computed_at=now)
        for line in found
    ]
    model._default_manager.bulk_create(
        cells,
        update_conflicts=True,
        unique_fields=key_fields,
        update_fields=(*fields, "computed_at"),
    )
    _delete_others(model, key_fields, keys, cells)


def _delete_others(
    model: type[Model],
    key_fields: tuple[str, ...],
    keys: list[tuple],
    cells: list[Model],
) -> None:
    kept = {tuple(getattr(cell, name) for name in key_fields) for cell in cells}
    gone = [key for key in keys if key not in kept]
    if not gone:
        return
    row = f"({', '.join(['%s'] * len(key_fields))})"
    names = ", ".join(key_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE ({names}) IN"  # noqa: S608
            f" (VALUES {', '.join([row] * len(gone))})",
            [value for key in gone for value in key],
        )


def _plain(name: str, value: object) -> object:
    """Undo what the driver does: SQLite returns days as text, sums of money as floats."""
    if name == "day":
        return date.fromisoformat(value) if isinstance(value, str) else value
    return value if isinstance(value, str) else round(value)
