"""Keys of cells: marking them, all of them, and loads that mark everything at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction

from stats import triggers
from stats.models import DirtyKey

_CHUNK = 2000


class Key(NamedTuple):
    """Names one cell; ``day`` is None for families without days."""

    family: str
    commune_code: str
    set_code: str
    day: date | None


_SALES_DAYS = ("placed_on", "completed_on", "cancelled_on", "returned_on")

_ALL_SALES = " UNION ".join(
    f"SELECT so.commune_code, {code}, so.{day} FROM order_sellerorder so {join}"
    f" WHERE so.{day} IS NOT NULL"
    for day in _SALES_DAYS
    for code, join in (
        ("''", ""),
        (
            "l.product_set_code",
            "JOIN order_line l ON l.seller_order_id = so.id AND l.product_set_code <> ''",
        ),
    )
)
_ALL_INVENTORY = """
SELECT c.code, '', NULL FROM partner_partner p JOIN places_commune c ON c.id = p.commune_id
UNION
SELECT c.code, ps.code, NULL FROM catalogue_product pr
JOIN partner_partner p ON p.id = pr.partner_id
JOIN places_commune c ON c.id = p.commune_id
JOIN catalogue_productset ps ON ps.id = pr.product_set_id
"""
_ALL_KEYS = {
    DirtyKey.Family.SALES: f"{_ALL_SALES} UNION"
    " SELECT commune_code, set_code, day FROM stat_sales_cell",
    DirtyKey.Family.INVENTORY: f"{_ALL_INVENTORY} UNION"
    " SELECT commune_code, set_code, NULL FROM stat_inventory_cell",
    DirtyKey.Family.HOUSEHOLDS: "SELECT commune_code, '', NULL FROM sellers_householdrecord"
    " UNION SELECT commune_code, '', NULL FROM stat_household_cell",
}


def mark(keys: Iterable[Key]) -> int:
    """Note that the cells of the keys must be recomputed; return how many."""
    rows = [DirtyKey(**key._asdict()) for key in keys]
    DirtyKey.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)


def mark_everything() -> int:
    """Mark every key of the source and of the cells, so that orphans vanish too."""
    marked = 0
    for family, sql in _ALL_KEYS.items():
        marked += _mark_selected(str(family), sql)
    return marked


@contextmanager
def suspended() -> Iterator[None]:
    """Load much at once: no triggers inside the block, everything marked after it.

    One transaction, so that nobody else can write unseen while the triggers are away: on
    PostgreSQL dropping them locks the tables, on SQLite the transaction is the only writer.
    """
    with transaction.atomic():
        triggers.remove(connection)
        yield
        triggers.install(connection)
        mark_everything()


def _mark_selected(family: str, sql: str) -> int:
    day = "CAST(k.day AS date)" if connection.vendor == "postgresql" else "k.day"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stat_dirty (family, commune_code, set_code, day)"
            f" WITH k(commune_code, set_code, day) AS ({sql})"
            f" SELECT %s, k.commune_code, k.set_code, {day} FROM k",
            [family],
        )
        return max(cursor.rowcount, 0)
