"""Database triggers by which rows that tell who did what are never edited and never deleted.

Like those of the statistics they are made after every migrate and not by a migration (ADR 0008).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from common.live_ddl import run_apart

_EVENTS = ("update", "delete")
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
#: Databases named ``test_…`` may be emptied: the test runner does it that way.
_REFUSE = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True)
class AppendOnly:
    """Tables whose rows stay as they were written, each with what the database says then."""

    tables: Mapping[str, str]

    def install(self, connection: BaseDatabaseWrapper) -> bool:
        """Make the triggers anew; return False while one of the tables does not exist yet."""
        if connection.vendor == "sqlite":
            # PostgreSQL replaces a trigger without a moment without it.
            self.remove(connection)
        there = self._there(connection)
        made = [one for table in there for one in self._create(connection.vendor, table)]
        run_apart(connection, made)
        return len(there) == len(self.tables)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the triggers; rows can be edited until ``install``."""
        there = self._there(connection)
        run_apart(connection, [one for table in there for one in _drop(connection.vendor, table)])

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the names of triggers that are not there or are switched off. 1 query."""
        with connection.cursor() as cursor:
            cursor.execute(_LIST[connection.vendor])
            present = {name for (name,) in cursor.fetchall()}
        names = (name for table in self.tables for name in _names(connection.vendor, table))
        return [name for name in names if name not in present]

    def _there(self, connection: BaseDatabaseWrapper) -> list[str]:
        known = set(connection.introspection.table_names())
        return [table for table in self.tables if table in known]

    def _create(self, vendor: str, table: str) -> list[str]:
        says = self.tables[table]
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
                for event in _EVENTS
            ]
        refuse = f"EXECUTE FUNCTION {table}_refuse()"
        rows = [
            f"CREATE OR REPLACE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
            f" FOR EACH ROW {refuse}"
            for event in _EVENTS
        ]
        whole = f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {refuse}"
        return [_REFUSE.format(table=table, says=says), *rows, whole]


def _names(vendor: str, table: str) -> list[str]:
    events = (*_EVENTS, "truncate") if vendor == "postgresql" else _EVENTS
    return [f"{table}_no_{event}" for event in events]


def _drop(vendor: str, table: str) -> list[str]:
    where = f" ON {table}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{where}" for name in _names(vendor, table)]
