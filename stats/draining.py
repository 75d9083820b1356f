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

from catalogue.models import OcopCertificate
from common.dates import local_date, local_today
from sellers.models import HouseholdRecord
from stats import cells
from stats.keys import Key, mark, mark_everything
from stats.models import DirtyKey, HouseholdCell, InventoryCell

#: One drainer at a time: an older result must not overwrite a newer one.
_LOCK = 7_241_905_163


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
    while DirtyKey.objects.exists():
        done = _drain_once(limit)
        if done is None:
            break
        keys, rows = keys + done.keys, rows + done.rows
        if time.monotonic() >= end:
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
    mark(_keys_of_expiry())
    return drain(budget_s=20)


def _drain_once(limit: int) -> Drained | None:
    """Do one batch; None when another process is at it."""
    with transaction.atomic():
        if not _lock():
            return None
        batch = list(DirtyKey.objects.order_by("id")[:limit])
        keys = {Key(row.family, row.commune_code, row.set_code, row.day) for row in batch}
        cells.recompute(keys)
        DirtyKey.objects.filter(pk__in=[row.pk for row in batch]).delete()
    return Drained(len(keys), len(batch), 0)


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


def _keys_of_expiry() -> list[Key]:
    """Return the cells whose truth changed by a new day since they were computed."""
    today = local_today()
    inventory = InventoryCell.objects.order_by("computed_at").first()
    households = HouseholdCell.objects.order_by("computed_at").first()
    keys: set[Key] = set()
    if inventory is not None:
        keys |= _certificate_keys(local_date(inventory.computed_at), today)
    if households is not None:
        keys |= _sleeping_keys(local_date(households.computed_at), today)
    return sorted(keys)


def _certificate_keys(since: date, today: date) -> set[Key]:
    """Return cells with a certificate that began or ended after ``since``."""
    confirmed = OcopCertificate.objects.filter(confirmed_at__isnull=False)
    began = confirmed.filter(issued_on__gt=since, issued_on__lte=today)
    ended = confirmed.filter(expires_on__gte=since, expires_on__lt=today)
    keys = set()
    for rows in (began, ended):
        places = rows.values_list("product__partner__commune__code", "product__product_set__code")
        for commune_code, set_code in places:
            for code in {"", set_code or ""} if commune_code else ():
                keys.add(Key(DirtyKey.Family.INVENTORY.value, commune_code, code, None))
    return keys


def _sleeping_keys(since: date, today: date) -> set[Key]:
    """Return communes where a household stopped being active after ``since``."""
    asleep = HouseholdRecord.objects.filter(
        last_active_on__gte=cells.active_since(since),
        last_active_on__lt=cells.active_since(today),
    )
    codes = asleep.values_list("commune_code", flat=True).distinct()
    return {Key(DirtyKey.Family.HOUSEHOLDS.value, code, "", None) for code in codes}
