"""The index of this process, brought up to date before every use."""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from shop.search import changes
from shop.search.entries import all_entries, entries_of
from shop.search.index import Index, OutOfOrder

#: Reading so many listings one batch after the other takes longer than reading all.
_MOST_AT_ONCE = 2000
_LARGE = 5000


class _Kept:
    """One index, the changes that it was given last, and when.

    ``builder`` is there while a thread stands by (``shop.search.warming``) that builds an index
    beside the one in use, and is set when names of places or shelves changed.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.index: Index | None = None
        self.changes: changes.Changes | None = None
        self.looked_at = 0.0
        self.builder: threading.Event | None = None


_kept = _Kept()


@contextmanager
def index() -> Iterator[Index]:
    """Lend the index as of now, to one thread at a time. 1 query when nothing changed."""
    with _kept.lock:
        _refresh()
        yield _kept.index


def build() -> None:
    """Build an index while the other one is in use, and put it in its place."""
    # The mark first, as below.
    begun = changes.since(None)
    fresh = _read()
    with _kept.lock:
        _kept.index, _kept.changes, _kept.looked_at = fresh, begun, time.time()
        _refresh()


def stand_by(builder: threading.Event | None) -> None:
    """Say which event calls the thread that builds; None: whoever looks builds."""
    before, _kept.builder = _kept.builder, builder
    if before:
        before.set()


def stands_by(builder: threading.Event) -> bool:
    """Say whether this event is still the one that calls."""
    return _kept.builder is builder


def forget() -> None:
    """Build the index anew at the next use: a test rolled back what it had seen."""
    with _kept.lock:
        _kept.index = None


def _refresh() -> None:
    is_long_ago = time.time() - _kept.looked_at > changes.FORGET_AFTER_S
    known = _kept.index is not None and not is_long_ago
    # The mark first: what changes while the listings are read is read once more.
    found = changes.since(_kept.changes if known else None)
    if known and found.everything and _kept.builder:
        # Old names of places and shelves do for some seconds; whether goods are shown does not.
        _kept.builder.set()
    elif not known or found.everything:
        _kept.index = _read()
    if len(found.product_ids) > _MOST_AT_ONCE:
        _kept.index = _read()
    elif known and found.product_ids:
        _take(found.product_ids)
    _kept.changes, _kept.looked_at = found, time.time()


def _read() -> Index:
    index = Index(all_entries())
    if len(index) > _LARGE:
        # To look through so much for garbage, again and again, would hold up pages.
        gc.collect()
        gc.freeze()
    return index


def _take(product_ids: frozenset[int]) -> None:
    try:
        gone = set(product_ids)
        for entry in sorted(entries_of(product_ids), key=lambda entry: entry.order):
            gone.discard(entry.pk)
            _kept.index.put(entry)
        for pk in gone:
            _kept.index.drop(pk)
    except BaseException as problem:
        # Half a change must not be taken for the whole.
        _kept.index = None
        if not isinstance(problem, OutOfOrder):
            raise
        _kept.index = _read()
