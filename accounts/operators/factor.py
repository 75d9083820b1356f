"""The second factor: make it, confirm it, check a code once, recover, take it away.

Codes are those of any authenticator app: six digits, 30 seconds, SHA-1. Source: RFC 6238.
"""

import base64
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import RecoveryCode, SecondFactor, User
from audit.recording import record
from common.codes import bare, new_code
from common.errors import BusinessRuleError
from common.sealing import mark_of, seal, unseal

STEP_S = 30
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


def has_factor(user: User) -> bool:
    """Tell whether a person has a factor that opens sessions. 1 query."""
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists()


@transaction.atomic
def begin(*, user: User, is_demo: bool = False) -> SecondFactor:
    """Make a secret that a first code must confirm; begun twice, it is the same one.

    Raises ``HasFactor``.
    """
    User.objects.select_for_update().get(pk=user.pk)
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        secret = base64.b32encode(secrets.token_bytes(20)).decode()
        factor = SecondFactor.objects.create(
            user=user, sealed=seal(secret, of=_owner(user)), is_demo=is_demo
        )
    if factor.confirmed_at:
        raise HasFactor
    return factor


@transaction.atomic
def confirm(*, user: User) -> list[str]:
    """Let the factor open sessions and return the recovery codes, shown this once.

    The caller has checked a first code. Raises ``HasFactor``.
    """
    waits = SecondFactor.objects.filter(user=user, confirmed_at=None)
    if not waits.update(confirmed_at=timezone.now()):
        raise HasFactor
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
