"""A phone number that was silent for long may belong to somebody else now: ask before opening.

Carriers in Vietnam hand a number out again after some months. A code proves who holds the phone
today, not whose account it is. Source: Lee, Narayanan, "Security and Privacy Risks of Number
Recycling", 2021.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone

from accounts import devices, programs, services
from accounts.models import ProgramAccess, RecheckTry, User
from audit.recording import record
from common.errors import BusinessRuleError
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


def is_due(request: HttpRequest, *, user: User, now: datetime | None = None) -> bool:
    """Tell whether to ask first: nobody signed in for long, and this browser is not known."""
    return is_silent(user, now=now) and not devices.is_known(request, user=user)


def is_silent(user: User, *, now: datetime | None = None) -> bool:
    """Tell whether nobody used the account for so long that its number may have moved on."""
    last = last_seen(user)
    return last is not None and (now or timezone.now()) - last > SILENT


def last_seen(user: User) -> datetime | None:
    """Return when the account was used last; None when it never was."""
    seen = user.devices.aggregate(last=Max("last_seen_at"))["last"]
    used = ProgramAccess.objects.filter(user=user).aggregate(last=Max("used_at"))["last"]
    return max((at for at in (seen, used, user.last_login) if at), default=None)


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
    if not user.full_name or _bare(name) != _bare(user.full_name):
        raise NotTheName


@transaction.atomic
def detach(*, user: User) -> None:
    """Take the number from an account whose holder it left; nobody signs in to that one then.

    Its roles end, its sessions too, and the operator hears of it, who can give the account
    another number when its owner calls.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    old, user.phone = user.phone, _AWAY.format(pk=user.pk)
    user.save(update_fields=["phone"])
    devices.end_all(user=user)
    programs.end_all(user=user)
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


def _bare(name: str) -> str:
    return " ".join(fold(name).split())
