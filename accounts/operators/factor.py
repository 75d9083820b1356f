"""The second factor: make it, confirm it, check a code once, recover, take it away.

Codes are those of any authenticator app: six digits, 30 seconds, SHA-1. Source: RFC 6238.
"""

import base64
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import RecoveryCode, SecondFactor, User
from audit.recording import record
from common.codes import bare, new_code
from common.errors import BusinessRuleError
from common.sealing import mark_of, seal, unseal

STEP_S = 30
#: A secret that no first code confirmed is worth nothing after this.
CONFIRM_WITHIN = timedelta(minutes=15)
#: A phone may be so many steps of 30 s off.
DRIFT = (0, -1, 1)
MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
RECOVERY_CODES, RECOVERY_LENGTH = 10, 12
_ISSUER = "San nong san"


class WrongFactor(BusinessRuleError):
    """The code is not one of now, or was used."""

    message = "Mã chưa đúng hoặc đã dùng. Đợi ứng dụng hiện mã mới rồi nhập lại."


class Locked(BusinessRuleError):
    """Too many wrong codes."""

    message = "Nhập sai nhiều lần. Đợi 15 phút rồi thử lại."


class HasFactor(BusinessRuleError):
    """A confirmed factor is only replaced from the command line."""

    message = "Tài khoản này đã có mã bảo vệ. Mất điện thoại thì dùng mã dự phòng."


class NotBegun(BusinessRuleError):
    """Another browser began anew, or it took too long."""

    message = "Hình này đã quá 15 phút hoặc đã có hình mới. Quét hình dưới đây rồi nhập mã mới."


def has_factor(user: User) -> bool:
    """Tell whether a person has a factor that opens sessions. 1 query."""
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists()


@transaction.atomic
def begin(*, user: User, browser_key: str = "", is_demo: bool = False) -> SecondFactor:
    """Make a secret that a first code must confirm; begun twice in one browser, it is the same.

    Another browser, or the same one too late, makes another and ends the first.
    Raises ``HasFactor``.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if has_factor(user):
        raise HasFactor
    factor = begun(user=user, browser_key=browser_key)
    if factor is None:
        SecondFactor.objects.filter(user=user).delete()
        secret = base64.b32encode(secrets.token_bytes(20)).decode()
        factor = SecondFactor.objects.create(
            user=user,
            sealed=seal(secret, of=_owner(user)),
            browser_hash=_browser_hash(browser_key),
            is_demo=is_demo,
        )
    return factor


def begun(*, user: User, browser_key: str) -> SecondFactor | None:
    """Return what this browser began and has not confirmed, while it is worth something."""
    return _waiting(user, browser_key).first()


@transaction.atomic
def confirm(*, user: User, browser_key: str = "") -> list[str]:
    """Let the factor open sessions and return the recovery codes, shown this once.

    The caller has checked a first code. Raises ``NotBegun``: what another browser began since
    is not confirmed by a code of this one.
    """
    if not _waiting(user, browser_key).update(confirmed_at=timezone.now()):
        raise NotBegun
    codes = [new_code(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=_recovery_hash(user, code)) for code in codes
    )
    record("factor.confirmed", actor=user)
    return codes


def check(*, user: User, typed: str, at: datetime | None = None) -> None:
    """Use up a code of the app, or a recovery code; each opens once.

    A wrong one is counted whatever the caller does. Raises ``WrongFactor``, ``Locked``.
    """
    now = at or timezone.now()
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        raise WrongFactor
    if not _count_try(factor, now):
        raise Locked
    code = bare(typed)
    if not (_use_step(factor, code, now) or _use_recovery(factor, code, now)):
        raise WrongFactor
    SecondFactor.objects.filter(pk=factor.pk).update(wrong_tries=0, locked_until=None)


@transaction.atomic
def remove(*, user: User, by: User | None = None) -> bool:
    """Take factor and recovery codes away; the next sign-in makes new ones."""
    RecoveryCode.objects.filter(user=user).delete()
    gone = bool(SecondFactor.objects.filter(user=user).delete()[0])
    user.staff_sessions.filter(ended_at=None).update(ended_at=timezone.now())
    if gone:
        record("factor.removed", on=user, actor=by)
    return gone


def secret_of(factor: SecondFactor) -> str:
    """Return the secret in base 32, as people type it into an app."""
    return unseal(factor.sealed, of=_owner(factor.user))


def uri_of(factor: SecondFactor) -> str:
    """Return the address that an app reads from a QR."""
    return _totp(factor).get_provisioning_uri(factor.user.phone, _ISSUER)


def code_at(factor: SecondFactor, at: datetime | None = None) -> str:
    """Return the code of a moment; for demo and tests."""
    return _totp(factor).generate(int((at or timezone.now()).timestamp())).decode()


def _waiting(user: User, browser_key: str) -> QuerySet[SecondFactor]:
    return SecondFactor.objects.filter(
        user=user,
        confirmed_at=None,
        browser_hash=_browser_hash(browser_key),
        created_at__gt=timezone.now() - CONFIRM_WITHIN,
    )


def _browser_hash(browser_key: str) -> str:
    return mark_of(browser_key, kind="factor-browser") if browser_key else ""


def _use_step(factor: SecondFactor, code: str, now: datetime) -> bool:
    """Use a code of the app; of two at once only one passes."""
    totp, step = _totp(factor), int(now.timestamp()) // STEP_S
    for drift in DRIFT:
        expected = totp.generate((step + drift) * STEP_S).decode()
        if constant_time_compare(expected, code):
            unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step + drift)
            return bool(unused.update(last_step=step + drift))
    return False


def _use_recovery(factor: SecondFactor, code: str, now: datetime) -> bool:
    if len(code) != RECOVERY_LENGTH or not factor.confirmed_at:
        return False
    mine = RecoveryCode.objects.filter(
        user_id=factor.pk, code_hash=_recovery_hash(factor.user, code), used_at=None
    )
    if not mine.update(used_at=now):
        return False
    record("factor.recovered", actor=factor.user)
    return True


def _count_try(factor: SecondFactor, now: datetime) -> bool:
    """Count a try before the code is looked at; False while the factor is locked."""
    SecondFactor.objects.filter(pk=factor.pk, locked_until__lte=now).update(
        wrong_tries=0, locked_until=None
    )
    free = SecondFactor.objects.filter(
        Q(locked_until=None), pk=factor.pk, wrong_tries__lt=MAX_TRIES
    )
    if free.update(wrong_tries=F("wrong_tries") + 1):
        return True
    full = SecondFactor.objects.filter(pk=factor.pk, locked_until=None)
    if full.update(locked_until=now + LOCKED_FOR):
        record("factor.locked", on=factor.user, actor=factor.user)
    return False


def _totp(factor: SecondFactor) -> TOTP:
    key = base64.b32decode(secret_of(factor))
    # SHA-1 by RFC 6238: apps for codes know nothing else; an HMAC does not fall with collisions.
    return TOTP(key, 6, SHA1(), STEP_S, enforce_key_length=False)  # noqa: S303  # nosec B303


def _recovery_hash(user: User, code: str) -> str:
    return mark_of(f"{user.pk}:{code}", kind="recovery")


def _owner(user: User) -> str:
    return f"totp:{user.pk}"
