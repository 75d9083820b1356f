"""Which account an e-identity opens, and how it came to that: never without a code of its phone."""

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import LinkedIdentity, User
from accounts.openid.provider import Provider
from audit.recording import record
from common.errors import BusinessRuleError
from common.phones import InvalidPhone, format_phone, parse_phone
from common.text import fold

_WAITS = "accounts.identity_waits"
#: An identity without account waits this long for a phone.
WAITS_S = 15 * 60
_MAX_NAME = 120


class LinkRefused(BusinessRuleError):
    """The identity, or the account, is linked to another."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in at the provider; name and phone are what it claims and nothing more."""

    issuer: str
    mark: str
    name: str
    phone: str
    at: int


def provider() -> Provider:
    """Return the identity service of the settings, set up or not."""
    return Provider.of(settings.CITIZEN_OIDC)


def label() -> str:
    """Return what people call the service; empty when it is not set up."""
    return settings.CITIZEN_OIDC["label"] if provider().is_set_up else ""


def identity_of(claims: Mapping) -> Identity:
    """Return who the checked claims of a token speak of."""
    names = settings.CITIZEN_OIDC
    issuer = provider().issuer
    mark = salted_hmac("accounts.openid", f"{issuer}\n{claims['sub']}", algorithm="sha256")
    return Identity(
        issuer=issuer,
        mark=mark.hexdigest(),
        name=" ".join(str(claims.get(names["name_claim"]) or "").split())[:_MAX_NAME],
        phone=_phone(str(claims.get(names["phone_claim"]) or "")),
        at=int(time.time()),
    )


def account_of(identity: Identity) -> User | None:
    """Return the account that the identity opens, closed or not; None when it opens none."""
    row = LinkedIdentity.objects.select_related("user").filter(subject_mark=identity.mark).first()
    if row is None:
        return None
    LinkedIdentity.objects.filter(pk=row.pk).update(used_at=timezone.now())
    return row.user


@transaction.atomic
def link(*, user: User, identity: Identity) -> LinkedIdentity:
    """Let an identity open an account; the caller has checked a code of the account's phone.

    Raises ``LinkRefused`` when either has another.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    mine = user.identities.filter(issuer=identity.issuer).first()
    if mine is not None and mine.subject_mark == identity.mark:
        return mine
    if mine is not None:
        raise LinkRefused("Tài khoản này đã liên kết với người khác. Bỏ liên kết đó trước.")
    row, is_new = LinkedIdentity.objects.get_or_create(
        subject_mark=identity.mark, defaults={"user": user, "issuer": identity.issuer}
    )
    if not is_new:
        raise LinkRefused(f"{label()} này đã liên kết với tài khoản khác. Vào tài khoản đó để bỏ.")
    record("account.linked", on=user, label=f"Tài khoản số {user.pk}")
    return row


@transaction.atomic
def unlink(*, user: User) -> int:
    """Let no identity open an account any more; return how many did."""
    gone = user.identities.all().delete()[0]
    if gone:
        record("account.unlinked", on=user, label=f"Tài khoản số {user.pk}")
    return gone


def wait_for_phone(session: MutableMapping, identity: Identity) -> None:
    """Keep an identity without account in this browser until a phone is proved."""
    session[_WAITS] = asdict(identity)


def waiting(session: MutableMapping) -> Identity | None:
    """Return the identity that waits for a phone in this browser, if any."""
    kept = session.get(_WAITS)
    return Identity(**kept) if kept and time.time() - kept["at"] < WAITS_S else None


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
    if not identity.name or _bare(identity.name) != _bare(user.full_name):
        return (
            f"Bạn đã vào bằng số điện thoại. {label()} chưa được liên kết, vì tên hai bên khác"
            " nhau. Muốn liên kết thì vào Tài khoản."
        )
    try:
        link(user=user, identity=identity)
    except LinkRefused as refused:
        return f"Bạn đã vào bằng số điện thoại. {refused.message}"
    return f"Đã liên kết. Lần sau bạn vào bằng {label()}, không cần mã."


def _bare(name: str) -> str:
    return " ".join(fold(name).split())


def _phone(text: str) -> str:
    try:
        return format_phone(parse_phone(text)) if text else ""
    except InvalidPhone:
        return ""
