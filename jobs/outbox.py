"""Write down what must happen after a commit, and make it happen. Handlers live in other apps."""

import functools
import logging
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from jobs import publishing
from jobs.models import Outbox
from jobs.querysets import MAX_TRIES, OutboxQuerySet

log = logging.getLogger(__name__)

#: A claimed row is left alone this long; a worker that died loses it after that. No handler takes
#: longer: the task around it is stopped.
LEASE = timedelta(seconds=50)
BACKOFF_FIRST_S = 5
_LONG_NUMBER = re.compile(r"\+?\d[\d .]{6,}\d")
BACKOFF_CAP_S = 3600

Handler = Callable[[dict], None]


class Later(Exception):
    """A handler's word that a row was not tried: it is due again then, with the same tries left."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%H:%M:%S}")
        self.until = until


@dataclass(frozen=True)
class Registered:
    """A handler with the queue it belongs to and what is kept afterwards."""

    run: Handler
    queue: str
    forget_payload: bool


_handlers: dict[str, Registered] = {}
_followers: list[Callable[[], object]] = []


def handler(
    kind: str, *, queue: str = "", forget_payload: bool = False
) -> Callable[[Handler], Handler]:
    """Register the function that does the work of one kind.

    It takes the payload. It may be called twice (a crash after the work), so it must be
    idempotent. With ``forget_payload`` the payload is emptied once the work is done.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = Registered(function, queue, forget_payload)
        return function

    return register


def follows(function: Callable[[], object]) -> Callable[[], object]:
    """Register a function to run whenever a commit has woken a worker, after its rows.

    It must be idempotent and may be skipped: whatever it looks after has a loop of its own.
    """
    _followers.append(function)
    return function


def run_followers() -> None:
    """Run what else a commit may have made necessary; exceptions are logged, never raised."""
    for function in _followers:
        try:
            function()
        except Exception:  # one bad follower must not stop the others
            log.exception("jobs: %s failed", function.__qualname__)


def enqueue(
    *, kind: str, dedupe_key: str, payload: dict, not_before: datetime | None = None
) -> Outbox:
    """Write one thing to do, in the caller's transaction; an existing key returns its row."""
    new = Outbox(
        kind=kind, dedupe_key=dedupe_key, payload=payload, not_before=not_before or timezone.now()
    )
    Outbox.objects.bulk_create([new], ignore_conflicts=True)
    row = Outbox.objects.get(dedupe_key=dedupe_key)
    if row.created_at == new.created_at:
        kick(queue=_handlers[kind].queue if kind in _handlers else "")
    return row


def enqueue_again(*, kind: str, payloads: dict[str, dict]) -> None:
    """Write things to do by their keys, in the caller's transaction, done or dead before or not.

    Each is due at once and has all its tries again.
    """
    now = timezone.now()
    rows = [
        Outbox(kind=kind, dedupe_key=key, payload=payload, not_before=now)
        for key, payload in payloads.items()
    ]
    Outbox.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dedupe_key"],
        update_fields=["payload", "not_before", "tries", "done_at", "last_error"],
    )
    if rows:
        kick(queue=_handlers[kind].queue if kind in _handlers else "")


def kick(*, queue: str = "") -> None:
    """Ask a worker to drain after the commit, once per transaction and queue."""
    queue = queue if getattr(settings, "JOBS_SPLIT_QUEUES", False) else ""
    for _savepoints, function, _robust in connection.run_on_commit:
        if getattr(function, "func", None) is _publish and function.args == (queue,):
            return
    after_commit(_publish, queue)


def after_commit(function: Callable, *args, **kwargs) -> None:
    """Call a function after the commit; its exceptions are logged, never raised.

    Django 5.2 reads ``__qualname__`` of a failed robust hook, which a bare partial lacks.
    """
    hook = functools.partial(function, *args, **kwargs)
    transaction.on_commit(functools.update_wrapper(hook, function), robust=True)


def _publish(queue: str) -> None:
    """Wake a worker; whatever the broker says, the caller goes on at once."""
    publishing.wake(queue)


def drain(*, limit: int = 50, budget_s: float = 20, queue: str = "") -> int:
    """Run due rows, oldest first, until the limit or the seconds are spent.

    Returns the number of rows tried. An empty queue name means every kind.
    """
    stop_at = time.monotonic() + budget_s
    tried = 0
    while tried < limit and time.monotonic() < stop_at:
        row = _claim_next(queue)
        if row is None:
            break
        _run(row)
        tried += 1
    return tried


def go_on(*, queue: str = "") -> None:
    """Wake a worker once more when rows are still due; others take their turn before."""
    if _due(queue).exists():
        _publish(queue)


def run_now(*, outbox_id: int) -> bool:
    """Run one row if it is due and nobody else has it; tell whether it is done."""
    row = Outbox.objects.due(timezone.now()).filter(pk=outbox_id).first()
    if row is None or not _take(row):
        return False
    return _run(row)


def backoff_s(tries: int) -> float:
    """Return the seconds to wait after that many tries: 5 s doubled each time, up to 1 h."""
    wait = BACKOFF_FIRST_S * 2 ** min(tries - 1, 20)
    jitter = random.uniform(0, 0.25) * wait  # noqa: S311
    return min(wait + jitter, BACKOFF_CAP_S)


def _claim_next(queue: str) -> Outbox | None:
    """Take the next due row, or nothing when none is due; an idle look opens no transaction."""
    while _due(queue).exists():
        with transaction.atomic():
            due = _due(queue).order_by("not_before", "pk")
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            row = due.first()
            if row is None:
                return None
            if _take(row):
                return row
    return None


def _due(queue: str) -> OutboxQuerySet:
    """Return the due rows of a queue, or of all queues."""
    due = Outbox.objects.due(timezone.now())
    if not queue:
        return due
    return due.filter(kind__in=[k for k, found in _handlers.items() if found.queue == queue])


def _take(row: Outbox) -> bool:
    """Lease the row by a conditional UPDATE; only one of several callers gets it.

    The try is counted here, so that a row that kills its worker also ends as dead.
    """
    lease = timezone.now() + LEASE
    taken = Outbox.objects.filter(
        pk=row.pk, done_at=None, not_before=row.not_before, tries=row.tries
    ).update(not_before=lease, tries=F("tries") + 1)
    if taken:
        row.not_before, row.tries = lease, row.tries + 1
    return bool(taken)


def _run(row: Outbox) -> bool:
    """Call the handler of a claimed row and write down how it ended."""
    found = _handlers.get(row.kind)
    try:
        if found is None:
            raise LookupError(f"no handler for {row.kind}")
        found.run(row.payload)
    except Later as later:
        _put_off(row, later.until)
        return False
    except Exception as error:  # one bad row must not stop the others
        _record_failure(row, error)
        return False
    changes = {"done_at": timezone.now(), "last_error": ""}
    if found.forget_payload:
        changes["payload"] = {}
    Outbox.objects.filter(pk=row.pk).update(**changes)
    return True


def _put_off(row: Outbox, until: datetime) -> None:
    """Let the row wait; the try that its claim has counted was none."""
    Outbox.objects.filter(pk=row.pk, tries=row.tries, done_at=None).update(
        not_before=until, tries=F("tries") - 1
    )


def _said_by(error: Exception) -> str:
    """Return what is kept of an error: its first line, for details may name people.

    No number as long as a phone's, and no NUL, which PostgreSQL refuses.
    """
    first = (str(error).splitlines() or [""])[0].replace("\0", "")
    return f"{type(error).__name__}: {_LONG_NUMBER.sub('(…)', first)}"[:500]


def _record_failure(row: Outbox, error: Exception) -> None:
    """Give the row its next moment; after the last try it stays as dead."""
    next_at = timezone.now() + timedelta(seconds=backoff_s(row.tries))
    Outbox.objects.filter(pk=row.pk, tries=row.tries, done_at=None).update(
        not_before=next_at, last_error=_said_by(error)
    )
    level = logging.ERROR if row.tries >= MAX_TRIES else logging.WARNING
    log.log(
        level,
        "jobs: %s row %s failed, try %s: %s",
        row.kind,
        row.pk,
        row.tries,
        type(error).__name__,
    )
