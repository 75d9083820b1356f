"""Let a process open no file of this machine any more but the modules of Python. Linux only.

Landlock (kernel 5.13 and later) needs no rights. Inside, other processes cannot be looked into
either: their ``/proc/<pid>/environ`` and memory stay closed, although the user is the same.
Source: Linux, Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
import sysconfig

#: Numbers of the system calls, the same on every architecture.
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH, _NO_NEW_PRIVS = 1, 1, 38
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
#: Bits of file rights known to each version of the interface; later ones know the last.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
#: Binding and connecting by TCP; signals and abstract sockets to processes outside.
_NET_RIGHTS, _NET_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "net", "scopes")]


class _Path(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Return the version of Landlock that the kernel has; 0 without one. Changes nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    return max(0, found)


def shut_in() -> bool:
    """Close everything that is not open; tell whether the kernel could."""
    libc, known = ctypes.CDLL(None, use_errno=True), version()
    if not known:
        return False
    rules = _Ruleset((1 << _FILE_RIGHTS[min(known, max(_FILE_RIGHTS))]) - 1)
    rules.net = _NET_RIGHTS if known >= _NET_SINCE else 0
    rules.scopes = _SCOPES if known >= _SCOPES_SINCE else 0
    ruleset = libc.syscall(
        _CREATE, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        return False
    # A decoder imports what a format needs when it meets one.
    for folder in {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "platlib")}:
        _let_read(libc, ruleset, folder)
    is_shut = (
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    )
    os.close(ruleset)
    return is_shut


def _let_read(libc: ctypes.CDLL, ruleset: int, folder: str) -> None:
    parent = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    rule = _Path(_READ_FILE | _READ_DIR, parent)
    libc.syscall(
        _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), ctypes.byref(rule),
        ctypes.c_uint32(0),
    )  # fmt: skip
    os.close(parent)
