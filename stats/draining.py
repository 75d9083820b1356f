"""Work off the dirty keys: right after a crash, after a lost message, and with two at once.

A dirty row and its change commit together, so a drain that sees the row sees the change. It
deletes exactly the rows that it read; later ones stay for the next turn.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import OperationalError, connection, transaction

from common.dates import local_date, local_today
from sellers.models import HouseholdRecord
from stats import cells, kept, proof
from stats.cells.households import active_since
from stats.keys import STAGES, Family, Key, above, keys_of, mark, mark_everything
from stats.models import DirtyKey, HouseholdCell, InventoryCell

#: One drainer at a time: an older result must not overwrite a newer one.
_LOCK = 7_241_905_163
#: What stands above a cell waits no longer than this for the cells below it.
_LATEST_S = 2.0


@dataclass(frozen=True)
class Drained:
    """What one drain did: distinct keys recomputed, rows deleted, rows left."""

    keys: int
    rows: int
    left: int


def drain(*, limit: int = 500, budget_s: float = 0.2) -> Drained:
    """Recompute dirty keys, ``limit`` rows per transaction, until none is left or time is up.

    Does nothing while another process drains.
    """
    end = time.monotonic() + budget_s
    keys = rows = 0
    above_at = time.monotonic()
    while DirtyKey.objects.exists():
        now = time.monotonic()
        is_last = now >= end or now - above_at > _LATEST_S
        above_at = now if is_last else above_at
        done = _drain_once(limit, all_stages=is_last)
        if done is None:
            break
        keys, rows = keys + done.keys, rows + done.rows
        if now >= end or time.monotonic() >= end:
            break
    return Drained(keys, rows, DirtyKey.objects.count())


def read_repair(*, budget_s: float = 0.2) -> None:
    """Drain before a page reads. A busy database costs freshness, never the page."""
    if not DirtyKey.objects.exists():
        return
    try:
        with _short_wait(budget_s):
            drain(budget_s=budget_s)
    except OperationalError:
        if connection.in_atomic_block:
            raise


def rebuild_stats(*, limit: int = 500) -> Drained:
    """Recompute every cell while the market is open; the old cells stay readable."""
    mark_everything()
    keys = rows = 0
    while True:
        done = drain(limit=limit, budget_s=5)
        keys, rows = keys + done.keys, rows + done.rows
        if not done.left or not done.rows:
            return Drained(keys, rows, done.left)


def sync_stats() -> Drained:
    """Mark what the calendar alone changed, then drain for up to 20 s.

    Certificates begin and end, households fall asleep: no row changes on such a day.
    """
    mark(_keys_of_a_new_day())
    return drain(budget_s=20)


def check_and_mend(*, since: date | None = None) -> proof.Proof:
    """Recount; what differs is recomputed and recounted again, so that both runs are kept."""
    found = proof.check_stats(since=since)
    if found.ok:
        return found
    drain(budget_s=60)
    return proof.check_stats(since=since)


def _drain_once(limit: int, *, all_stages: bool = False) -> Drained | None:
    """Do one batch; None when another process is at it.

    Days come before their months and months before the province. While more days wait than
    one batch takes, their months are only noted, unless ``all_stages`` asks for them.
    """
    with transaction.atomic():
        if not _lock():
            return None
        done: set[int] = set()
        keys: set[Key] = set()
        count = 0
        for families in STAGES:
            rows = list(DirtyKey.objects.filter(family__in=families).order_by("id")[:limit])
            keys |= {key for row in rows for key in keys_of(row)}
            if keys:
                count += cells.recompute(keys)
            done |= {row.pk for row in rows}
            keys = above(keys)
            if len(rows) == limit and not all_stages:
                mark(keys - _waiting(keys))
                break
        DirtyKey.objects.filter(pk__in=done).delete()
        kept.outdate()
    return Drained(count, len(done), 0)


def _waiting(keys: set[Key]) -> set[Key]:
    """Return what of ``keys`` is marked already: a rebuild would mark a month for every day."""
    rows = DirtyKey.objects.filter(family__in={key.family for key in keys})
    return {key for row in rows for key in keys_of(row)}


def _lock() -> bool:
    """Be the only drainer until the transaction ends.

    SQLite has one writer anyway: ``transaction_mode`` is IMMEDIATE.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return cursor.fetchone()[0]


@contextmanager
def alone() -> Iterator[None]:
    """Keep other drainers out until the transaction around ends; waits for one at work."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    yield


@contextmanager
def _short_wait(seconds: float) -> Iterator[None]:
    """Wait for SQLite's write lock no longer than a page may take."""
    usual = settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 5)
    _set_wait(seconds)
    try:
        yield
    finally:
        _set_wait(usual)


def _set_wait(seconds: float) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _keys_of_a_new_day() -> set[Key]:
    """Return the cells whose truth may have changed by a new day since they were computed."""
    today = local_today()
    keys = {
        Key(Family.INVENTORY.value, code)
        for code, at in InventoryCell.objects.values_list("commune_code", "computed_at").distinct()
        if local_date(at) < today
    }
    oldest = HouseholdCell.objects.order_by("computed_at").first()
    if oldest is not None and local_date(oldest.computed_at) < today:
        asleep = HouseholdRecord.objects.filter(
            last_active_on__gte=active_since(local_date(oldest.computed_at)),
            last_active_on__lt=active_since(today),
        )
        codes = asleep.values_list("commune_code", flat=True).distinct()
        keys |= {Key(Family.HOUSEHOLDS.value, code) for code in codes}
    return keys
