"""Row triggers that note which listings search must read again, in the writer's own transaction.

Triggers for the reasons of ADR 0008: bulk updates, raw SQL and cascades are seen too, and a
listing that was hidden by whatever way is hidden from counts and suggestions as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from common.live_ddl import run_apart


@dataclass(frozen=True)
class _Watch:
    """A table, the columns that search knows of, and which listings a row stands for."""

    table: str
    columns: tuple[str, ...]
    products: str
    events: tuple[str, ...] = ("insert", "update", "delete")
    #: Tells triggers of one table apart.
    name: str = ""


#: What stands after INSERT … SELECT; W is who writes, ROW the old or the new row.
_ITSELF = "ROW.id, W, CURRENT_TIMESTAMP"
_OF_PRODUCT = "ROW.product_id, W, CURRENT_TIMESTAMP"
_OF_PARTNER = "id, W, CURRENT_TIMESTAMP FROM catalogue_product WHERE partner_id = ROW.id"
#: Shown as sold out before and not after, or the other way round; most orders change neither.
_ENOUGH = "{row}.num_in_stock - {row}.num_allocated >= CASE WHEN p.min_quantity > 1 THEN p.min_quantity ELSE 1 END"  # fmt: skip # noqa: E501
_SOLD_OUT_OR_BACK = (
    "p.id, W, CURRENT_TIMESTAMP FROM catalogue_product p WHERE p.id = NEW.product_id"
    f" AND ({_ENOUGH.format(row='OLD')}) <> ({_ENOUGH.format(row='NEW')})"
)
_EVERYTHING = "CAST(NULL AS bigint), W, CURRENT_TIMESTAMP"
_WATCHES = (
    _Watch(
        "catalogue_product",
        (
            "title",
            "is_public",
            "approved_at",
            "parent_id",
            "partner_id",
            "product_set_id",
            "origin_commune_id",
            "harvest_mask",
            "sale_unit",
            "net_weight_g",
            "min_quantity",
        ),
        _ITSELF,
    ),
    _Watch("partner_stockrecord", ("product_id", "price", "orders_until"), _OF_PRODUCT),
    _Watch(
        "partner_stockrecord",
        ("num_in_stock", "num_allocated"),
        _SOLD_OUT_OR_BACK,
        ("update",),
        "stock",
    ),
    _Watch(
        "catalogue_ocopcertificate",
        ("product_id", "stars", "issued_on", "expires_on", "confirmed_at"),
        _OF_PRODUCT,
    ),
    _Watch(
        "partner_partner",
        ("name", "code", "kind", "commune_id"),
        _OF_PARTNER,
        ("update",),
    ),
    _Watch("places_commune", ("name", "kind", "province_id"), _EVERYTHING, ("update",)),
    _Watch("places_communelink", ("old_name", "old_district", "new_id"), _EVERYTHING),
    _Watch("catalogue_productset", ("short_name", "category_id"), _EVERYTHING, ("update",)),
    _Watch("catalogue_category", ("name", "path"), _EVERYTHING, ("update",)),
)
_TABLES = frozenset({watch.table for watch in _WATCHES} | {"search_change"})
_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make all triggers anew; when some were gone, everything has to be read again."""
    if not _TABLES.issubset(connection.introspection.table_names()):
        return
    were_gone = bool(missing(connection))
    # PostgreSQL replaces a trigger without a moment without it.
    first = _drop("sqlite") if connection.vendor == "sqlite" else []
    run_apart(connection, [*first, *_create(connection.vendor)])
    if were_gone:
        run_apart(connection, [_insert(connection.vendor, _EVERYTHING)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop all triggers, so that tables can be altered."""
    if _TABLES.issubset(connection.introspection.table_names()):
        run_apart(connection, _drop(connection.vendor))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there or are switched off. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [_name(watch, event) for watch, event in _pairs() if _name(watch, event) not in present]


def _pairs() -> Iterator[tuple[_Watch, str]]:
    return ((watch, event) for watch in _WATCHES for event in watch.events)


def _name(watch: _Watch, event: str) -> str:
    return f"search_{watch.name or watch.table}_{event}"


def _create(vendor: str) -> Iterator[str]:
    return (_TRIGGERS[vendor](watch, event) for watch, event in _pairs())


def _drop(vendor: str) -> list[str]:
    on_table = " ON {}" if vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {_name(watch, event)}{on_table.format(watch.table)}"
        for watch, event in _pairs()
    ]


def _insert(vendor: str, products: str, row: str = "") -> str:
    writer = "pg_current_xact_id()::text::bigint" if vendor == "postgresql" else "0"
    values = products.replace("W,", f"{writer},").replace("ROW.", f"{row}.")
    return f"INSERT INTO search_change (product_id, written_by, at) SELECT {values};"


def _inserts(vendor: str, watch: _Watch, event: str) -> str:
    # A certificate or price that goes to another listing changes both.
    rows = _ROWS[event] if "ROW." in watch.products else ("NEW",)
    return " ".join(_insert(vendor, watch.products, row) for row in rows)


def _sqlite(watch: _Watch, event: str) -> str:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in watch.columns)
    when = f"WHEN {changed}" if event == "update" else ""
    return (
        f"CREATE TRIGGER {_name(watch, event)} AFTER {event.upper()} ON {watch.table}"
        f" FOR EACH ROW {when} BEGIN {_inserts('sqlite', watch, event)} END"
    )


def _postgresql(watch: _Watch, event: str) -> str:
    changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in watch.columns)
    when = f"WHEN ({changed})" if event == "update" else ""
    name = _name(watch, event)
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {_inserts('postgresql', watch, event)} RETURN NULL; END $$;"
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {watch.table}"
        f" FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
    )


_TRIGGERS = {"sqlite": _sqlite, "postgresql": _postgresql}
