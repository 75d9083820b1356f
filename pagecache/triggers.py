"""Row triggers that note public changes in the writer's own transaction.

Triggers and not signals: ``QuerySet.update``, bulk inserts, raw SQL, the admin and cascades are
seen. Like those of the statistics they are made after every migrate (ADR 0008).
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from common.live_ddl import run_apart
from pagecache.marks import MARKS, NEEDED_TABLES, TABLES, Mark
from pagecache.tags import SITE

_ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}
_DRAWN = {
    "sqlite": "(random() & 1073741823) + 1",
    "postgresql": "floor(random() * 1073741823)::bigint + 1",
}
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def install(connection: BaseDatabaseWrapper) -> bool:
    """Make all triggers anew and outdate every page; False while tables do not exist yet."""
    if not NEEDED_TABLES.issubset(connection.introspection.table_names()):
        return False
    vendor = connection.vendor
    # PostgreSQL replaces a trigger without a moment without it.
    first = _drop(vendor) if vendor == "sqlite" else []
    outdate = _insert(vendor, [f"SELECT {SITE}"])
    run_apart(connection, [*first, *_create(vendor), outdate])
    return True


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop all triggers; pages go stale until ``install``."""
    if NEEDED_TABLES.issubset(connection.introspection.table_names()):
        run_apart(connection, _drop(connection.vendor))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there or are switched off. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [name for name, _table in _names(connection.vendor) if name not in present]


def _names(vendor: str) -> Iterator[tuple[str, str]]:
    for mark in MARKS:
        for event in mark.events:
            yield f"page_{mark.name}_{event}", mark.table
    if vendor == "postgresql":
        # TRUNCATE fires no row trigger.
        for table in sorted(TABLES):
            yield f"page_{table}_truncate", table


def _drop(vendor: str) -> list[str]:
    on = " ON {table}" if vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}" for name, table in _names(vendor)
    ]


def _create(vendor: str) -> list[str]:
    make = _sqlite if vendor == "sqlite" else _postgresql
    statements = [words for mark in MARKS for event in mark.events for words in make(mark, event)]
    return statements + (_truncates() if vendor == "postgresql" else [])


def _sqlite(mark: Mark, event: str) -> list[str]:
    # IS NOT is SQLite's IS DISTINCT FROM, and older libraries know only this one.
    when = _when(mark, event).replace("IS DISTINCT FROM", "IS NOT")
    body = _insert("sqlite", _selects(mark, event))
    return [
        f"CREATE TRIGGER page_{mark.name}_{event} AFTER {event.upper()} ON {mark.table}"
        f" FOR EACH ROW {when} BEGIN {body}; END"
    ]


def _postgresql(mark: Mark, event: str) -> list[str]:
    name = f"page_{mark.name}_{event}"
    body = _insert("postgresql", _selects(mark, event))
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {mark.table}"
        f" FOR EACH ROW {_when(mark, event)} EXECUTE FUNCTION {name}()",
    ]


def _truncates() -> list[str]:
    body = _insert("postgresql", [f"SELECT {SITE}"])
    function = (
        "CREATE OR REPLACE FUNCTION page_truncated() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {body}; RETURN NULL; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER page_{table}_truncate AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION page_truncated()"
        for table in sorted(TABLES)
    ]


def _when(mark: Mark, event: str) -> str:
    conditions = []
    if event == "update" and mark.columns:
        changed = (f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in mark.columns)
        conditions.append(" OR ".join(changed))
    if mark.only_if:
        rows = (mark.only_if.replace("ROW.", f"{row}.") for row in _ROWS[event])
        conditions.append(" OR ".join(rows))
    return f"WHEN ({') AND ('.join(conditions)})" if conditions else ""


def _selects(mark: Mark, event: str) -> list[str]:
    rows = [tag.replace("ROW.", f"{row}.") for row in _ROWS[event] for tag in mark.tags]
    return rows + (list(mark.crossing) if event == "update" else [])


def _insert(vendor: str, selects: list[str]) -> str:
    # UNION, not UNION ALL: an update of one row says each tag once.
    found = f"SELECT {SITE} AS tag WHERE 1 = 0 UNION {' UNION '.join(selects)}"
    return f"INSERT INTO page_change (tag, number) SELECT t.tag, {_DRAWN[vendor]} FROM ({found}) t"
