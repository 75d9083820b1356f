"""How an e-identity comes to open an account: never without a code of its phone."""

import time
from collections.abc import MutableMapping
from dataclasses import asdict

from django.db import transaction

from accounts import moving
from accounts.models import LinkedIdentity, User
from accounts.openid import linking
from audit.recording import record
from common.errors import BusinessRuleError
from common.text import fold

_WAITS = "accounts.identity_waits"
#: An identity without account waits this long for a phone.
WAITS_S = 15 * 60
_LINKED = (
    "Tài khoản của bạn trên sàn nay vào được bằng {label}. Không phải bạn thì vào Tài khoản bỏ"
    " liên kết, hoặc gọi ngay {help}."
)


class LinkRefused(BusinessRuleError):
    """The identity, or the account, is linked to another."""


@transaction.atomic
def link(*, user: User, identity: linking.Identity) -> LinkedIdentity:
    """Let an identity open an account; the caller has checked a code of the account's phone.

    The phone hears of it. Raises ``LinkRefused`` when either has another, ``PhoneMoving``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    moving.require_settled(user)
    mine = user.identities.filter(issuer=identity.issuer).first()
    if mine is not None and mine.subject_mark == identity.mark:
        return mine
    if mine is not None:
        raise LinkRefused("Tài khoản này đã liên kết với người khác. Bỏ liên kết đó trước.")
    row, is_new = LinkedIdentity.objects.get_or_create(
        subject_mark=identity.mark, defaults={"user": user, "issuer": identity.issuer}
    )
    if not is_new:
        raise LinkRefused(
            f"{linking.label()} này đã liên kết với tài khoản khác. Vào tài khoản đó để bỏ."
        )
    record("account.linked", on=user, label=f"Tài khoản số {user.pk}")
    linking.tell(row, _LINKED, "linked")
    return row


def wait_for_phone(session: MutableMapping, identity: linking.Identity) -> None:
    """Keep an identity without account in this browser until a phone is proved."""
    session[_WAITS] = asdict(identity)


def waiting(session: MutableMapping) -> linking.Identity | None:
    """Return the identity that waits for a phone in this browser, if any; drop one of before."""
    kept = session.get(_WAITS)
    if kept and time.time() - kept["at"] >= WAITS_S:
        forget_waiting(session)
        return None
    return linking.Identity(**kept) if kept else None


def forget_waiting(session: MutableMapping) -> None:
    """Drop the identity that waits."""
    session.pop(_WAITS, None)


def link_waiting(session: MutableMapping, *, user: User) -> str:
    """Link what waits to the account whose phone was just proved here; return words for people.

    Somebody else of the household may have gone on in this browser, so the names must be alike;
    who bears another name links on the page of the account.
    """
    identity = waiting(session)
    forget_waiting(session)
    if identity is None:
        return ""
    if why := _why_not_alike(identity.name, user.full_name):
        return (
            f"Bạn đã vào bằng số điện thoại. {linking.label()} chưa được liên kết, vì {why}."
            " Muốn liên kết thì vào Tài khoản."
        )
    try:
        link(user=user, identity=identity)
    except BusinessRuleError as refused:
        return f"Bạn đã vào bằng số điện thoại. {refused.message}"
    return f"Đã liên kết. Lần sau bạn vào bằng {linking.label()}, không cần mã."


def _why_not_alike(theirs: str, ours: str) -> str:
    """Return why two names do not vouch for one person; empty when they do."""
    if not theirs:
        return f"{linking.label()} không cho biết họ tên"
    if not ours:
        return "tài khoản chưa có họ tên"
    return "" if _bare(theirs) == _bare(ours) else "tên hai bên khác nhau"


def _bare(name: str) -> str:
    return " ".join(fold(name).split())
