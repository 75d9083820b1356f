"""The three big tables: their indexes and foreign keys away while much is inserted, and sizes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.color import no_style
from django.db import connection

from benchmarks.stats_at_scale.progress import timed
from shop.order.models import Line, Order, SellerOrder

MODELS = (Order, SellerOrder, Line)
TABLES = tuple(model._meta.db_table for model in MODELS)

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE contype IN ('f', 'u', 'p')
    AND (conrelid = ANY(%s::regclass[]) OR (contype = 'f' AND confrelid = ANY(%s::regclass[])))
ORDER BY contype = 'f' DESC, oid
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = indexrelid)
ORDER BY indexrelid
"""
_SQLITE_INDEXES = """
SELECT name, sql FROM sqlite_master
WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (%s, %s, %s)
"""


@contextmanager
def without_indexes() -> Iterator[None]:
    """Drop what makes inserting slow, and make it anew from its own definition."""
    removal, making = _postgres() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in removal:
            cursor.execute(statement)
    yield
    with timed(f"{len(making)} indexes and constraints"), connection.cursor() as cursor:
        for statement in making:
            cursor.execute(statement)
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)


def tidy() -> None:
    """Let the planner know what is there, as autovacuum would have."""
    with timed("analyze"), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        cursor.execute("ANALYZE")


def tidy_cells() -> None:
    """Do the same for the cells, after they were all written anew."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def _postgres() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [list(TABLES), list(TABLES)])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [list(TABLES)])
        indexes = cursor.fetchall()
    # What earlier rows have deferred must be looked at before their tables may change.
    removal = ["SET CONSTRAINTS ALL IMMEDIATE"]
    removal += [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in constraints]
    removal += [f"DROP INDEX {name}" for name, _ in indexes]
    making = [definition for _, definition in indexes]
    making += [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
        for table, name, definition in reversed(constraints)
    ]
    return removal, making


def _sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_INDEXES, list(TABLES))
        indexes = cursor.fetchall()
    return [f'DROP INDEX "{name}"' for name, _ in indexes], [sql for _, sql in indexes]


def sizes() -> dict[str, dict[str, int]]:
    """Return ``{table: {"rows", "bytes"}}`` of the source and of the cells, indexes included."""
    with connection.cursor() as cursor:
        names = sorted(
            name for name in connection.introspection.table_names(cursor) if name[:5] == "stat_"
        )
        found = {}
        for name in (*TABLES, *names):
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            found[name] = {"rows": cursor.fetchone()[0], "bytes": _bytes(cursor, name)}
    return {name: size for name, size in found.items() if size["rows"]}


def _bytes(cursor, name: str) -> int | None:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [name])
        return cursor.fetchone()[0]
    try:
        cursor.execute(
            "SELECT SUM(pgsize) FROM dbstat WHERE name = %s OR name IN"
            " (SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s)",
            [name, name],
        )
    except Exception:  # this SQLite was built without dbstat
        return None
    return cursor.fetchone()[0]
