"""Questions about the trail: who did what, found by person, household, act and day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from audit import words
from audit.models import AuditEvent
from common.dates import VIETNAM
from common.phones import InvalidPhone, parse_phone


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for; empty means all."""

    person: str = ""
    household: str = ""
    action: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One act as people read it."""

    at: dt.datetime
    actor: str
    role: str
    household: str
    act: str
    about: str
    changes: tuple[str, ...]
    is_sealed: bool


def found(asked: Asked) -> QuerySet[AuditEvent]:
    """Return the acts that were asked for, the newest first."""
    rows = AuditEvent.objects.select_related("seal").order_by("-id")
    if asked.person:
        rows = rows.filter(_person(asked.person))
    if asked.household:
        rows = rows.filter(household_label__icontains=asked.household)
    if asked.action:
        rows = rows.filter(Q(action=asked.action) | Q(action__regex=rf"^{asked.action}[.:]"))
    if asked.first:
        rows = rows.filter(at__gte=_midnight(asked.first))
    if asked.last:
        rows = rows.filter(at__lt=_midnight(asked.last + dt.timedelta(days=1)))
    return rows


def row_of(event: AuditEvent) -> Row:
    """Return an act in words; no query."""
    return Row(
        at=event.at,
        actor=event.actor_label,
        role=words.of_roles(event.role),
        household=event.household_label,
        act=words.of_action(event.action),
        about=event.object_label,
        changes=tuple(words.of_change(name, pair) for name, pair in event.changes.items()),
        is_sealed=hasattr(event, "seal"),
    )


def choices() -> list[tuple[str, str]]:
    """Return the acts that can be asked for, with their words."""
    return [*words.KINDS.items(), *words.ACTIONS.items()]


def _person(text: str) -> Q:
    try:
        return Q(actor__phone=parse_phone(text))
    except InvalidPhone:
        return Q(actor_label__icontains=text)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=VIETNAM)
