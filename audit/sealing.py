"""Chain the events that are committed, one sealer at a time; writers never wait for it."""

import datetime as dt

from django.db import connection, transaction

from audit import heads, marks
from audit.models import AuditEvent, AuditSeal

_BATCH = 1000
#: No transaction lives so long: an event older than the last seal by this much is sealed.
_LONGEST = dt.timedelta(days=1)
_LOCK = 4_015_337


def seal() -> int:
    """Seal every committed event that has no place in the chain yet; return how many.

    Events are taken by id, and one that commits late comes later: the order of the chain is the
    order of sealing. Another sealer at work leaves it to that one.
    """
    sealed = 0
    # Read once: what waits since before a long rest is sealed in many batches of this run.
    last = AuditSeal.objects.order_by("-number").first()
    since = last.at - _LONGEST if last else None
    while batch := _seal_batch(since):
        heads.note(batch[-1].number, batch[-1].hash)
        sealed += len(batch)
        if len(batch) < _BATCH:
            break
    return sealed


def unsealed():
    """Return the events without a place in the chain."""
    return AuditEvent.objects.filter(seal=None)


@transaction.atomic
def _seal_batch(since: dt.datetime | None) -> list[AuditSeal]:
    if not _is_alone():
        return []
    last = AuditSeal.objects.order_by("-number").first()
    waiting = unsealed()
    if since:
        waiting = waiting.filter(at__gt=since)
    number, before = (last.number, last.hash) if last else (0, marks.START)
    seals = []
    for event_id, mark in waiting.order_by("pk").values_list("pk", "mark")[:_BATCH]:
        number += 1
        before = marks.seal_of(before, number, event_id, mark)
        seals.append(AuditSeal(number=number, event_id=event_id, hash=before))
    return AuditSeal.objects.bulk_create(seals)


def _is_alone() -> bool:
    """Be the only sealer until the transaction ends; SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return cursor.fetchone()[0]
