"""What this process has kept: bounded, the longest unused goes first.

Memory of the process and not a cache server: a page is there in microseconds, nothing can go
wrong between two servers, and a fault of Redis changes nothing. Truth is in ``versions``.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

#: Longer nobody waits for another's page; a page takes tens of milliseconds.
_PATIENCE_S = 5.0
#: What an entry costs beside its bytes.
_OVERHEAD = 2_000


class Store:
    """Entries by key up to a number of bytes. Safe to use from several threads."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, threading.Event] = {}

    def get(self, key: Hashable) -> Any:
        """Return the entry or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, entry: Any, size: int) -> None:
        """Keep an entry of so many bytes; others make room. One larger than all is not kept."""
        size += _OVERHEAD
        with self._lock:
            self._drop(key)
            if size > self.max_bytes:
                return
            self._entries[key] = (entry, size)
            self._bytes += size
            while self._bytes > self.max_bytes:
                self._drop(next(iter(self._entries)))

    def drop(self, key: Hashable) -> None:
        """Forget an entry."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def names(self) -> list[Hashable]:
        """Return the keys, the longest unused first."""
        with self._lock:
            return list(self._entries)

    @property
    def size(self) -> int:
        """Return the bytes in use."""
        return self._bytes

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[bool]:
        """Let one thread at a time make what belongs to a key; yield whether others made it.

        When several want the same at once, the first makes it and the others wait.
        """
        waited = False
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            with self._lock:
                event = self._making.get(key)
                if event is None or time.monotonic() >= deadline:
                    mine = self._making[key] = threading.Event()
                    break
            waited = True
            event.wait(max(0.0, deadline - time.monotonic()))
        try:
            yield waited
        finally:
            with self._lock:
                if self._making.get(key) is mine:
                    del self._making[key]
            mine.set()

    def forget(self) -> None:
        """Start anew: a fork must not wait for threads of its parent."""
        self.__init__(self.max_bytes)

    def _drop(self, key: Hashable) -> None:
        _entry, size = self._entries.pop(key, (None, 0))
        self._bytes -= size


#: Pages and parts of pages of this process; without room (``PAGE_CACHE_MB`` 0) nothing is kept.
store = Store(settings.PAGE_CACHE_MB * 1024 * 1024)
os.register_at_fork(after_in_child=store.forget)
