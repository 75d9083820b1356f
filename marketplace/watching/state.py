"""The state of the market in plain numbers, read once for figures and alerts."""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from accounts import codes
from accounts.personal_data import erasing
from audit import checking as audit
from catalogue import photos
from jobs.queries import outbox_state
from marketplace.backups.making import backups_in
from marketplace.watching import faults
from shop.invariants.nightly import last_check
from shop.order.models import SellerOrder
from stats.queries import freshness, last_proof

__all__ = ["State", "look", "replace"]


@dataclass(frozen=True)
class State:
    """Ages are seconds; None: never, or not known here."""

    outbox_waiting: int
    outbox_dead: int
    outbox_lag_s: int
    worker_age_s: int | None
    dirty_keys: int
    stats_lag_s: int
    stats_differences: int | None
    check_age_s: int | None
    broken: tuple[str, ...]
    orders: dict[str, int]
    faults: int
    had_faults: bool
    backup_age_s: int | None
    erasures_overdue: int
    photos_late_s: int
    codes_beyond_half: int
    audit_events: int
    audit_unsealed: int


#: A fault counts as "now" for so long; the alert recovers after it.
FAULT_S = 300


def look() -> State:
    """Read everything. About 18 queries, none of which grows with the market but two counts."""
    now = timezone.now()
    outbox, fresh, proof, check = outbox_state(), freshness(), last_proof(), last_check()
    events, seals = audit.counted()
    states = SellerOrder.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return State(
        outbox_waiting=outbox.waiting,
        outbox_dead=outbox.dead,
        outbox_lag_s=outbox.oldest_due_s,
        worker_age_s=_age(outbox.worker_seen_at, now),
        dirty_keys=fresh.pending,
        stats_lag_s=_age(fresh.as_of, now) or 0,
        stats_differences=proof.differences if proof else None,
        check_age_s=_age(check.at if check else None, now),
        broken=check.broken if check else (),
        orders=dict(states),
        faults=faults.total(),
        had_faults=faults.within(FAULT_S),
        backup_age_s=_backup_age(now),
        erasures_overdue=erasing.overdue(now),
        photos_late_s=_age(photos.oldest_waiting(), now) or 0,
        codes_beyond_half=codes.beyond_half(now),
        audit_events=events,
        audit_unsealed=events - seals,
    )


def _age(at: datetime | None, now: datetime) -> int | None:
    return max(0, int((now - at).total_seconds())) if at else None


def _backup_age(now: datetime) -> int | None:
    """Return the age of the newest whole backup; None where no folder is known or none is in it."""
    if not settings.BACKUP_DIR:
        return None
    with contextlib.suppress(OSError, IndexError):
        newest = backups_in(Path(settings.BACKUP_DIR))[0]
        return max(0, int(now.timestamp() - (newest / "manifest.json").stat().st_mtime))
    return None
