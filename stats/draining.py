"""Work off the dirty keys: right after a crash, after a lost message, and with two at once.

A dirty row and its change commit together, so a drain that sees the row sees the change. It
deletes exactly the rows that it read; later ones stay for the next turn.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from stats import cells, kept, new_day, proof
from stats.keys import STAGES, Family, Key, above, keys_of, mark, mark_everything, outdated_by
from stats.models import DirtyKey

#: One drainer at a time: an older result must not overwrite a newer one.
_LOCK = 7_241_905_163
#: What stands above a cell waits no longer than this for the cells below it.
_LATEST_S = 2.0
#: Of a full batch one row in so many is one of the newest.
_NEWEST = 10
#: An hour of orders marks the same key again and again: read so many rows for one key.
_ROWS_PER_KEY = 10
#: On SQLite a batch should take so long, and leave others at least so long.
_TURN_S, _PAUSE_S = 0.3, 0.02
#: A page waits for one batch at most, so it takes a small one.
_FEW = 50
#: Days of the province and months are large: so many in one transaction.
_LARGE = frozenset().union(*STAGES[2:])
_MOST_ABOVE = 50
#: What takes less is never put off.
_QUICK_S = 0.25
#: How long this process last took to count the buyers of the province in one month.
_buyers_s = 0.0
#: When this process last brought every stage up to date.
_all_done_at = 0.0


@dataclass(frozen=True)
class Drained:
    """What one drain did: distinct keys recomputed, rows deleted, rows left."""

    keys: int
    rows: int
    left: int


def drain(*, limit: int = 500, budget_s: float = 0.2) -> Drained:
    """Recompute dirty keys, ``limit`` per transaction, until none is left or time is up.

    Does nothing while another process drains.
    """
    end = time.monotonic() + budget_s
    keys = rows = 0
    size, pause_s = limit, 0.0
    while DirtyKey.objects.exists():
        time.sleep(pause_s)
        begun = time.monotonic()
        is_time = budget_s <= 0 or begun - _all_done_at > _LATEST_S
        done = _drain_once(size, max(0.0, end - begun), all_stages=is_time)
        if done is None:
            break
        keys, rows = keys + done.keys, rows + done.rows
        if time.monotonic() >= end:
            break
        if connection.vendor == "sqlite":
            size, pause_s = _let_writers_in(done, time.monotonic() - begun, limit)
    return Drained(keys, rows, DirtyKey.objects.count())


def _let_writers_in(done: Drained, took_s: float, limit: int) -> tuple[int, float]:
    """Return how many keys the next batch may take, and how long it should wait.

    SQLite has one writer, and who waits for it asks anew every 0.1 s: with batches one after the
    other an order would wait until all are done, or fail.
    """
    fitting = round(done.keys * _TURN_S / max(took_s, 0.001))
    return min(limit, max(_FEW, fitting)), max(_PAUSE_S, took_s / 4)


def read_repair(*, budget_s: float = 0.2) -> None:
    """Drain before a page reads. A busy database costs freshness, never the page."""
    try:
        with _short_wait(budget_s):
            new_day.mark_new_day()
            waiting = DirtyKey.objects.all()
            if _buyers_s >= _QUICK_S:
                # No page waits for these; to look at them anew each time costs it 10 ms.
                waiting = waiting.exclude(family=Family.BUYERS)
            if waiting.exists():
                drain(limit=_FEW, budget_s=budget_s)
    except OperationalError:
        if connection.in_atomic_block:
            raise


def settle(*, budget_s: float) -> bool:
    """Drain, or wait for another drainer, until nothing is dirty; tell whether that came true."""
    end = time.monotonic() + budget_s
    while drain(budget_s=max(0.05, end - time.monotonic())).left:
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True


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
    """Mark what the calendar alone changed, then drain for up to 20 s."""
    new_day.mark_new_day(again=True)
    return drain(budget_s=20)


def check_and_mend(*, since: date | None = None) -> proof.Proof:
    """Recount; what differs is recomputed and recounted again, so that both runs are kept."""
    found = proof.check_stats(since=since)
    if found.ok:
        return found
    drain(budget_s=60)
    return proof.check_stats(since=since)


def _drain_once(limit: int, left_s: float = 60, *, all_stages: bool = False) -> Drained | None:
    """Do one batch; None when another process is at it, or when all that waits has to wait.

    Days come before their months and months before the province. While more days wait than
    one batch takes, their months are only noted, unless ``all_stages`` asks for them. What is
    slow to count waits for a drain that has the time.
    """
    global _all_done_at, _buyers_s
    with transaction.atomic():
        if not _lock():
            return None
        asked: list[DirtyKey] = []
        later: set[Key] = set()
        changed: set[Key] = set()
        oldest = timezone.now()
        count = 0
        for families in STAGES:
            most = min(limit, _MOST_ABOVE) if families & _LARGE else limit
            is_last = families == STAGES[-1]
            most = _buyers_that_fit(most, left_s) if is_last else most
            if not most:
                continue
            rows, keys, is_full = _read(families, most)
            own = {key for key in later if key.family in families}
            if not is_last or len(keys | own) <= most:
                keys |= own
                later -= own
            changed |= keys
            if keys:
                begun = time.monotonic()
                count += cells.recompute(keys)
                if is_last:
                    _buyers_s = (time.monotonic() - begun) / len(keys)
            asked += rows
            later |= above(keys)
            oldest = min([oldest, *(row.at for row in rows)])
            if is_full and not all_stages:
                break
        else:
            _all_done_at = time.monotonic()
        mark(later - _waiting(later), at=oldest)
        if not asked:
            return None
        done = {row.pk for row in asked}
        DirtyKey.objects.filter(pk__in=done).delete()
        kept.outdate(*outdated_by(asked, changed))
    return Drained(count, len(done), 0)


def _read(families: frozenset[str], most: int) -> tuple[list[DirtyKey], set[Key], bool]:
    """Return the oldest rows that ask for ``most`` keys, the keys, and whether more may wait.

    With more waiting, a few of the newest are among them: who orders during a rebuild is
    counted at once, not after it.
    """
    waiting = DirtyKey.objects.filter(family__in=families)
    rows: list[DirtyKey] = []
    keys: set[Key] = set()
    for row in waiting.order_by("id")[: most * _ROWS_PER_KEY]:
        rows.append(row)
        keys |= keys_of(row)
        if len(keys) >= most:
            break
    is_full = len(keys) >= most or len(rows) == most * _ROWS_PER_KEY
    if is_full:
        newest = list(waiting.filter(pk__gt=rows[-1].pk).order_by("-id")[: most // _NEWEST])
        rows += newest
        keys |= {key for row in newest for key in keys_of(row)}
    return rows, keys, is_full


def _buyers_that_fit(most: int, left_s: float) -> int:
    """Return how many months' buyers of the province may be counted now.

    At ten million lines a month takes most of a second, and every order asks for one. It gets a
    fifth of the time of a drain that has the time, and none of a page's.
    """
    cost = _buyers_s
    if cost * most < _QUICK_S:
        return most
    if cost >= _QUICK_S:
        waiting = DirtyKey.objects.filter(family=Family.BUYERS).order_by("id").first()
        since = timezone.now() if waiting is None else waiting.at
        if timezone.now() - since < timedelta(seconds=5 * cost):
            return 0
    return min(most, int(left_s / cost))


def _waiting(keys: set[Key]) -> set[Key]:
    """Return what of ``keys`` is marked already: a rebuild would mark a month for every day."""
    rows = DirtyKey.objects.filter(
        family__in={key.family for key in keys},
        commune_code__in={key.commune_code for key in keys},
    )
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
            # Nobody waits behind this one, so it may wait for a long batch; for rows it may not.
            cursor.execute("SELECT current_setting('lock_timeout')")
            usual = cursor.fetchone()[0]
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
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
