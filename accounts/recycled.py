"""A phone number that was silent for long may belong to somebody else now: ask before opening.

Carriers in Vietnam hand a number out again after some months. A code proves who holds the phone
today, not whose account it is. Source: Lee, Narayanan, "Security and Privacy Risks of Number
Recycling", 2021.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone

from accounts import devices, moving, programs, services
from accounts.models import ProgramAccess, RecheckTry, User
from accounts.openid import linking
from audit.recording import record
from common.errors import BusinessRuleError
from common.locks import hold
from common.text import fold
from jobs.messages import send_message

log = logging.getLogger(__name__)
SILENT = timedelta(days=90)
MOST_TRIES, TRIES_WITHIN = 5, timedelta(days=1)
#: No phone number looks like it, so no code ever reaches the account.
_AWAY = "roi-{pk}"

#: Called inside the transaction with the account and the number it had.
Follower = Callable[[User, str], object]
_followers: list[Follower] = []
#: Returns the names that an app knows an account by, such as those on its orders.
Knower = Callable[[User], Iterable[str]]
_knowers: list[Knower] = []


class NotTheName(BusinessRuleError):
    """Somebody else's account, or a slip of the finger."""

    message = "Tên này không khớp. Viết đủ họ và tên như lần trước bạn đã ghi."


class TooManyTries(BusinessRuleError):
    """The tries of a day are used up."""

    message = "Hôm nay đã thử nhiều lần. Mai bạn thử lại, hoặc gọi hỗ trợ."


def when_detached(follower: Follower) -> Follower:
    """Register a function that takes an old number out of what an app keeps of an account."""
    _followers.append(follower)
    return follower


def knows_names(knower: Knower) -> Knower:
    """Register a function that knows names of an account; asked when it has none itself."""
    _knowers.append(knower)
    return knower


def is_due(request: HttpRequest, *, user: User, now: datetime | None = None) -> bool:
    """Tell whether to ask first: nobody signed in for long, and this browser is not known."""
    return is_silent(user, now=now) and not devices.is_known(request, user=user)


def is_silent(user: User, *, now: datetime | None = None) -> bool:
    """Tell whether nobody used the account for so long that its number may have moved on."""
    return (now or timezone.now()) - last_seen(user) > SILENT


def last_seen(user: User) -> datetime:
    """Return when the account was used last, by its person or a program; else when it was made.

    Who came by an e-identity may have given the number up long ago, so that does not count.
    """
    seen = user.devices.filter(by_identity=False).aggregate(last=Max("last_seen_at"))["last"]
    used = ProgramAccess.objects.filter(user=user).aggregate(last=Max("used_at"))["last"]
    return max((at for at in (seen, used, user.last_login) if at), default=user.date_joined)


def check_name(*, user: User, name: str) -> None:
    """Compare a typed name with that of the account. Raises ``NotTheName``, ``TooManyTries``.

    Opens a durable transaction of its own: a try is counted whatever the caller does.
    """
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=user.pk)
        tries = RecheckTry.objects.filter(user=user, at__gt=timezone.now() - TRIES_WITHIN)
        if tries.count() >= MOST_TRIES:
            raise TooManyTries
        RecheckTry.objects.create(user=user)
    known = {_bare(one) for one in _names_of(user)} - {""}
    if not known and not user.role_grants.active().exists():
        # Made by a program, never ordered, never sold: nothing of anybody is in there.
        User.objects.filter(pk=user.pk, full_name="").update(full_name=name)
    elif _bare(name) not in known:
        raise NotTheName


@transaction.atomic
def detach(*, user: User, only_silent: bool = False) -> bool:
    """Take the number from an account whose holder it left; nobody signs in to that one then.

    Its roles end, its sessions too, and a change of its phone that waits. The operator hears of
    it, who can give the account another number when its owner calls. False, and nothing is done,
    when the account has another number than the caller read, or with ``only_silent`` is in use.
    """
    expected = user.phone
    hold(f"phone:{expected}")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.phone != expected or (only_silent and not is_silent(user)):
        return False
    old, user.phone = user.phone, _AWAY.format(pk=user.pk)
    user.save(update_fields=["phone"])
    devices.end_all(user=user)
    programs.end_all(user=user)
    linking.unlink(user=user)
    moving.drop(user=user)
    for grant in user.role_grants.active():
        services.end_role(grant=grant)
    for follower in _followers:
        follower(user, old)
    record("account.detached", on=user, label=f"Tài khoản số {user.pk}")
    if settings.OPERATOR["phone"]:
        send_message(
            to_phone=settings.OPERATOR["phone"], template="account-detached",
            text=f"Tài khoản số {user.pk} đã rời số điện thoại cũ: người đang dùng số ấy nói không"
            " phải chủ. Tìm chủ cũ qua xã rồi ghi số mới.",
            dedupe_key=f"account-detached:{user.pk}:{timezone.now():%Y%m%d%H%M}",
        )  # fmt: skip
    return True


def _names_of(user: User) -> list[str]:
    return [user.full_name] if user.full_name else [n for knows in _knowers for n in knows(user)]


def _bare(name: str) -> str:
    return " ".join(fold(name).split())
