"""How long personal data is kept: each app registers a rule, a job applies all once a day."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from accounts.models import Device, PhoneChange, RecheckTry, StaffSession
from jobs import messages
from jobs.models import Outbox

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """What is forgotten after how many days; ``forget`` takes the moment and returns how many."""

    name: str
    days: int
    forget: Callable[[dt.datetime], int]


_rules: dict[str, Rule] = {}


def keep(name: str, *, days: int) -> Callable:
    """Register a rule with its usual number of days; ``KEEP_DAYS`` replaces it."""

    def register(forget: Callable[[dt.datetime], int]) -> Callable[[dt.datetime], int]:
        _rules[name] = Rule(name, days, forget)
        return forget

    return register


def rules() -> list[Rule]:
    """Return the rules with the days of the settings."""
    own = settings.KEEP_DAYS
    return [Rule(r.name, int(own.get(r.name, r.days)), r.forget) for r in _rules.values()]


def forget_due(now: dt.datetime | None = None) -> dict[str, int]:
    """Apply every rule; return how many rows each forgot."""
    now, done = now or timezone.now(), {}
    for rule in rules():
        done[rule.name] = rule.forget(now - dt.timedelta(days=rule.days))
    log.info("personal data: %s", {name: number for name, number in done.items() if number})
    return done


@keep("sessions", days=0)
def _sessions(before: dt.datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


@keep("devices", days=400)
def _devices(before: dt.datetime) -> int:
    RecheckTry.objects.filter(at__lt=before).delete()
    return Device.objects.filter(last_seen_at__lt=before).delete()[0]


@keep("phone_changes", days=90)
def _phone_changes(before: dt.datetime) -> int:
    over = Q(done_at__lt=before) | Q(stopped_at__lt=before)
    return PhoneChange.objects.filter(over).delete()[0]


@keep("staff_sessions", days=365)
def _staff_sessions(before: dt.datetime) -> int:
    return StaffSession.objects.filter(last_seen_at__lt=before).delete()[0]


@keep("unsent_messages", days=30)
def _unsent_messages(before: dt.datetime) -> int:
    old = Outbox.objects.filter(kind=messages.KIND, done_at=None, created_at__lt=before)
    return old.update(done_at=timezone.now(), payload={}, last_error="kept no longer")
