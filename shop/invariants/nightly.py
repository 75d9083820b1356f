"""Check every night, keep the outcome in a few rows, and let operators read it.

The outcome is kept as heartbeats: one for the check, and one for each invariant that is named
with the moment of the check that last saw it broken. Numbers and examples go to the log.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from common.dates import VIETNAM
from jobs.models import JobHeartbeat
from jobs.periodic import periodic
from shop.invariants.checking import check_invariants
from shop.invariants.findings import Report

log = logging.getLogger(__name__)

CHECKED = "invariants"
#: Hours of the night in which the check is run, in Vietnam.
NIGHT = range(1, 5)
#: Longer than the night is long: one check a night. A market that sleeps then is checked by day.
RESTED = timedelta(hours=6)
OVERDUE = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When the invariants were checked last, and which did not hold."""

    at: datetime
    broken: tuple[str, ...]


@periodic(seconds=900, name="shop.check_invariants")
def check_in_the_night() -> None:
    """Check once a night, and at once where nobody ever checked."""
    last, now = last_check(), timezone.now()
    is_night = timezone.localtime(now, VIETNAM).hour in NIGHT
    if last is None or now - last.at > (RESTED if is_night else OVERDUE):
        run()


def run() -> Report:
    """Check, keep the outcome, and log an error for every invariant that does not hold."""
    report = check_invariants()
    for outcome in report.outcomes:
        if not outcome.ok:
            found = outcome.finding
            log.error("%s broken %s times: %s", outcome.id, found.broken, "; ".join(found.examples))
            _note(f"{CHECKED}:{outcome.id}", report.checked_at)
    _note(CHECKED, report.checked_at)
    return report


def last_check() -> LastCheck | None:
    """Return the outcome of the last nightly check, None before the first. 1 query."""
    rows = JobHeartbeat.objects.filter(name__startswith=CHECKED).values_list("name", "at")
    seen = dict(rows)
    at = seen.pop(CHECKED, None)
    if at is None:
        return None
    broken = sorted(name.partition(":")[2] for name, when in seen.items() if when == at)
    return LastCheck(at, tuple(broken))


def _note(name: str, at: datetime) -> None:
    JobHeartbeat.objects.update_or_create(name=name, defaults={"at": at})
