"""Which account an e-identity opens, and the end of that; ``joining`` says how it comes to it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import LinkedIdentity, User
from accounts.openid.provider import Provider
from audit.recording import record
from common.phones import InvalidPhone, format_phone, parse_phone
from common.sealing import mark_of
from jobs.messages import send_message

_MAX_NAME = 120
_UNLINKED = (
    "Tài khoản của bạn trên sàn không còn vào được bằng {label}. Bạn vẫn vào bằng số này. Không"
    " phải bạn bỏ thì gọi {help}."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in at the provider; name and phone are what it claims and nothing more."""

    issuer: str
    mark: str
    name: str
    phone: str
    at: int
    #: Which session of theirs it is; empty where the provider names none.
    session_mark: str = ""


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
    return Identity(
        issuer=issuer,
        mark=subject_mark(issuer, claims["sub"]),
        name=" ".join(str(claims.get(names["name_claim"]) or "").split())[:_MAX_NAME],
        phone=_phone(str(claims.get(names["phone_claim"]) or "")),
        at=int(time.time()),
        session_mark=session_mark(issuer, claims["sid"]) if claims.get("sid") else "",
    )


def subject_mark(issuer: str, subject: str) -> str:
    """Return what is kept of a person of a provider."""
    return mark_of(f"{issuer}\n{subject}", kind="citizen-subject")


def session_mark(issuer: str, session: str) -> str:
    """Return what is kept of a session at a provider."""
    return mark_of(f"{issuer}\n{session}", kind="citizen-session")


def account_of(identity: Identity) -> User | None:
    """Return the account that the identity opens, closed or not; None when it opens none."""
    row = LinkedIdentity.objects.select_related("user").filter(subject_mark=identity.mark).first()
    if row is None:
        return None
    LinkedIdentity.objects.filter(pk=row.pk).update(used_at=timezone.now())
    return row.user


@transaction.atomic
def unlink(*, user: User, is_told: bool = False) -> int:
    """Let no identity open an account any more; return how many did.

    ``is_told`` has the phone hear of it, where nothing greater is told anyway.
    """
    rows = list(user.identities.all())
    user.identities.all().delete()
    if rows:
        record("account.unlinked", on=user, label=f"Tài khoản số {user.pk}")
    for row in rows if is_told else []:
        tell(row, _UNLINKED, "unlinked")
    return len(rows)


def tell(row: LinkedIdentity, words: str, what: str) -> None:
    """Tell the phone of the account; a stand-in of one that lost its number is none."""
    try:
        parse_phone(row.user.phone)
    except InvalidPhone:
        return
    help_phone = format_phone(settings.OPERATOR["phone"])
    send_message(
        to_phone=row.user.phone, template="account-identity",
        text=words.format(label=label(), help=help_phone),
        dedupe_key=f"account-identity-{what}:{row.pk}", urgent=True,
    )  # fmt: skip


def _phone(text: str) -> str:
    try:
        return format_phone(parse_phone(text)) if text else ""
    except InvalidPhone:
        return ""
