"""Migrate while the market is open: nobody waits longer than two seconds for a change of tables."""

import contextlib

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, OperationalError, connections

from common.live_ddl import LOCK_PATIENCE_S, TRIES, gave_way, rest, wait_at_most

_IN_THE_WAY = """
SELECT pid, state, extract(epoch FROM now() - xact_start)::int, application_name
FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
ORDER BY xact_start LIMIT 5
"""


class Command(migrate.Command):
    """Django's migrate, which gives way to the shop on PostgreSQL and tries again.

    A migration is one transaction, so what gave way is undone; those before it stay.
    """

    def handle(self, *args, **options) -> None:
        """Migrate. Raises ``CommandError`` naming who was in the way after the last try."""
        connection = self._connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        try:
            self._insist(connection, *args, **options)
        finally:
            with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    def migration_progress_callback(self, action, migration=None, fake=False) -> None:
        """Set how patient a migration may be, before it begins.

        What runs outside of a transaction builds indexes and the like: it waits for old
        transactions to end and holds nobody up, so it may wait.
        """
        if action in ("apply_start", "unapply_start"):
            # Not the connection of the schema editor's transaction: it has not begun yet.
            wait_at_most(self._connection, LOCK_PATIENCE_S if migration.atomic else 0)
        super().migration_progress_callback(action, migration, fake)

    def _insist(self, connection, *args, **options) -> None:
        for turn in range(1, TRIES + 1):
            wait_at_most(connection, LOCK_PATIENCE_S)
            try:
                super().handle(*args, **options)
                return
            except OperationalError as problem:
                if not gave_way(problem):
                    raise
                self.stderr.write(f" gave way to the shop, try {turn} of {TRIES}")
                if turn == TRIES:
                    raise CommandError(self._who(connection)) from problem
                rest()

    def _who(self, connection) -> str:
        """Say which transactions are old; never what they do, for people's data stands in it."""
        with connection.cursor() as cursor:
            cursor.execute(_IN_THE_WAY)
            found = [
                f"  process {pid} ({name or 'no name'}), {state}, for {seconds} s"
                for pid, state, seconds, name in cursor.fetchall()
            ]
        told = "The tables were never free. What was done stays; run migrate again. Open now:"
        return "\n".join([told, *found])
