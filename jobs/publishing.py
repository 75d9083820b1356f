"""Wake workers from a thread beside the requests: a broker that hangs costs no shopper a moment."""

import logging
import os
import threading
import time

from django.conf import settings

from jobs import tasks

log = logging.getLogger(__name__)

#: After a failed publish the broker is not asked again for this long.
BROKER_PAUSE_S = 5.0
#: A kick that no worker took by then is dropped; the rows wait in SQL anyway.
KICK_EXPIRES_S = 60


class _Messenger:
    """One thread per process, begun with the first wish; equal wishes are one."""

    def __init__(self) -> None:
        self.change = threading.Condition()
        self.wishes: set[str] = set()
        self.thread: threading.Thread | None = None

    def ask(self, queue: str) -> None:
        with self.change:
            self.wishes.add(queue)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="publishing", daemon=True)
                self.thread.start()
            self.change.notify()

    def _run(self) -> None:
        while True:
            with self.change:
                self.change.wait_for(lambda: self.wishes)
                queue = self.wishes.pop()
            publish(queue)


_messenger = _Messenger()
_broker = {"down_until": 0.0}


def _begin_anew() -> None:
    """A child has neither the thread nor a lock that nobody holds."""
    global _messenger
    _messenger = _Messenger()


os.register_at_fork(after_in_child=_begin_anew)


def wake(queue: str) -> None:
    """Have the drain task published soon; returns at once."""
    url = getattr(settings, "CELERY_BROKER_URL", "")
    # Nobody reads the memory broker of a web process: a message there only fills memory.
    if url and not url.startswith("memory:"):
        _messenger.ask(queue)


def publish(queue: str) -> None:
    """Publish the drain task, whatever the broker says."""
    if time.monotonic() < _broker["down_until"]:
        return
    options = {"queue": queue} if queue else {}
    options |= {"retry": False, "ignore_result": True, "expires": KICK_EXPIRES_S}
    try:
        tasks.drain.apply_async(kwargs={"queue": queue}, **options)
    except Exception as error:  # the outbox has the work
        _broker["down_until"] = time.monotonic() + BROKER_PAUSE_S
        log.warning("jobs: broker not reached (%s), outbox waits", type(error).__name__)
