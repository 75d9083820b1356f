"""Change tables of a market that is open: wait for a lock briefly, give way, try again.

Who waits for a lock makes all wait who come later, also those who only read. So nobody here waits
longer than ``LOCK_PATIENCE_S``; whoever was in the way gets time, and then it is tried again.
"""

import logging
import random
import time
from collections.abc import Iterable

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)

#: No shopper waits longer than this for a change of tables.
LOCK_PATIENCE_S = 2.0
TRIES = 30
_REST_S = (0.5, 2.0)
#: PostgreSQL: lock_not_available, deadlock_detected.
_GAVE_WAY = ("55P03", "40P01")


def gave_way(problem: BaseException) -> bool:
    """Tell whether a statement ended because others held the lock, so that it may be repeated."""
    return getattr(problem.__cause__, "sqlstate", None) in _GAVE_WAY


def rest() -> None:
    """Let those go first who waited behind us."""
    time.sleep(random.uniform(*_REST_S))  # noqa: S311


def wait_at_most(connection: BaseDatabaseWrapper, seconds: float) -> None:
    """Let the statements of this connection give up a lock after so long; 0 waits for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false)", [f"{seconds * 1000:.0f}"]
            )


def run_apart(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Run statements that make or drop triggers, each locking its one table as briefly as can be.

    On PostgreSQL each is a transaction of its own, so none holds one table and waits for the
    next; each must hold by itself and may be repeated. Inside a transaction, and on SQLite, which
    has one writer, they are run together.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return
    for statement in statements:
        _run_patiently(connection, statement)


def _run_patiently(connection: BaseDatabaseWrapper, statement: str) -> None:
    for turn in range(1, TRIES + 1):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE_S * 1000:.0f}'")
                cursor.execute(statement)
            return
        except OperationalError as problem:
            if turn == TRIES or not gave_way(problem):
                raise
            log.warning("triggers: others hold the table, try %s: %s", turn, statement[:80])
            rest()
