"""SQLite after a test that commits: the database as the session began with is copied back.

A flush deletes table by table, makes types, permissions and triggers anew and leaves the
reference data to be read from its files again, for every one of two hundred tests.
"""

import sqlite3
import time

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection
from django.test import TransactionTestCase

#: What a transaction that somebody left open may hold up the copy.
PATIENCE_S = 60


def restore_instead_of_flushing() -> None:
    """Keep the database as it is now, and bring it back after each test that commits."""
    beginning = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(beginning)

    def restore(_test: TransactionTestCase) -> None:
        # A query that the test did not read to its end would be in the way.
        connection.close()
        connection.ensure_connection()
        until = time.monotonic() + PATIENCE_S

        def give_up(_status: int, left: int, _all: int) -> None:
            if left and time.monotonic() > until:
                raise TimeoutError("a test left a transaction open")

        beginning.backup(connection.connection, progress=give_up, sleep=0.02)
        ContentType.objects.clear_cache()
        Site.objects.clear_cache()

    TransactionTestCase._fixture_teardown = restore
