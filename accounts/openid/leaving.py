"""The provider signs a person out: the sessions that it opened here end.

Source: OpenID Connect Back-Channel Logout 1.0, 2.4 (the token), 2.6 (its checks), 2.7 (what ends).
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import jwt
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import devices
from accounts.models import Device, IdentitySession, UsedLogout
from accounts.openid import flow, linking
from accounts.openid.provider import NotProved, Provider
from audit.recording import record
from common.sealing import mark_of

EVENT = "http://schemas.openid.net/event/backchannel-logout"
#: A token is made for now; a kept one must not end what begins next week.
FRESH_S = 300
#: Anybody may send something here: the provider is not asked for its keys each time.
_KEYS_KEPT_S = 30
_TYPES = {"", "jwt", "logout+jwt"}
_MAX_TOKEN = 8_000


def note(session: Mapping, identity: linking.Identity) -> None:
    """Keep which identity, and which session at the provider, opened this session."""
    if pk := devices.here(session):
        marks = {"subject_mark": identity.mark, "session_mark": identity.session_mark}
        IdentitySession.objects.update_or_create(device_id=pk, defaults=marks)


def end_sessions(*, token: str) -> int:
    """End what a logout token names; return how many sessions. Raises ``NotProved``.

    With ``sid`` it is that one session, and those of the person that came without one; with
    ``sub`` alone all of the person's. Sessions opened by a code of the phone, and apps, stay.
    """
    provider = linking.provider()
    claims = _checked(token, provider)
    with transaction.atomic():
        _use_up(claims, provider)
        named = IdentitySession.objects.filter(_named(claims, provider), device__by_identity=True)
        found = list(Device.objects.filter(identity_session__in=named).select_related("user"))
        devices.end(found)
        named.delete()
        for user in {device.user for device in found}:
            record("account.ended", on=user, label=f"Tài khoản số {user.pk}")
    return len(found)


def forget_old() -> int:
    """Delete the names of tokens that are too old to count; return how many."""
    return UsedLogout.objects.filter(until__lt=timezone.now()).delete()[0]


def _checked(token: str, provider: Provider) -> dict:
    """Return the claims of a logout token, all checked. Raises ``NotProved``."""
    try:
        kind = str(jwt.get_unverified_header(token).get("typ", ""))
    except jwt.PyJWTError as problem:
        raise NotProved from problem
    if kind.lower() not in _TYPES or len(token) > _MAX_TOKEN:
        raise NotProved
    claims = flow.checked(
        token, provider, _keys(provider), required=("exp", "iat", "iss", "aud", "jti", "events")
    )
    events = claims["events"]
    is_logout = isinstance(events, dict) and isinstance(events.get(EVENT), dict)
    # With a nonce it is an ID token that somebody sends on.
    if not is_logout or "nonce" in claims or not (claims.get("sub") or claims.get("sid")):
        raise NotProved
    if time.time() - int(claims["iat"]) > FRESH_S:
        raise NotProved
    return claims


def _keys(provider: Provider) -> dict:
    name = f"openid.keys:{provider.issuer}"
    if (found := cache.get(name)) is None:
        found = flow.keys_of(provider)
        cache.set(name, found, _KEYS_KEPT_S)
    return found


def _use_up(claims: Mapping, provider: Provider) -> None:
    """Let a token count once, also when it comes twice at the same moment."""
    mark = mark_of(f"{provider.issuer}\n{claims['jti']}", kind="logout-token")
    until = datetime.fromtimestamp(int(claims["iat"]), UTC) + timedelta(
        seconds=FRESH_S + flow.LEEWAY_S
    )
    _, is_new = UsedLogout.objects.get_or_create(mark=mark, defaults={"until": until})
    if not is_new:
        raise NotProved


def _named(claims: Mapping, provider: Provider) -> Q:
    named = Q()
    if sub := claims.get("sub"):
        named &= Q(subject_mark=linking.subject_mark(provider.issuer, sub))
    if sid := claims.get("sid"):
        one = Q(session_mark=linking.session_mark(provider.issuer, sid))
        named &= one | Q(session_mark="") if sub else one
    return named
