"""Sign a person in after a checked code: browser key, pending sign-in, new users."""

import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts import devices, moving, recycled
from accounts.models import User
from common.dates import format_datetime
from common.errors import BusinessRuleError
from common.locks import hold

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: A checked phone waits this long for its name.
NAME_WITHIN = timedelta(minutes=15)
#: A code from the phone vouches so long for what needs one anew.
PROVED_FOR = timedelta(minutes=15)
_BROWSER = "accounts.browser"
_PROVED = "accounts.phone_proved_at"
_PENDING = "accounts.signin"


class AccountClosed(BusinessRuleError):
    """The account exists but may not be used."""

    message = "Tài khoản này đang bị khoá. Gọi cho chúng tôi để được mở lại."


class NumberWaits(AccountClosed):
    """An account is about to get this number: no second one is made with it."""

    def __init__(self, due_at: datetime) -> None:
        self.message = (
            f"Số này là số đăng nhập mới của bạn từ {format_datetime(due_at)}. Trước lúc đó đăng"
            " nhập bằng số cũ."
        )
        super().__init__(self.message)


class RecheckDue(BusinessRuleError):
    """The number was silent for long: ask first whose account it is (``accounts:recheck``)."""

    message = (
        "Số này hơn 90 ngày chưa đăng nhập bằng mã. Đăng nhập trên trang web bằng mã nhắn về số"
        " này một lần, rồi quay lại đây."
    )


@dataclass
class PendingSignIn:
    """A sign-in on its way: the phone, where to go then, when the code was checked."""

    phone: str
    next_url: str = ""
    verified_at: str = ""

    @property
    def is_verified(self) -> bool:
        """Tell whether the code was checked a short while ago."""
        at = parse_datetime(self.verified_at) if self.verified_at else None
        return bool(at and timezone.now() - at < NAME_WITHIN)


def browser_key(session: MutableMapping) -> str:
    """Return the secret that ties codes to this browser; it survives a new session key."""
    if _BROWSER not in session:
        session[_BROWSER] = secrets.token_urlsafe(24)
    return session[_BROWSER]


def start(session: MutableMapping, *, phone: str, next_url: str) -> PendingSignIn:
    """Remember who wants in and where to go afterwards."""
    return _keep(session, PendingSignIn(phone=phone, next_url=next_url))


def pending(session: MutableMapping) -> PendingSignIn | None:
    """Return the sign-in on its way in this browser, if any."""
    kept = session.get(_PENDING)
    return PendingSignIn(**kept) if kept else None


def mark_verified(session: MutableMapping, found: PendingSignIn) -> None:
    """Remember that the code was right, until the new person gave a name."""
    found.verified_at = timezone.now().isoformat()
    _keep(session, found)


def known_user(*, phone: str) -> User | None:
    """Return the user of a checked phone, None when new; raises ``AccountClosed``."""
    moving.carry_out_due(new_phone=phone)
    user = User.objects.filter(phone=phone).first()
    if user is None:
        _refuse_waiting(phone)
    elif not user.is_active:
        raise AccountClosed
    return user


def register(*, phone: str, full_name: str) -> User:
    """Create the user of a checked phone; two clicks create one. Raises ``AccountClosed``."""
    moving.carry_out_due(new_phone=phone)
    user = _made(phone, full_name)
    if not user.is_active:
        raise AccountClosed
    return user


@transaction.atomic
def _made(phone: str, full_name: str) -> User:
    hold(f"phone:{phone}")
    if (user := User.objects.filter(phone=phone).first()) is not None:
        return user
    _refuse_waiting(phone)
    user, _ = User.objects.get_or_create(phone=phone, defaults={"full_name": full_name})
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


def require_known(request: HttpRequest, *, user: User) -> None:
    """Refuse an account whose number may have moved on. Raises ``RecheckDue``."""
    if recycled.is_due(request, user=user):
        raise RecheckDue


def finish(request: HttpRequest, *, user: User, is_checked: bool = False) -> None:
    """Open the session under a new key and forget the steps that led here.

    ``is_checked`` says that the person told whose account it is. Raises ``RecheckDue``.
    """
    if not is_checked:
        require_known(request, user=user)
    request.session.pop(_PENDING, None)
    login(request, user, backend=BACKEND)
    mark_proved(request.session)
    devices.remember(request, user=user)


def finish_by_identity(request: HttpRequest, *, user: User) -> None:
    """Open the session of a linked e-identity. Raises ``AccountClosed``.

    It proves the person and not the phone: the number stays as silent as it was (ADR 0063), and
    what needs a fresh code needs one still.
    """
    if not user.is_active:
        raise AccountClosed
    last = user.last_login
    for name in (_PENDING, _PROVED):
        request.session.pop(name, None)
    login(request, user, backend=BACKEND)
    User.objects.filter(pk=user.pk).update(last_login=last)
    devices.remember(request, user=user, by_identity=True)


def mark_proved(session: MutableMapping) -> None:
    """Remember that a code sent to the phone of the account was typed in this browser now."""
    session[_PROVED] = timezone.now().isoformat()


def prove_number(request: HttpRequest) -> None:
    """Note that who is signed in read a code from the phone of the account just now.

    Person and phone belong together as of now, also for who comes by an e-identity.
    """
    mark_proved(request.session)
    User.objects.filter(pk=request.user.pk).update(last_login=timezone.now())


def is_proved(session: MutableMapping) -> bool:
    """Tell whether that was a short while ago; an old or stolen session does not do."""
    at = parse_datetime(session.get(_PROVED, ""))
    return bool(at and timezone.now() - at < PROVED_FOR)


def _refuse_waiting(phone: str) -> None:
    """Let no account be made with a number that waits for another one. Raises ``NumberWaits``."""
    if change := moving.number_waits(phone):
        raise NumberWaits(change.due_at)


def _keep(session: MutableMapping, found: PendingSignIn) -> PendingSignIn:
    session[_PENDING] = asdict(found)
    return found
