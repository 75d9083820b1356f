"""Count how often somebody does something within a minute, for all processes of this machine.

The counts lie in one small file that every process maps: no database, no Redis, and a process
that starts anew forgets nothing. Full, it forgets whoever was quiet longest, so it fails open.
"""

import contextlib
import fcntl
import hashlib
import ipaddress
import math
import mmap
import os
import struct
import threading
import time
from pathlib import Path

from django.conf import settings

WINDOW_S = 60
_SLOTS, _PROBES = 1 << 15, 8
#: Who, since when their minute runs (Unix second), how often in it, how often in the one before.
_SLOT = struct.Struct("<QIHH")
_MOST = 0xFFFF
#: What one household, office or street cabinet shares; no address is counted by itself.
_PREFIXES = {4: 24, 6: 48}


def take(what: str, who: str, most: int, *, now: float | None = None) -> int:
    """Count one and return 0, or the seconds to wait after ``most`` within a minute.

    What is refused is not counted: who waits is served again.
    """
    now = time.time() if now is None else now
    key = f"{settings.SECRET_KEY}|{what}|{who}".encode()
    name = int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little") or 1
    return _table().take(name, min(most, _MOST), now)


def forget() -> None:
    """Begin anew with everybody, in the files that this process has open."""
    for table in _tables.values():
        table.clear()


def household_of(address: str) -> str:
    """Return what one household or phone has: the /64 of IPv6, else the address as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    prefix = 64 if found.version == 6 else 32
    return str(ipaddress.ip_network((found, prefix), strict=False))


def network_of(address: str) -> str:
    """Return the network of an address; empty for machines of our own, who are not limited.

    Behind a proxy that the settings do not know, everybody comes from such an address, and
    limiting it would shut everybody out.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if not found.is_global:
        return ""
    return str(ipaddress.ip_network((found, _PREFIXES[found.version]), strict=False))


class _Table:
    """The counts of one file; a sliding window of the minute at hand and the one before.

    Everybody's minutes run from when they first came: with those of the clock, who begins in the
    middle of one would get twice as much in their first 60 seconds.
    """

    def __init__(self, path: Path) -> None:
        self._thread, self._file = threading.Lock(), None
        size = _SLOTS * _SLOT.size
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            # Room is taken now: a full disk must not be met when a page of the map is written.
            os.posix_fallocate(self._file, 0, size)
            self._map = mmap.mmap(self._file, size)
        except OSError:
            self._file, self._map = None, mmap.mmap(-1, size)

    def take(self, name: int, most: int, now: float) -> int:
        with self._locked():
            at = self._place_of(name)
            _, begun, count, before = _SLOT.unpack_from(self._map, at)
            if WINDOW_S <= now - begun < 2 * WINDOW_S:
                begun, count, before = begun + WINDOW_S, 0, count
            elif not 0 <= now - begun < WINDOW_S:
                begun, count, before = int(now), 0, 0
            if wait := _wait(count, before, most, (now - begun) / WINDOW_S):
                return wait
            _SLOT.pack_into(self._map, at, name, begun, count + 1, before)
        return 0

    def clear(self) -> None:
        with self._locked():
            self._map[:] = bytes(len(self._map))

    def _place_of(self, name: int) -> int:
        """Return where somebody is counted: the own slot, else the one that was quiet longest."""
        places = [(name + step) % _SLOTS * _SLOT.size for step in range(_PROBES)]
        found = [(_SLOT.unpack_from(self._map, at), at) for at in places]
        own = next((at for slot, at in found if slot[0] == name), None)
        if own is not None:
            return own
        _, at = min(found, key=lambda pair: pair[0][1])
        _SLOT.pack_into(self._map, at, name, 0, 0, 0)
        return at

    @contextlib.contextmanager
    def _locked(self):
        with self._thread:
            if self._file is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _wait(count: int, before: int, most: int, past: float) -> int:
    """Return for how many seconds one more is too much; the last minute counts by what is left."""
    if before * (1 - past) + count + 1 <= most:
        return 0
    if count + 1 <= most:
        windows = 1 - (most - count - 1) / before - past
    else:
        # This minute is full; in the next one it fades until there is room for one.
        windows = 1 - past + max(0.0, 1 - (most - 1) / count)
    return max(1, math.ceil(round(windows * WINDOW_S, 6)))


_tables: dict[Path, _Table] = {}
_opening = threading.Lock()


def _table() -> _Table:
    path = Path(settings.VAR_DIR) / "limits.bin"
    with _opening:
        if path not in _tables:
            _tables[path] = _Table(path)
        return _tables[path]
