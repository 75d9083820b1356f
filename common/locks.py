"""A lock on a name for the rest of the transaction."""

from django.db import connection


def hold(name: str) -> None:
    """Wait until nobody else holds this name; call it inside a transaction.

    SQLite has one writer at a time anyway: its write lock does the same for all names.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
