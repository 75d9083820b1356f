"""Making, reading and revoking the keys of programs.

A key is ``tnk_<handle>_<secret>``. The secret has 256 random bits, so a plain SHA-256 keeps it: no
list of likely secrets exists that a slow hash would have to slow down.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from api.models import ApiKey
from api.problems import ProblemError
from audit import recording
from common.errors import BusinessRuleError
from places.models import Commune
from stats.scopes import WHOLE, Scope

START = "tnk_"
#: What a key is good for is looked at again after so long.
MOST_DAYS = 730
_USED_EVERY = dt.timedelta(minutes=1)
_KEPT = "_api_key"
UNKNOWN = "Khóa API không đúng, đã hết hạn hoặc đã bị thu hồi. Xin khóa mới ở nơi đã cấp."


class KeyRefused(BusinessRuleError):
    """The key cannot be made as it was asked for."""


@transaction.atomic
def make(
    *,
    name: str,
    rights: Sequence[str],
    reach: str = ApiKey.Reach.CLOSED,
    commune_codes: Sequence[str] = (),
    per_minute: int = 60,
    days: int = 365,
) -> tuple[ApiKey, str]:
    """Make a key; return its row and the whole key, which nobody can be shown again.

    Raises ``KeyRefused``.
    """
    _check(name, rights, reach, commune_codes, per_minute, days)
    secret = secrets.token_hex(32)
    key = ApiKey.objects.create(
        handle=secrets.token_hex(5),
        secret_hash=_hash(secret),
        name=name.strip(),
        rights=sorted(set(rights)),
        reach=reach,
        commune_codes=sorted(set(commune_codes)),
        per_minute=per_minute,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    told = {"rights": key.rights, "reach": reach, "commune_codes": key.commune_codes}
    changes = {field: ("", value) for field, value in told.items()}
    recording.record("api-key.made", on=key, changes=changes)
    return key, f"{START}{key.handle}_{secret}"


@transaction.atomic
def revoke(*, key: ApiKey, by=None) -> bool:
    """End a key at once; False when it was revoked before."""
    now = timezone.now()
    done = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now, revoked_by=by)
    if done:
        recording.record("api-key.revoked", on=key, actor=by)
    return bool(done)


def key_of(request: HttpRequest) -> ApiKey | None:
    """Return the key that a call shows, None without one; 1 query, once for a call.

    Tokens of other kinds are no business of this. Raises ``ProblemError`` for a key that is wrong.
    """
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _read(request.META.get("HTTP_AUTHORIZATION", "")))
    return getattr(request, _KEPT)


def scope_of(key: ApiKey) -> Scope:
    """Return the places whose figures a key reads as of now."""
    if key.reach == ApiKey.Reach.PROVINCE:
        return WHOLE
    return Scope(frozenset(key.commune_codes if key.reach == ApiKey.Reach.COMMUNES else ()))


def note_use(key: ApiKey) -> None:
    """Write down that a key was used, at most once a minute. ≤ 1 query."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - _USED_EVERY:
        lately = Q(last_used_at__gte=now - _USED_EVERY)
        ApiKey.objects.filter(pk=key.pk).exclude(lately).update(last_used_at=now)


def _read(header: str) -> ApiKey | None:
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(START):
        return None
    handle, _, secret = token.removeprefix(START).partition("_")
    key = ApiKey.objects.filter(handle=handle[:12]).first() if "\0" not in handle else None
    # Compared also when there is none: how long it takes tells nothing.
    is_right = constant_time_compare(key.secret_hash if key else _hash(""), _hash(secret))
    if key is None or not is_right or not key.is_in_force():
        raise ProblemError(401, UNKNOWN)
    return key


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _check(name, rights, reach, commune_codes, per_minute, days) -> None:
    if not name.strip():
        raise KeyRefused("Khóa phải ghi cấp cho ai.")
    if not rights or not set(rights) <= set(ApiKey.Right.values):
        raise KeyRefused(f"Chọn quyền trong: {', '.join(ApiKey.Right.values)}.")
    if reach not in ApiKey.Reach.values:
        raise KeyRefused(f"Chọn phạm vi trong: {', '.join(ApiKey.Reach.values)}.")
    if (reach == ApiKey.Reach.COMMUNES) != bool(commune_codes):
        raise KeyRefused("Phạm vi communes phải có mã xã; phạm vi khác thì không.")
    known = set(Commune.objects.filter(code__in=commune_codes).values_list("code", flat=True))
    if missing := sorted(set(commune_codes) - known):
        raise KeyRefused(f"Không có xã nào mang mã {', '.join(missing)}.")
    if not 1 <= per_minute <= 6_000 or not 1 <= days <= MOST_DAYS:
        raise KeyRefused(f"Mỗi phút 1 đến 6.000 lượt, hạn 1 đến {MOST_DAYS} ngày.")
