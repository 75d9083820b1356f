"""Count answers of 5xx for all web processes: one small file per process, no lock, no database."""

import contextlib
import os
import threading
import time
from pathlib import Path

from django.conf import settings

_SERVER_ERROR = 500
#: 503 says "not yet" on purpose: feeds that are not written, a site that is restored.
_NOT_YET = 503
_lock = threading.Lock()
_counted = {"pid": 0, "number": 0}


class CountFaultsMiddleware:
    """Outermost: sees every answer, also those of other middleware."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Pass on, and count what should not be."""
        answer = self.get_response(request)
        if answer.status_code >= _SERVER_ERROR and answer.status_code != _NOT_YET:
            note()
        return answer


def note() -> None:
    """Count one more fault of this process; a full disk must not make another."""
    with _lock, contextlib.suppress(OSError):
        if _counted["pid"] != os.getpid():
            _counted.update(pid=os.getpid(), number=_read(_file()))
        _counted["number"] += 1
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(_counted["number"]))


def total() -> int:
    """Return how many faults were counted since the folder was made."""
    return sum(_read(path) for path in _folder().glob("*.count"))


def within(seconds: float) -> bool:
    """Tell whether a fault happened lately."""
    young = time.time() - seconds
    with contextlib.suppress(OSError):
        return any(path.stat().st_mtime > young for path in _folder().glob("*.count"))
    return False


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "faults"


def _file() -> Path:
    return _folder() / f"{os.uname().nodename}-{os.getpid()}.count"


def _read(path: Path) -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text())
    return 0
