"""Remember when a worker was last alive."""

from datetime import datetime, timedelta

from django.utils import timezone

from jobs.models import JobHeartbeat

#: The name under which every worker and every run of ``run_jobs`` reports.
WORKER = "worker"
#: A beat younger than this is not written again; a busy loop must not write all the time.
FRESH = timedelta(seconds=10)


def beat(*, name: str) -> None:
    """Write down that the named worker or job is alive now, to within ten seconds."""
    now = timezone.now()
    last = last_beat_at(name=name)
    if last is None or not now - FRESH < last <= now:
        JobHeartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_beat_at(*, name: str = WORKER) -> datetime | None:
    """Return when the named worker or job was last alive, or None when never."""
    return JobHeartbeat.objects.filter(name=name).values_list("at", flat=True).first()
