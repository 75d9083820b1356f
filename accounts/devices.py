"""Where a person is signed in: remember a browser, list them, sign them out at once."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from accounts.models import Device, User

#: Sent to the pages of signing in only: kept pages of the shop never see it (ADR 0037).
COOKIE, COOKIE_PATH, COOKIE_AGE = "may", "/tai-khoan/", 400 * 24 * 3600
_KEY, _SEEN = "accounts.device", "accounts.device_seen"
#: ``last_seen_at`` is written at most so often.
_TOUCH = timedelta(hours=1)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "máy Mac"), ("Linux", "Linux"))  # fmt: skip
_BROWSERS = (("Zalo", "Zalo"), ("coc_coc", "Cốc Cốc"), ("FBA", "Facebook"), ("Edg", "Edge"),
             ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which somebody is signed in."""

    pk: int
    label: str
    since: datetime
    last_seen_at: datetime
    is_this_one: bool
    by_identity: bool = False


def remember(request: HttpRequest, *, user: User, by_identity: bool = False) -> None:
    """Note that a person is signed in in this browser; ``leave_mark`` tells the browser."""
    mark = request.COOKIES.get(COOKIE, "")
    if not is_known(request, user=user):
        mark = secrets.token_urlsafe(24)
    device, _ = Device.objects.update_or_create(
        user=user,
        mark_hash=_hash(mark),
        defaults={
            "label": label_of(request.headers.get("User-Agent", "")),
            "session_key": request.session.session_key or "",
            "last_seen_at": timezone.now(),
            "by_identity": by_identity,
        },
    )
    request.session[_KEY], request.session[_SEEN] = device.pk, timezone.now().isoformat()
    request.new_mark = mark


def leave_mark(request: HttpRequest, answer: HttpResponse) -> None:
    """Give the browser its mark with the answer that signs in."""
    if mark := getattr(request, "new_mark", ""):
        answer.set_cookie(
            COOKIE, mark, max_age=COOKIE_AGE, path=COOKIE_PATH, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def is_known(request: HttpRequest, *, user: User) -> bool:
    """Tell whether this browser was signed in for this person before. 1 query."""
    mark = request.COOKIES.get(COOKIE, "")
    return bool(mark) and Device.objects.filter(user=user, mark_hash=_hash(mark)).exists()


def is_known_for(request: HttpRequest, phone: str) -> bool:
    """Tell whether this browser is or was signed in with a phone. At most 1 query."""
    if request.user.is_authenticated and request.user.phone == phone:
        return True
    mark = request.COOKIES.get(COOKIE, "")
    known = Device.objects.filter(user__phone=phone, mark_hash=_hash(mark)) if mark else None
    return known is not None and known.exists()


def follow(request: HttpRequest) -> None:
    """Note the new key of a session that goes on under another one."""
    if pk := request.session.get(_KEY):
        Device.objects.filter(pk=pk).update(session_key=request.session.session_key)


def here(session: Mapping) -> int | None:
    """Return which browser of the account a session is open in; none for one of before that."""
    return session.get(_KEY)


def end(found: Iterable[Device]) -> None:
    """End the sessions that are open in these browsers."""
    rows = list(found)
    Session.objects.filter(pk__in=[row.session_key for row in rows]).delete()
    Device.objects.filter(pk__in=[row.pk for row in rows]).update(session_key="")


def places_of(request: HttpRequest) -> list[Place]:
    """Return where the person of the request is signed in, this browser first. 2 queries."""
    rows = Device.objects.filter(user_id=request.user.pk).exclude(session_key="")
    rows = list(rows.order_by("-last_seen_at", "-pk"))
    open_now = Session.objects.filter(
        pk__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
    )
    keys, here = set(open_now.values_list("pk", flat=True)), request.session.session_key
    found = [
        Place(
            row.pk,
            row.label,
            row.first_seen_at,
            row.last_seen_at,
            row.session_key == here,
            row.by_identity,
        )
        for row in rows
        if row.session_key in keys
    ]
    if not any(place.is_this_one for place in found):
        # Signed in before browsers were remembered.
        label, since = label_of(request.headers.get("User-Agent", "")), request.user.last_login
        found.append(Place(0, label, since or timezone.now(), timezone.now(), is_this_one=True))
    return sorted(found, key=lambda place: not place.is_this_one)


@transaction.atomic
def sign_out(request: HttpRequest, *, pk: int) -> bool:
    """End the session of one other browser of the own account; False when there is none."""
    mine = Device.objects.filter(pk=pk, user_id=request.user.pk).exclude(session_key="")
    device = mine.exclude(session_key=request.session.session_key).first()
    if device is None:
        return False
    end([device])
    return True


@transaction.atomic
def sign_out_others(request: HttpRequest) -> None:
    """End every session of the account but this one, also those that no device stands for."""
    end_all(user=request.user)
    update_session_auth_hash(request, request.user)
    follow(request)


@transaction.atomic
def end_all(*, user: User) -> None:
    """Let no session of an account open anything from now on: each holds a hash of this secret."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    user.devices.update(session_key="")


class DeviceMiddleware:
    """Note now and then that a signed-in browser is still used."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer; who brings no session is not looked at."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _touch(request)
        return self.get_response(request)


def _touch(request: HttpRequest) -> None:
    pk, now = request.session.get(_KEY), timezone.now()
    seen = parse_datetime(request.session.get(_SEEN, "")) if pk else None
    if seen and now - seen >= _TOUCH:
        Device.objects.filter(pk=pk).update(last_seen_at=now)
        request.session[_SEEN] = now.isoformat()


def label_of(agent: str) -> str:
    """Return what people call a browser: ``Chrome trên Android``."""
    system = next((words for sign, words in _SYSTEMS if sign in agent), "")
    browser = next((words for sign, words in _BROWSERS if sign in agent), "Trình duyệt")
    return f"{browser} trên {system}" if system else browser


def _hash(mark: str) -> str:
    return salted_hmac("accounts.devices", mark, algorithm="sha256").hexdigest()
