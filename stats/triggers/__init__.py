"""Row triggers that note which figures a change touches, in the writer's own transaction.

Triggers and not signals: ``QuerySet.update``, ``bulk_create``, raw SQL, the admin and cascades
are all seen.
"""

from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper

from common.live_ddl import run_apart
from stats.triggers import postgresql, sqlite
from stats.triggers.marks import NEEDED_TABLES

_DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def install(connection: BaseDatabaseWrapper) -> bool:
    """Make all triggers anew; return False while their tables do not exist yet."""
    if not NEEDED_TABLES.issubset(connection.introspection.table_names()):
        return False
    dialect = _DIALECTS[connection.vendor]
    run_apart(connection, [*_replaced(connection), *dialect.create()])
    return True


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop all triggers; figures drift until ``install`` and a rebuild."""
    if NEEDED_TABLES.issubset(connection.introspection.table_names()):
        run_apart(connection, _DIALECTS[connection.vendor].drop())


def names(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of all triggers that belong to the statistics."""
    return _DIALECTS[connection.vendor].names()


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are not there or are switched off. 1 query."""
    dialect = _DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(dialect.LIST)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in names(connection) if name not in present]


def _replaced(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what must go first; PostgreSQL replaces a trigger without a moment without it."""
    return _DIALECTS["sqlite"].drop() if connection.vendor == "sqlite" else []
