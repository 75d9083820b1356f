"""Run functions again and again, once for all processes. The functions live in other apps."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

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
    turn = JobHeartbeat.objects.filter(name=key, at__lte=now - timedelta(seconds=job.seconds))
    return bool(turn.update(at=now))
