"""Prove that no row of the trail was edited, taken away, put in, moved, or cut off at the end."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from audit import heads, marks, sealing
from audit.models import AuditEvent, AuditSeal
from common.snapshot import snapshot

_CHUNK = 2000
#: Longer unsealed means that nobody seals.
_PATIENCE = dt.timedelta(hours=1)


def problems() -> list[str]:
    """Return what is wrong, in words; empty for a whole trail. Reads every row once."""
    # The heads first: what is sealed meanwhile is only more.
    written = heads.written()
    with snapshot():
        return [*_broken_rows(), *_doubled(), *_broken_chain(written)]


def counted() -> tuple[int, int]:
    """Return how many events there are, and how many of them have a place in the chain."""
    return AuditEvent.objects.count(), AuditSeal.objects.count()


def _broken_rows() -> Iterator[str]:
    late = timezone.now() - _PATIENCE
    for event in AuditEvent.objects.order_by("pk").iterator(_CHUNK):
        if not marks.is_true(event):
            yield f"event {event.pk} is not what was written"
    if waiting := sealing.unsealed().filter(at__lt=late).count():
        yield f"{waiting} events wait for a seal for more than an hour"


def _doubled() -> Iterator[str]:
    for field in ("mark", "nonce"):
        rows = AuditEvent.objects.values(field).annotate(n=Count("pk")).filter(n__gt=1)
        for row in rows.order_by(field)[:5]:
            yield f"{row['n']} events have the {field} {row[field]}"


def _broken_chain(written: list[heads.Head]) -> Iterator[str]:
    wanted = {head.number: head for head in written if head.number}
    before, number, seen = marks.START, 0, set()
    seals = AuditSeal.objects.order_by("number").values_list(
        "number", "event_id", "event__mark", "hash"
    )
    for at, event_id, mark, seal_hash in seals.iterator(_CHUNK):
        number += 1
        if at != number:
            yield f"seal {number} is missing" if at > number else f"seal {at} is too much"
            number = at
        if mark is None:
            yield f"event {event_id} of seal {at} is gone"
        elif not marks.fits(seal_hash, before, at, event_id, mark):
            yield f"seal {at} does not fit event {event_id}"
        if at in wanted:
            seen.add(at)
            if wanted[at].hash != seal_hash:
                yield f"seal {at} is not the one in the file of heads"
        before = seal_hash
    if number and not written:
        yield "the file of heads is gone"
    for missing in sorted(wanted.keys() - seen)[-1:]:
        yield f"seal {missing} of the file of heads is gone: the trail was cut at {number}"
