"""Codes that an app changes for tokens: given for a minute, good once, for who asked only.

Source: RFC 6749 section 4.1, RFC 7636, RFC 9700 section 4.
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import programs
from accounts.granting.clients import Wish, client_of
from accounts.models import GrantCode, ProgramAccess, User

GOOD_FOR = timedelta(seconds=60)
#: A code that comes back later than this ends nothing any more.
KEEP = timedelta(days=1)


class CodeRefused(Exception):
    """The code is unknown, over, used, or another app's."""


class SignedOut(Exception):
    """The session that allows it was ended a moment ago."""


@transaction.atomic
def give(*, user: User, wish: Wish) -> str:
    """Return a code for what a citizen has just allowed; nobody can be shown it again.

    Raises ``SignedOut`` when everybody was signed out since the caller read the account.
    """
    held = programs.lock(user_pk=user.pk)
    if held is None or held.password != user.password:
        raise SignedOut
    code = secrets.token_urlsafe(32)
    GrantCode.objects.create(
        user=user,
        code_hash=_hash(code),
        client_id=wish.client.id,
        redirect_uri=wish.redirect_uri,
        rights=list(wish.rights),
        challenge=wish.challenge,
    )
    return code


def change(*, code: str, client_id: str, redirect_uri: str, verifier: str) -> programs.Tokens:
    """Change a code for tokens. Raises ``CodeRefused``.

    Any try uses it up. A second one ends what the first one got, for two have the code.
    """
    with transaction.atomic():
        row = _held(code)
        tokens = _change(row, client_id, redirect_uri, verifier) if row else None
    # Behind the transaction: what a refusal ended stays ended.
    if tokens is None:
        raise CodeRefused
    return tokens


def _held(code: str) -> GrantCode | None:
    """Return the row of a code, with its account held."""
    row = GrantCode.objects.filter(code_hash=_hash(code)).first()
    if row is None:
        return None
    programs.lock(user_pk=row.user_id)
    return _still_open(row)


def _still_open(row: GrantCode) -> GrantCode | None:
    """Read a code again: who signed everybody out while we waited has deleted it."""
    return GrantCode.objects.select_related("user").filter(pk=row.pk).first()


def _change(
    row: GrantCode, client_id: str, redirect_uri: str, verifier: str
) -> programs.Tokens | None:
    now = timezone.now()
    if not _use_up(row, now):
        row.refresh_from_db(fields=["access"])
        if row.access_id:
            programs.end(user=row.user, pk=row.access_id, by=ProgramAccess.End.REUSED)
        return None
    client = client_of(client_id)
    is_asker = client is not None and client_id == row.client_id
    is_asker = is_asker and redirect_uri == row.redirect_uri
    is_asker = is_asker and constant_time_compare(challenge_of(verifier), row.challenge)
    if not is_asker or now - row.made_at > GOOD_FOR or not row.user.is_active:
        return None
    tokens = programs.begin(
        user=row.user, client=client.name, rights=row.rights, client_id=client.id
    )
    GrantCode.objects.filter(pk=row.pk).update(access=tokens.row)
    return tokens


def _use_up(row: GrantCode, now: datetime) -> bool:
    """Tell whether this is the first try; of two at once the database lets one be it."""
    return bool(GrantCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now))


def forget_old() -> int:
    """Delete codes of before yesterday; return how many."""
    return GrantCode.objects.filter(made_at__lt=timezone.now() - KEEP).delete()[0]


def challenge_of(verifier: str) -> str:
    """Return what an app sends ahead of its secret (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
