"""Database triggers by which rows of the trail are never edited and never deleted.

Like those of the statistics they are made after every migrate and not by a migration (ADR 0008).
"""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "sellers_helperact"
_SAYS = "acts of helpers are never edited"
_EVENTS = ("update", "delete")
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
#: Databases named ``test_…`` may be emptied: the test runner does it that way.
_REFUSE = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> bool:
    """Make the triggers anew; return False while the table does not exist yet."""
    if TABLE not in connection.introspection.table_names():
        return False
    _run(connection, [*_drop(connection.vendor), *_create(connection.vendor)])
    return True


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; rows can be edited until ``install``."""
    if TABLE in connection.introspection.table_names():
        _run(connection, _drop(connection.vendor))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there or are switched off. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in _names(connection.vendor) if name not in present]


def _names(vendor: str) -> list[str]:
    events = (*_EVENTS, "truncate") if vendor == "postgresql" else _EVENTS
    return [f"{TABLE}_no_{event}" for event in events]


def _create(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {TABLE}_no_{event} BEFORE {event.upper()} ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
            for event in _EVENTS
        ]
    refuse = f"EXECUTE FUNCTION {TABLE}_refuse()"
    rows = [
        f"CREATE TRIGGER {TABLE}_no_{event} BEFORE {event.upper()} ON {TABLE} FOR EACH ROW {refuse}"
        for event in _EVENTS
    ]
    whole = f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} {refuse}"
    return [_REFUSE, *rows, whole]


def _drop(vendor: str) -> list[str]:
    where = f" ON {TABLE}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{where}" for name in _names(vendor)]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
