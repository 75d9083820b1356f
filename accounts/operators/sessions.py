"""Sessions of operators: entered with the second factor, over after a while, on record."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import devices
from accounts.addresses import client_ip
from accounts.models import StaffSession, User
from audit import marks
from audit.recording import record

_KEY = "accounts.staff_session"
_OPEN = "_has_staff_session"
#: ``last_seen_at`` is written at most so often.
_TOUCH = timedelta(seconds=60)
#: What the browser asked for just before the key changed is answered within this.
_OLD_KEY = timedelta(minutes=2)


@transaction.atomic
def enter(request: HttpRequest, *, user: User) -> StaffSession:
    """Begin a session in this browser, under a new key; the caller has checked the factor.

    One that this browser had is over.
    """
    leave(request)
    _renew(request)
    session = StaffSession.objects.create(
        user=user, address_hash=marks.address_hash(client_ip(request))
    )
    request.session[_KEY] = session.pk
    record("session.begun", on=session, label=f"số {session.pk}", actor=user)
    return session


@transaction.atomic
def leave(request: HttpRequest) -> None:
    """End the session of this browser, if there is one."""
    pk = request.session.pop(_KEY, None)
    mine = StaffSession.objects.filter(pk=pk, user_id=request.user.pk, ended_at=None)
    if pk and mine.update(ended_at=timezone.now()):
        record("session.ended", label=f"số {pk}", actor=request.user)


def current(request: HttpRequest, *, now: datetime | None = None) -> StaffSession | None:
    """Return the session of this browser while it lasts, and keep it awake. ≤ 2 queries."""
    pk, now = request.session.get(_KEY), now or timezone.now()
    if not pk:
        return None
    found = StaffSession.objects.filter(pk=pk, user_id=request.user.pk).first()
    if found is None or found.ended_at or over_at(found) <= now:
        return None
    if now - found.last_seen_at >= _TOUCH:
        StaffSession.objects.filter(pk=pk, ended_at=None).update(last_seen_at=now)
    return found


def is_open(request: HttpRequest) -> bool:
    """Tell whether this browser is in a session; looked up once per request."""
    if not hasattr(request, _OPEN):
        setattr(request, _OPEN, current(request) is not None)
    return getattr(request, _OPEN)


def _renew(request: HttpRequest) -> None:
    """Go on under a new key; the old one stays signed in for a moment, outside of the staff area.

    Deleted at once, an answer to something the browser asked for beside the form, such as its
    service worker, would take the new cookie away again.
    """
    old, kept = request.session.session_key, dict(request.session.items())
    request.session.create()
    request.session.update(kept)
    devices.follow(request)
    before = type(request.session)(session_key=old)
    before.pop(_KEY, None)
    # Stands in the session itself, so that no later write prolongs it.
    before.set_expiry(timezone.now() + _OLD_KEY)
    before.save()


def over_at(session: StaffSession) -> datetime:
    """Return when a session ends by itself: idle for too long, or at its longest."""
    idle = session.last_seen_at + timedelta(minutes=settings.OPERATOR_IDLE_MINUTES)
    return min(idle, session.started_at + timedelta(hours=settings.OPERATOR_SESSION_HOURS))
