"""How often the pages of the public shop are opened: nothing about who opens them is kept.

A web process counts in memory and writes what it has every few seconds as one ``VisitBatch``;
a job adds the batches to the days. No cookie, address, name of a browser or referrer is stored.
"""

import atexit
import datetime as dt
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F

from common.dates import local_today
from sellers import lot_scans
from stats.models import VisitBatch, VisitDay

log = logging.getLogger(__name__)

#: How many days and kinds of page, or lots, wait in memory while the database is away.
_MOST_KEYS = 1_000
#: How long the writing thread waits for SQLite's write lock before it keeps its counts.
_WAIT_MS = 1_000
#: How long the end of a process waits for the last batch.
_LAST_S = 2.0
_BATCHES = 500

#: ``(local day, kind of page)`` → ``(views, visits)``.
Counts = dict[tuple[dt.date, str], tuple[int, int]]


class PageKind(models.TextChoices):
    """What pages are told apart by."""

    HOME = "home", "Trang chủ"
    GOODS = "goods", "Danh sách hàng, tìm kiếm"
    PRODUCT = "product", "Trang sản phẩm"
    SELLER = "seller", "Trang người bán"
    OTHER = "other", "Trang khác của chợ"


#: The pages that count, by the name of their address. What is missing here is never counted:
#: sellers', officials', operators' and staff's pages, sign-in, gateways, health, files.
PAGES = {
    "home": PageKind.HOME.value,
    "catalogue:index": PageKind.GOODS.value,
    "catalogue:category": PageKind.GOODS.value,
    "catalogue:range": PageKind.GOODS.value,
    "search:search": PageKind.GOODS.value,
    "catalogue:communes": PageKind.GOODS.value,
    "catalogue:commune": PageKind.GOODS.value,
    "catalogue:seasons": PageKind.GOODS.value,
    "catalogue:detail": PageKind.PRODUCT.value,
    "sellers:storefront": PageKind.SELLER.value,
    **dict.fromkeys(
        (
            "giao-hang", "doi-tra", "quy-che", "bao-ve-du-lieu", "khieu-nai", "sao-ocop",
            "xep-hang", "ve-san", "opendata:index",
            "basket:summary",
            "sellers:trace", "checkout:index", "checkout:thank-you", "orders:find", "orders:detail",
        ),
        PageKind.OTHER.value,
    ),
}  # fmt: skip


class Buffer:
    """What one process has counted and not written. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counts = {}

    def add(self, day: dt.date, page: str, views: int, visits: int) -> None:
        """Add to one kind of page on one day; a full buffer forgets its oldest day first."""
        with self._lock:
            views_then, visits_then = self._counts.pop((day, page), (0, 0))
            while len(self._counts) >= _MOST_KEYS:
                del self._counts[min(self._counts)]
            self._counts[day, page] = (views_then + views, visits_then + visits)

    def take(self) -> Counts:
        """Return everything and start again."""
        with self._lock:
            counts, self._counts = self._counts, {}
        return counts

    def give_back(self, counts: Counts) -> None:
        """Merge what could not be written with what was counted since."""
        for (day, page), (views, visits) in counts.items():
            self.add(day, page, views, visits)

    def forget(self) -> None:
        """Start empty: a child of a fork holds a copy that its parent will write."""
        self.__init__()


class Writer:
    """A thread that writes every few seconds and once more when the process ends."""

    def __init__(self, write: Callable[[], object]) -> None:
        self._write = write
        self._starting = threading.Lock()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread unless it runs or ``VISIT_SECONDS`` is 0."""
        if self._thread is not None or not settings.VISIT_SECONDS:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="visits", daemon=True)
                self._thread.start()
                atexit.register(self.finish)

    def finish(self) -> None:
        """Write what is left, for at most two seconds, and end the thread."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(_LAST_S)

    def forget(self) -> None:
        """Have no thread: a fork does not take its parent's threads along."""
        self.__init__(self._write)

    def _run(self) -> None:
        while not self._end.wait(settings.VISIT_SECONDS):
            self._write()
        self._write()


buffer = Buffer()
#: What stands before the number of a lot whose sticker was scanned.
_LOT = "lot:"


def scans_of(lot: int) -> str:
    """Return what the scans of a lot are counted under."""
    return f"{_LOT}{lot}"


def count(page: str, *, is_visit: bool) -> None:
    """Count one view of today, which is also a visit when it came from outside. No query."""
    buffer.add(local_today(), page, 1, int(is_visit))
    writer.start()


def flush() -> bool:
    """Write what this process has counted as one batch; False when there was nothing to write.

    What cannot be written stays in the buffer and is written the next time.
    """
    counts = buffer.take()
    if not counts:
        return False
    rows = [[day.isoformat(), page, *numbers] for (day, page), numbers in sorted(counts.items())]
    try:
        VisitBatch.objects.create(counts=rows)
    except Exception:
        buffer.give_back(counts)
        raise
    return True


def collect() -> int:
    """Add the batches that wait to their days; return how many batches that were.

    Safe to run twice or at once: a batch and its sums go in one transaction. On PostgreSQL a
    second collector skips the batches that the first has locked, on SQLite it waits.
    """
    done = 0
    while VisitBatch.objects.exists():
        batches = _collect_once()
        done += batches
        if batches < _BATCHES:
            break
    return done


def _collect_once() -> int:
    with transaction.atomic():
        batches = list(_waiting()[:_BATCHES])
        views: Counter[tuple[str, str]] = Counter()
        visits: Counter[tuple[str, str]] = Counter()
        scans: Counter[tuple[str, int]] = Counter()
        for batch in batches:
            for day, page, seen, came in batch.counts:
                if page.startswith(_LOT):
                    scans[day, int(page.removeprefix(_LOT))] += seen
                    continue
                views[day, page] += seen
                visits[day, page] += came
        _add(views, visits)
        lot_scans.add(scans)
        VisitBatch.objects.filter(pk__in=[batch.pk for batch in batches]).delete()
    return len(batches)


def _waiting():
    return VisitBatch.objects.select_for_update(skip_locked=True).order_by("pk")


def _add(views: Counter, visits: Counter) -> None:
    """Add the sums to their days, in the order of the key: collectors must not deadlock."""
    keys = sorted(views)
    empty = [VisitDay(day=day, page=page) for day, page in keys]
    VisitDay.objects.bulk_create(empty, ignore_conflicts=True)
    for day, page in keys:
        VisitDay.objects.filter(day=day, page=page, is_demo=False).update(
            views=F("views") + views[day, page], visits=F("visits") + visits[day, page]
        )


def _write_in_thread() -> None:
    """Flush on a connection of the thread's own that waits shortly and is closed at once."""
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        flush()
    except Exception as problem:  # no page may ever suffer for a count
        log.warning("visits: not written, kept for later (%s)", type(problem).__name__)
    finally:
        connection.close()


writer = Writer(_write_in_thread)


def _start_anew_in_child() -> None:
    buffer.forget()
    writer.forget()


os.register_at_fork(after_in_child=_start_anew_in_child)
