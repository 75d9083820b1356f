"""Have the index at hand before anybody searches: a thread of each web process sees to it."""

import logging
import threading
import time

from django.db import connection

from shop.search import current

log = logging.getLogger(__name__)

#: Often enough that no index is too old to be brought up to date (``changes.FORGET_AFTER_S``).
_EVERY_S = 600
#: After an index that was called for could not be built.
_AGAIN_S = 30


def begin(*, wait_s: float = 0) -> threading.Thread:
    """Start the thread; wait until the index is there, but no longer than so many seconds."""
    called, is_warm = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=_keep_warm, args=(called, is_warm), name="search-index", daemon=True
    )
    current.stand_by(called)
    thread.start()
    is_warm.wait(wait_s)
    return thread


def _keep_warm(called: threading.Event, is_warm: threading.Event) -> None:
    while current.stands_by(called):
        is_called = called.is_set()
        called.clear()
        try:
            look(anew=is_called)
        except Exception:  # a database that is away now is there at the next look
            log.warning("search: index not read", exc_info=True)
            failed = is_called
        else:
            failed = False
        finally:
            connection.close()
            is_warm.set()
        if failed:
            time.sleep(_AGAIN_S)
            called.set()  # what was asked for is still to be done
        called.wait(_EVERY_S)


def look(*, anew: bool) -> None:
    """Bring the index up to date, or build it anew beside the one in use."""
    if anew:
        current.build()
        return
    with current.index():
        pass
