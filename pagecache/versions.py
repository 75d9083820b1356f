"""Read the versions of tags: one statement, on a connection of the process's own.

A page cannot go stale by a lost message: the versions stand in the database, and every answer
from the cache asks for them first. The connection is kept open because to open one takes longer
than the question.
"""

import copy
import functools
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection
from django.db.utils import load_backend

from pagecache.tags import GOODS, SITE

log = logging.getLogger(__name__)

#: What the page that is being made was begun with, by tag.
_begun: ContextVar[dict[int, int] | None] = ContextVar("begun", default=None)


def of(tags: Iterable[int]) -> int:
    """Return the version of some tags together. 1 query, none for the usual in ``begun``."""
    begun = _begun.get()
    if begun is not None and begun.keys() >= set(tags):
        return sum(begun[tag] for tag in set(tags))
    (version,) = _ask(_of_sql(frozenset(tags)))
    return int(version)


@contextmanager
def begun() -> Iterator[int]:
    """Yield the version of everything before a page is made; its parts ask no more. 1 query."""
    total, site, goods = (int(version) for version in _ask(_BEGIN, 3))
    token = _begun.set({SITE: site, GOODS: goods})
    try:
        yield total
    finally:
        _begun.reset(token)


def total_and(tags: Iterable[int]) -> tuple[int, int]:
    """Return the version of everything and that of some tags, as of one moment. 1 query."""
    everything, some = _ask(_both_sql(frozenset(tags)), 2)
    return int(everything), int(some)


class Proof:
    """What a page was last found to hold with: the version of everything at that moment."""

    __slots__ = ("total",)

    def __init__(self) -> None:
        self.total = -1


def held_lately(tags: frozenset[int], version: int, proof: Proof) -> bool:
    """Say whether tags had this version within the last ``PAGE_CACHE_TRUST_MS``.

    All pages of a process share a question for so long: who asks within 20 ms of it sees at most
    what was so when it was sent. 1 query, or none.
    """
    global _latest
    if connection.in_atomic_block or not settings.PAGE_CACHE_TRUST_MS:
        return of(tags) == version
    now = time.monotonic()
    at, total = _latest
    if proof.total == total and now - at < settings.PAGE_CACHE_TRUST_MS / 1000:
        return True
    total, some = total_and(tags)
    _latest = (now, total)
    if some != version:
        return False
    proof.total = total
    return True


#: When the version of everything was asked for last, and what it was.
_latest: tuple[float, int] = (0.0, -2)


def _sum_of(tags: Iterable[int]) -> str:
    # Numbers of ours, never text.
    those = ", ".join(str(int(tag)) for tag in sorted(tags))
    return f"COALESCE(SUM(CASE WHEN tag IN ({those}) THEN number ELSE 0 END), 0)"


_ALL = "SELECT COALESCE(SUM(number), 0)"
_BEGIN = f"{_ALL}, {_sum_of([SITE])}, {_sum_of([GOODS])} FROM page_change"


@functools.lru_cache(maxsize=4096)
def _of_sql(tags: frozenset[int]) -> str:
    those = ", ".join(str(int(tag)) for tag in sorted(tags))
    return f"{_ALL} FROM page_change WHERE tag IN ({those})"


@functools.lru_cache(maxsize=4096)
def _both_sql(tags: frozenset[int]) -> str:
    return f"{_ALL}, {_sum_of(tags)} FROM page_change"


def _ask(sql: str, width: int = 1) -> tuple:
    if connection.in_atomic_block:
        # What this transaction has changed itself counts as well.
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()[0]
    try:
        return _reader.ask(sql)
    except Exception as problem:  # any fault of any driver costs time, never truth
        log.warning("pagecache: versions not read (%s)", type(problem).__name__)
        # They equal no others, so nothing that is kept holds and nothing is kept.
        return tuple(secrets.randbits(62) for _ in range(width))


class _Reader:
    """The connection of the process: outside the pool and of every transaction."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrapper = None

    def ask(self, sql: str) -> tuple:
        """Return the one row; a connection that broke meanwhile is opened again once."""
        with self._lock:
            if self._wrapper is not None:
                try:
                    return self._row(sql)
                except Exception:  # whatever a driver calls it: the next try says what is wrong
                    self._close()
            self._open()
            return self._row(sql)

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        with self._lock:
            self._close()

    def forget(self) -> None:
        """Have no connection: a fork must not use its parent's."""
        self.__init__()

    def _row(self, sql: str) -> tuple:
        # All rows, so that SQLite's statement ends and with it its view of the database.
        return self._wrapper.connection.execute(sql).fetchall()[0]

    def _open(self) -> None:
        own = copy.deepcopy(connection.settings_dict)
        own["OPTIONS"] = {k: v for k, v in own["OPTIONS"].items() if k != "pool"}
        wrapper = load_backend(own["ENGINE"]).DatabaseWrapper(own, connection.alias)
        # Threads take turns under the lock.
        wrapper.inc_thread_sharing()
        wrapper.connect()
        self._wrapper = wrapper

    def _close(self) -> None:
        wrapper, self._wrapper = self._wrapper, None
        if wrapper is not None:
            wrapper.close()


_reader = _Reader()
close = _reader.close
os.register_at_fork(after_in_child=_reader.forget)
