"""How often codes may be guessed: per browser, per address, per day, and by everybody together.

Only what could be a code counts, and only when it was wrong: a slip of the finger is told apart
by its check sign, so whoever holds a slip hardly ever meets a limit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common.errors import BusinessRuleError
from common.locks import hold
from sellers.models import ClaimTry

#: (how many wrong codes, within how many seconds); ``settings.CLAIM_LIMITS`` replaces entries.
#: A hall full of households may share one address, so a browser has the tighter limit.
DEFAULT_LIMITS = {
    "session": [(5, 15 * 60), (10, 24 * 3600)],
    "ip": [(20, 3600), (60, 24 * 3600)],
    "all": [(3_000, 3600), (20_000, 24 * 3600)],
}
KEEP_TRIES = timedelta(days=7)


class TooManyTries(BusinessRuleError):
    """Too many wrong codes; nothing is looked up until later."""

    message = "Đã gõ sai nhiều lần. Đợi một lúc rồi thử lại, hoặc mang phiếu đến xã."


@dataclass(frozen=True)
class Typist:
    """Who types, as keyed hashes."""

    session_hash: str
    ip_hash: str


def typist(*, browser_key: str, ip: str) -> Typist:
    """Return who types, so that limits work without keeping addresses."""
    return Typist(_hash("browser", browser_key), _hash("ip", ip) if ip else "")


def open_try(who: Typist) -> ClaimTry:
    """Note a try before anything is looked up, whatever becomes of it. Raises ``TooManyTries``.

    Opens its own durable transaction; never call it inside one. ≤ 7 queries.
    """
    with transaction.atomic(durable=True):
        for name in sorted({f"claim:{who.session_hash}", f"claim:{who.ip_hash}"}):
            hold(name)
        now = timezone.now()
        if _is_over(who, now):
            raise TooManyTries
        return ClaimTry.objects.create(session_hash=who.session_hash, ip_hash=who.ip_hash, at=now)


def settle(tried: ClaimTry, *, is_right: bool) -> None:
    """Take a right code off the limits; a wrong one costs the same query."""
    ClaimTry.objects.filter(pk=tried.pk).update(is_right=is_right)


def forget_old_tries() -> int:
    """Delete tries older than a week; return how many."""
    old = ClaimTry.objects.filter(at__lt=timezone.now() - KEEP_TRIES)
    return old.delete()[0]


def _is_over(who: Typist, now: datetime) -> bool:
    limits = {**DEFAULT_LIMITS, **getattr(settings, "CLAIM_LIMITS", {})}
    wrong = ClaimTry.objects.filter(is_right=False)
    sources = [("session", wrong.filter(session_hash=who.session_hash)), ("all", wrong)]
    if who.ip_hash:
        sources.append(("ip", wrong.filter(ip_hash=who.ip_hash)))
    return any(
        tries.filter(at__gt=now - timedelta(seconds=seconds)).count() >= most
        for name, tries in sources
        for most, seconds in limits[name]
    )


def _hash(what: str, value: str) -> str:
    return salted_hmac(f"sellers.households.{what}", value, algorithm="sha256").hexdigest()
