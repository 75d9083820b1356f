"""Tokens of programs that act for a person: giving, renewing, reading, ending. No HTTP here.

A token is ``tn<kind>_<handle>_<secret>_<mark>``. The secret has 256 random bits, so a plain
SHA-256 keeps it. The mark shows that this market gave the token: an old refresh token with a right
mark has been stolen or copied, one with a wrong mark is a guess and ends nobody's access.
Source: RFC 9700 section 4.14 (rotation), RFC 6749 section 5.1 (names of the answer).
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import GrantCode, ProgramAccess, User
from common.errors import BusinessRuleError
from common.sealing import mark_of

ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=60)
#: However often it is renewed, then the person types a code again.
MOST_FOR = timedelta(days=180)
#: A phone that lost the answer sends the same refresh token again.
AGAIN_WITHIN = timedelta(seconds=60)
MOST_OPEN = 20
KEEP_ENDED = timedelta(days=30)
_USED_EVERY = timedelta(minutes=1)
_ACCESS, _REFRESH = "tna", "tnr"
_PARTS = 4
#: So many may renew the same token at once before one of them is refused.
_RACES = 4
MAX_CLIENT = 60


class TokenRefused(BusinessRuleError):
    """The token is unknown, over, or its access was ended."""

    message = "Phiên đăng nhập đã hết hoặc đã bị thoát. Đăng nhập lại bằng số điện thoại."


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a program is given; nobody can be shown it again."""

    access: str
    refresh: str
    row: ProgramAccess


@transaction.atomic
def begin(*, user: User, client: str, rights: Iterable[str], client_id: str = "") -> Tokens:
    """Let a program act for a person; the caller has checked a code of the own phone.

    A registered app has a ``client_id``; it is let in on a page of ours (``accounts.granting``).

    The oldest access ends when there are too many. Raises ``TokenRefused`` when the account was
    closed or got another phone since the caller read it.
    """
    held = lock(user_pk=user.pk)
    if held is None or not held.is_active or held.phone != user.phone:
        raise TokenRefused
    now, handle = timezone.now(), secrets.token_hex(8)
    access, refresh = _new(_ACCESS, handle), _new(_REFRESH, handle)
    row = ProgramAccess.objects.create(
        user=user,
        handle=handle,
        client=" ".join(client.split())[:MAX_CLIENT],
        client_id=client_id,
        rights=sorted(set(rights) & set(ProgramAccess.Right.values)),
        access_hash=_hash(access),
        access_until=now + ACCESS_FOR,
        refresh_hash=_hash(refresh),
        refresh_until=now + REFRESH_FOR,
    )
    _end_the_oldest(user)
    _note_use(user.pk, now)
    return Tokens(access, refresh, row)


def renew(*, refresh: str, client_id: str = "") -> Tokens:
    """Return new tokens for a refresh token, which is used up by that.

    It is good for its own app only; one that just named itself has no ``client_id``.

    One that was used before ends the whole access, for two hold it; except that for a minute
    it is taken for sent again. Raises ``TokenRefused``.
    """
    for _ in range(_RACES):
        row = _row_of(refresh, _REFRESH)
        if row is None or row.ended_at or row.refresh_until <= timezone.now():
            raise TokenRefused
        if client_id != row.client_id or not _is_known(row):
            raise TokenRefused
        if tokens := _renew(row, refresh):
            return tokens
    raise TokenRefused


def _renew(row: ProgramAccess, refresh: str) -> Tokens | None:
    """Change the tokens of a row; None when somebody else has just done it.

    The new pair follows from the old token: sent twice, it gives the same pair twice.
    """
    now, given = timezone.now(), _hash(refresh)
    is_newest = constant_time_compare(given, row.refresh_hash)
    was_newest = constant_time_compare(given, row.previous_hash)
    if not (is_newest or (was_newest and now - row.renewed_at < AGAIN_WITHIN)):
        _end(ProgramAccess.objects.filter(pk=row.pk), ProgramAccess.End.REUSED)
        raise TokenRefused
    access, fresh = (_new(kind, row.handle, after=refresh) for kind in (_ACCESS, _REFRESH))
    changes = {
        "access_hash": _hash(access),
        "access_until": now + ACCESS_FOR,
        "refresh_hash": _hash(fresh),
        "refresh_until": min(now + REFRESH_FOR, row.begun_at + MOST_FOR),
        "used_at": now,
    }
    if is_newest:
        # Sent again, the minute still counts from the first time.
        changes |= {"previous_hash": given, "renewed_at": now}
    same = ProgramAccess.objects.filter(
        pk=row.pk, refresh_hash=row.refresh_hash, ended_at=None, user__is_active=True
    )
    if not same.update(**changes):
        return None
    _note_use(row.user_id, now)
    for name, value in changes.items():
        setattr(row, name, value)
    return Tokens(access, fresh, row)


def access_of(token: str) -> ProgramAccess | None:
    """Return the access that a token stands for, with its person; None when it opens nothing.

    1 query, and a write at most once a minute.
    """
    row, now = _row_of(token, _ACCESS), timezone.now()
    if row is None or not constant_time_compare(_hash(token), row.access_hash):
        return None
    if row.ended_at or row.access_until <= now or not (row.user.is_active and _is_known(row)):
        return None
    if row.used_at < now - _USED_EVERY:
        lately = Q(used_at__gte=now - _USED_EVERY)
        ProgramAccess.objects.filter(pk=row.pk).exclude(lately).update(used_at=now)
    return row


def handle_of(token: str) -> str:
    """Return whose access token of ours this is, without asking the database; else nothing.

    Good for counting calls, not for letting anybody in.
    """
    parts = token.split("_")
    if len(parts) != _PARTS or parts[0] != _ACCESS or not token.isascii():
        return ""
    is_ours = constant_time_compare(parts[3], _mark("_".join(parts[:3])))
    return parts[1] if is_ours else ""


def subject_of(access: ProgramAccess) -> str:
    """Return by what a program knows its person again, whatever phone and name they have then.

    Each app is told another one, so two apps cannot put their lists together.
    """
    app = f"id:{access.client_id}" if access.client_id else f"name:{access.client}"
    who = f"{app}\n{access.user_id}"
    return mark_of(who, kind="program-subject")[:32]


def open_accesses(user: User) -> list[ProgramAccess]:
    """Return the programs that may act for a person now, the newest first. 1 query."""
    mine = ProgramAccess.objects.filter(user=user, ended_at=None)
    return [row for row in mine.filter(refresh_until__gt=timezone.now()) if _is_known(row)]


def end(*, user: User, pk: int, by: str = ProgramAccess.End.PERSON) -> bool:
    """End one access of a person at once; False when there is none such."""
    return bool(_end(ProgramAccess.objects.filter(user=user, pk=pk), by))


def revoke(*, token: str, client_id: str) -> None:
    """End the access of a registered app by one of its tokens; what is none ends nothing.

    A refresh token of before does too, for whoever shows it would end the access by renewing.
    Raises ``TokenRefused`` for another app's token. Source: RFC 7009 section 2.
    """
    row = _row_of(token, _REFRESH)
    if row is None and (access := _row_of(token, _ACCESS)):
        row = access if constant_time_compare(_hash(token), access.access_hash) else None
    if row is None:
        return
    if row.client_id != client_id:
        raise TokenRefused
    _end(ProgramAccess.objects.filter(pk=row.pk), ProgramAccess.End.PROGRAM)


@transaction.atomic
def end_all(*, user: User) -> int:
    """End every access of a person at once, also what an app may still fetch; return how many.

    Codes that were fetched stay, for they end what they gave when they come again.
    """
    lock(user_pk=user.pk)
    GrantCode.objects.filter(user=user, used_at=None).delete()
    return _end(ProgramAccess.objects.filter(user=user), ProgramAccess.End.PERSON)


def lock(*, user_pk: int) -> User | None:
    """Return the account as it is now, held to the end of the transaction; None when it is gone.

    What gives an access and what ends all of them follow one another by it.
    """
    return User.objects.select_for_update().filter(pk=user_pk).first()


def forget_ended() -> int:
    """Delete accesses that are over for a month; return how many."""
    before = timezone.now() - KEEP_ENDED
    over = ProgramAccess.objects.filter(Q(ended_at__lt=before) | Q(refresh_until__lt=before))
    return over.delete()[0]


def _is_known(row: ProgramAccess) -> bool:
    """Tell whether the operator still has the app in ``APP_CLIENTS``, if it is one of those."""
    return not row.client_id or any(one["id"] == row.client_id for one in settings.APP_CLIENTS)


def _end(rows, by: str) -> int:
    return rows.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by)


def _end_the_oldest(user: User) -> None:
    mine = ProgramAccess.objects.filter(user=user, ended_at=None).order_by("-pk")
    too_many = list(mine.values_list("pk", flat=True)[MOST_OPEN:])
    if too_many:
        _end(ProgramAccess.objects.filter(pk__in=too_many), ProgramAccess.End.CROWDED)


def _note_use(user_pk: int, now: datetime) -> None:
    """Keep that the account is in use; it outlives the access, which is deleted after its end."""
    User.objects.filter(pk=user_pk).update(last_login=now)


def _new(kind: str, handle: str, *, after: str = "") -> str:
    """Return a token; the one that follows another can be reckoned from it with our secret only."""
    secret = secrets.token_hex(32)
    if after:
        secret = salted_hmac("accounts.programs.next", kind + after, algorithm="sha256").hexdigest()
    body = f"{kind}_{handle}_{secret}"
    return f"{body}_{_mark(body)}"


def _mark(body: str) -> str:
    return salted_hmac("accounts.programs", body, algorithm="sha256").hexdigest()[:16]


def _row_of(token: str, kind: str) -> ProgramAccess | None:
    """Return the row that a token of ours names; its secret is not looked at."""
    parts = token.split("_")
    if len(parts) != _PARTS or parts[0] != kind or not token.isascii():
        return None
    if not constant_time_compare(parts[3], _mark("_".join(parts[:3]))):
        return None
    return ProgramAccess.objects.select_related("user").filter(handle=parts[1]).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
