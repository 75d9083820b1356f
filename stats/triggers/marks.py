"""Which rows and columns move which keys. The two dialects wrap these statements.

Every ``keys`` is a SELECT of ``(family, commune_code, set_code, day)`` in SQL that SQLite and
PostgreSQL share; ``ROW`` stands for the old or the new row of the table.
"""

from dataclasses import dataclass

INSERT = "INSERT INTO stat_dirty (family, commune_code, set_code, day)"


@dataclass(frozen=True)
class Mark:
    """The keys that one row of a table touches, and the columns that matter."""

    table: str
    columns: tuple[str, ...]
    keys: str


_DAYS = ("placed_on", "completed_on", "cancelled_on", "returned_on")

_ORDER_DAYS = " UNION ".join(f"SELECT ROW.{day} AS day" for day in _DAYS)
_LINE_DAYS = " UNION ".join(
    f"SELECT so.commune_code AS commune_code, so.{day} AS day"
    " FROM order_sellerorder so WHERE so.id = ROW.seller_order_id"
    for day in _DAYS
)

_SELLER_ORDER = f"""
SELECT 'sales', ROW.commune_code, s.set_code, d.day
FROM ({_ORDER_DAYS}) d
CROSS JOIN (
    SELECT '' AS set_code
    UNION SELECT l.product_set_code FROM order_line l WHERE l.seller_order_id = ROW.id
) s
WHERE d.day IS NOT NULL
"""

_LINE = f"""
SELECT 'sales', d.commune_code, s.set_code, d.day
FROM ({_LINE_DAYS}) d
CROSS JOIN (SELECT '' AS set_code UNION SELECT ROW.product_set_code) s
WHERE d.day IS NOT NULL
"""

_PRODUCT = """
SELECT 'inventory', c.code, s.set_code, NULL
FROM partner_partner p
JOIN places_commune c ON c.id = p.commune_id
CROSS JOIN (
    SELECT '' AS set_code
    UNION SELECT ps.code FROM catalogue_productset ps WHERE ps.id = ROW.product_set_id
) s
WHERE p.id = ROW.partner_id
"""

#: For rows that hang on a product.
_OF_PRODUCT = """
SELECT 'inventory', c.code, s.set_code, NULL
FROM catalogue_product pr
JOIN partner_partner p ON p.id = pr.partner_id
JOIN places_commune c ON c.id = p.commune_id
CROSS JOIN (
    SELECT '' AS set_code
    UNION SELECT ps.code FROM catalogue_product own
    JOIN catalogue_productset ps ON ps.id = own.product_set_id
    WHERE own.id = ROW.product_id
) s
WHERE pr.id = ROW.product_id
"""

_PARTNER = """
SELECT 'inventory', c.code, s.set_code, NULL
FROM places_commune c
CROSS JOIN (
    SELECT '' AS set_code
    UNION SELECT ps.code FROM catalogue_product pr
    JOIN catalogue_productset ps ON ps.id = pr.product_set_id
    WHERE pr.partner_id = ROW.id
) s
WHERE c.id = ROW.commune_id
"""

_HOUSEHOLD = "SELECT 'households', ROW.commune_code, '', NULL"

MARKS = (
    Mark(
        "order_sellerorder",
        ("commune_code", "goods_vnd", "discount_vnd", *_DAYS),
        _SELLER_ORDER,
    ),
    Mark(
        "order_line",
        (
            "seller_order_id",
            "product_set_code",
            "line_price_incl_tax",
            "quantity",
            "net_weight_g",
        ),
        _LINE,
    ),
    Mark(
        "catalogue_product",
        ("is_public", "partner_id", "product_set_id", "is_self_listed"),
        _PRODUCT,
    ),
    Mark(
        "partner_stockrecord",
        ("product_id", "price", "num_in_stock", "num_allocated"),
        _OF_PRODUCT,
    ),
    Mark("partner_partner", ("commune_id",), _PARTNER),
    Mark(
        "catalogue_ocopcertificate",
        ("product_id", "issued_on", "expires_on", "confirmed_at"),
        _OF_PRODUCT,
    ),
    Mark(
        "sellers_householdrecord",
        ("commune_code", "claimed_at", "last_active_on"),
        _HOUSEHOLD,
    ),
)

#: Tables that the triggers read or write; without all of them none is installed.
NEEDED_TABLES = frozenset(
    {mark.table for mark in MARKS} | {"stat_dirty", "places_commune", "catalogue_productset"}
)


def changed(mark: Mark) -> str:
    """Return the SQL condition: one of the columns has another value now."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in mark.columns)


def insert_keys(mark: Mark, *, row: str) -> str:
    """Return the INSERT that marks the keys of the ``OLD`` or ``NEW`` row."""
    return f"{INSERT}{mark.keys.replace('ROW.', f'{row}.')}"
