"""Which rows and columns move which keys. The two dialects wrap these statements.

Every ``keys`` is a SELECT of ``(family, commune_code, day, partner_id)`` in SQL that SQLite and
PostgreSQL share; ``ROW`` stands for the old or the new row of the table.
"""

from dataclasses import dataclass

INSERT = "INSERT INTO stat_dirty (family, commune_code, day, partner_id)"


@dataclass(frozen=True)
class Mark:
    """The keys that one row of a table touches, and the columns that matter.

    ``events`` are what is watched; a row that others hang on need not be seen coming.
    """

    table: str
    columns: tuple[str, ...]
    keys: str
    events: tuple[str, ...] = ("insert", "update", "delete")


_DAYS = ("placed_on", "completed_on", "cancelled_on", "returned_on")


def _days_of(source: str, condition: str = "") -> str:
    """Return the days on which something happened to seller orders, each once."""
    return " UNION ".join(
        f"SELECT 'sales', {source}.commune_code, {source}.{day}, {source}.partner_id"
        f"{condition}{' AND' if condition else ' WHERE'} {source}.{day} IS NOT NULL"
        for day in _DAYS
    )


_SELLER_ORDER = _days_of("ROW")
_LINE = _days_of("so", " FROM order_sellerorder so WHERE so.id = ROW.seller_order_id")
#: Buyers are told apart by the phone of their order.
_ORDER = _days_of("so", " FROM order_sellerorder so WHERE so.order_id = ROW.id")

_PRODUCT = """
SELECT 'inventory', c.code, NULL, NULL
FROM partner_partner p JOIN places_commune c ON c.id = p.commune_id
WHERE p.id = ROW.partner_id
"""
#: For rows that hang on a product.
_OF_PRODUCT = """
SELECT 'inventory', c.code, NULL, NULL
FROM catalogue_product pr
JOIN partner_partner p ON p.id = pr.partner_id
JOIN places_commune c ON c.id = p.commune_id
WHERE pr.id = ROW.product_id
"""
_PARTNER = (
    "SELECT 'inventory', c.code, NULL, NULL FROM places_commune c WHERE c.id = ROW.commune_id"
)
_HOUSEHOLD = "SELECT 'households', ROW.commune_code, NULL, NULL"

MARKS = (
    Mark(
        "order_sellerorder",
        (
            "commune_code",
            "partner_id",
            "order_id",
            "goods_vnd",
            "discount_vnd",
            "seller_kind",
            "payment_method",
            "destination_province_code",
            "channel",
            *_DAYS,
        ),
        _SELLER_ORDER,
    ),
    Mark(
        "order_line",
        (
            "seller_order_id",
            "product_set_code",
            "ocop_stars",
            "line_price_incl_tax",
            "quantity",
            "net_weight_g",
        ),
        _LINE,
    ),
    Mark("order_order", ("customer_phone",), _ORDER, ("update",)),
    Mark(
        "catalogue_product",
        (
            "is_public",
            "partner_id",
            "product_set_id",
            "is_self_listed",
            "net_weight_g",
            "structure",
        ),
        _PRODUCT,
    ),
    Mark(
        "partner_stockrecord",
        ("product_id", "price", "num_in_stock", "num_allocated", "num_promised"),
        _OF_PRODUCT,
    ),
    Mark("partner_partner", ("commune_id",), _PARTNER),
    Mark(
        "catalogue_ocopcertificate",
        ("product_id", "stars", "issued_on", "expires_on", "confirmed_at"),
        _OF_PRODUCT,
    ),
    Mark(
        "sellers_householdrecord",
        ("commune_code", "claimed_at", "last_active_on"),
        _HOUSEHOLD,
    ),
)

#: Tables that the triggers read or write; without all of them none is installed.
NEEDED_TABLES = frozenset({mark.table for mark in MARKS} | {"stat_dirty", "places_commune"})


def changed(mark: Mark) -> str:
    """Return the SQL condition: one of the columns has another value now."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in mark.columns)


def insert_keys(mark: Mark, *, row: str) -> str:
    """Return the INSERT that marks the keys of the ``OLD`` or ``NEW`` row."""
    return f"{INSERT} {mark.keys.replace('ROW.', f'{row}.')}"
