"""Run functions again and again, once for all processes. The functions live in other apps."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from jobs.models import JobHeartbeat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Periodic:
    """A function with the seconds between two runs."""

    name: str
    seconds: int
    run: Callable[[], object]


_registered: dict[str, Periodic] = {}


def periodic(*, seconds: int, name: str = "") -> Callable:
    """Register a function without arguments to run every so many seconds."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        key = name or f"{function.__module__}.{function.__name__}"
        _registered[key] = Periodic(key, seconds, function)
        return function

    return register


def run_due() -> list[str]:
    """Run every registered function whose time has come; return the names that ran well."""
    done = []
    for job in list(_registered.values()):
        if not _claim(job):
            continue
        try:
            job.run()
        except Exception:  # one bad job must not stop the others
            log.exception("jobs: periodic %s failed", job.name)
        else:
            done.append(job.name)
    return done


def _claim(job: Periodic) -> bool:
    """Take this turn of the job by a conditional UPDATE of its heartbeat."""
    now = timezone.now()
    key = f"periodic:{job.name}"[-64:]
    _row, is_first = JobHeartbeat.objects.get_or_create(name=key, defaults={"at": now})
    if is_first:
        return True
    rest = timedelta(seconds=job.seconds)
    # A moment that is further ahead than a turn comes from a clock that was set back since.
    is_due = Q(at__lte=now - rest) | Q(at__gt=now + rest)
    return bool(JobHeartbeat.objects.filter(is_due, name=key).update(at=now))
