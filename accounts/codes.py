"""One-time codes by message: asking and checking. No HTTP here; who signs in stands in signin."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import OneTimeCode
from common.errors import BusinessRuleError
from common.limits import household_of, network_of
from common.locks import hold
from common.phones import parse_phone
from jobs.messages import send_message

GOOD_FOR = timedelta(minutes=5)
MAX_TRIES = 5
_WORDS = "Ma xac nhan cua ban la {code}. Ma dung duoc trong 5 phut. Khong dua ma nay cho bat ky ai."

#: (how many, within how many seconds); ``settings.CODE_LIMITS`` replaces single entries.
DEFAULT_LIMITS = {
    "phone": [(1, 60), (3, 15 * 60), (8, 24 * 3600)],
    "ip": [(20, 3600)],
    "network": [(60, 3600)],
}
#: Instead of these, once half of the day's messages are gone: who floods from many networks meets
#: them first, and what is left is for everybody else.
SPARING = {"ip": [(3, 3600)], "network": [(6, 3600)]}
_DAY = timedelta(days=1)


class TooManyCodes(BusinessRuleError):
    """Too many codes were asked; ``wait`` says for how long none is sent."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(f"Bạn xin mã hơi nhanh. Đợi {_in_words(wait)} rồi xin lại.")


class DaySpent(TooManyCodes):
    """All messages that the platform pays for in a day are sent."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.message = (
            "Hôm nay sàn gửi hết tin nhắn mã rồi."
            f" Bạn thử lại sau {_in_words(wait)}, hoặc gọi hỗ trợ."
        )
        self.args = (self.message,)


class WrongCode(BusinessRuleError):
    """The code is not the one sent to this phone for this browser."""

    message = "Mã chưa đúng. Xem lại tin nhắn mới nhất, mã gồm 6 số."


class CodeUsed(WrongCode):
    """The code opened the door once already."""

    message = "Mã này đã dùng rồi. Bấm gửi lại mã."


class CodeExpired(BusinessRuleError):
    """The code is older than five minutes."""

    message = "Mã đã hết hạn sau 5 phút. Bấm gửi lại mã."


@dataclass(frozen=True)
class _Asking:
    """Who asks, as keyed hashes."""

    phone: str
    browser_hash: str
    ip_hash: str
    network_hash: str
    is_known: bool = False


def request_code(
    *,
    phone: str,
    purpose: str,
    browser_key: str,
    ip: str,
    is_known: bool = False,
    words: str = _WORDS,
    is_urgent: bool = True,
    is_sent: bool = True,
) -> None:
    """Send a code that works once, five minutes long, in the asking browser only.

    ``is_known``: the browser was signed in with this phone before; its codes of a day count apart
    from those that strangers ask for, who could else shut out whoever's number is on a page.
    ``words`` is the message, with ``{code}`` in it. Never looks whether the phone has an
    account; a caller to whom that matters passes ``is_sent`` False, and all goes the same way
    except that the message is dropped (only when it is not urgent does it take as long).
    Raises ``TooManyCodes`` (``DaySpent`` when nobody gets one), ``InvalidPhone``.
    """
    asking = _Asking(
        phone=parse_phone(phone),
        browser_hash=_hash("browser", browser_key),
        ip_hash=_hash("ip", household_of(ip)) if ip else "",
        network_hash=_hash("network", network) if (network := network_of(ip)) else "",
        is_known=is_known,
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        _one_at_a_time(asking)
        now = timezone.now()
        wait = _wait(asking, now)
        if wait > timedelta(0):
            raise TooManyCodes(wait)
        row = OneTimeCode.objects.create(
            phone=asking.phone,
            purpose=purpose,
            code_hash=_code_hash(asking.phone, purpose, asking.browser_hash, code),
            session_key_hash=asking.browser_hash,
            ip_hash=asking.ip_hash,
            network_hash=asking.network_hash,
            is_known=asking.is_known,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        send_message(
            to_phone=asking.phone,
            template="one_time_code",
            text=words.replace("{code}", code),
            dedupe_key=f"code:{row.pk}",
            urgent=is_urgent,
            expires_at=row.expires_at if is_sent else now,
        )


def check_code(
    *,
    phone: str,
    purpose: str,
    code: str,
    browser_key: str,
    before_use: Callable[[], object] | None = None,
) -> None:
    """Use up the newest code of this phone and browser, or say why not.

    ``before_use`` is called for a right code and may raise: the code stays good then.
    Opens its own durable transactions, so that a failed try is counted whatever the caller
    does; never call it inside a transaction.
    Raises ``WrongCode``, ``CodeUsed``, ``CodeExpired``, ``InvalidPhone``.
    """
    phone = parse_phone(phone)
    browser_hash = _hash("browser", browser_key)
    row = (
        OneTimeCode.objects.sent_to(phone)
        .filter(purpose=purpose, session_key_hash=browser_hash)
        # The last one sent, also when the clock was set back between the two.
        .order_by("-pk")
        .first()
    )
    if row is None:
        raise WrongCode
    if not _count_try(row):
        raise _why_not(row)
    given = _code_hash(phone, purpose, browser_hash, code)
    if not constant_time_compare(given, row.code_hash):
        raise _wrong(left=MAX_TRIES - row.tries - 1)
    if before_use is not None:
        before_use()
    if not _use_up(row):
        raise CodeUsed


def wait_text(*, phone: str, is_known: bool = False) -> str:
    """Return how long until another code may be sent, "45 giây"; empty when at once."""
    asking = _Asking(
        phone=parse_phone(phone), browser_hash="", ip_hash="", network_hash="", is_known=is_known
    )
    try:
        wait = _wait(asking, timezone.now())
    except DaySpent as spent:
        wait = spent.wait
    return _in_words(wait) if wait > timedelta(0) else ""


def has_open_code(*, phone: str, purpose: str, browser_key: str) -> bool:
    """Tell whether a code sent to this phone for this browser can still be entered."""
    return (
        OneTimeCode.objects.usable(timezone.now())
        .sent_to(parse_phone(phone))
        .filter(
            purpose=purpose,
            session_key_hash=_hash("browser", browser_key),
            tries__lt=MAX_TRIES,
        )
        .exists()
    )


def _count_try(row: OneTimeCode) -> bool:
    """Spend one try of a usable code by a conditional UPDATE."""
    with transaction.atomic(durable=True):
        usable = OneTimeCode.objects.usable(timezone.now())
        counted = usable.filter(pk=row.pk, tries__lt=MAX_TRIES)
        return bool(counted.update(tries=F("tries") + 1))


def _use_up(row: OneTimeCode) -> bool:
    """Mark the code as used; only one of several callers gets it."""
    with transaction.atomic(durable=True):
        unused = OneTimeCode.objects.filter(pk=row.pk, used_at=None)
        return bool(unused.update(used_at=timezone.now()))


def _why_not(row: OneTimeCode) -> BusinessRuleError:
    """Return the reason why no try is left for the row."""
    row.refresh_from_db()
    if row.used_at:
        return CodeUsed()
    if row.expires_at <= timezone.now():
        return CodeExpired()
    return _wrong(left=0)


def _wrong(*, left: int) -> WrongCode:
    """Return the refusal with the number of tries left."""
    if left <= 0:
        return WrongCode("Bạn đã nhập sai 5 lần. Bấm gửi lại mã để nhận mã mới.")
    return WrongCode(f"{WrongCode.message} Bạn còn {left} lần nhập.")


def beyond_half(now: datetime) -> int:
    """Return how many codes of the last 24 hours are beyond half of the day's. 1 query."""
    most = settings.CODES_A_DAY
    return max(0, _of_the_day(now).count() - most // 2) if most else 0


def _of_the_day(now: datetime):
    return OneTimeCode.objects.filter(created_at__gt=now - _DAY)


def _limits(now: datetime) -> dict[str, list[tuple[int, int]]]:
    """Return the limits in force. Raises ``DaySpent``.

    Codes of the day are counted without a lock: requests at once may go over by their number.
    """
    limits = {**DEFAULT_LIMITS, **getattr(settings, "CODE_LIMITS", {})}
    beyond, most = beyond_half(now), settings.CODES_A_DAY
    if beyond and beyond >= most - most // 2:
        times = _of_the_day(now).order_by("-created_at").values_list("created_at", flat=True)
        raise DaySpent(times[most - 1] + _DAY - now)
    return {**limits, **SPARING} if beyond else limits


def _wait(asking: _Asking, now: datetime) -> timedelta:
    """Return how long phone, address and network must still wait; zero or less when not.

    Raises ``DaySpent``.
    """
    limits = _limits(now)
    waits = [timedelta(0)]
    sources = [("phone", OneTimeCode.objects.sent_to(asking.phone))]
    if asking.ip_hash:
        sources.append(("ip", OneTimeCode.objects.filter(ip_hash=asking.ip_hash)))
    if asking.network_hash:
        mine = OneTimeCode.objects.filter(network_hash=asking.network_hash)
        sources.append(("network", mine))
    for name, codes in sources:
        for most, seconds in limits[name]:
            window = timedelta(seconds=seconds)
            recent = codes.filter(created_at__gt=now - window).order_by("-created_at")
            if name == "phone" and asking.is_known and most > 1:
                recent = recent.filter(is_known=True)
            times = recent.values_list("created_at", flat=True)[most - 1 : most]
            waits += [at + window - now for at in times]
    return max(waits)


def _one_at_a_time(asking: _Asking) -> None:
    """Let one transaction at a time count the codes of a phone, an address or a network."""
    keys = {asking.phone, asking.ip_hash, asking.network_hash}
    for name in sorted(f"code:{key}" for key in keys):
        hold(name)


def _hash(what: str, value: str) -> str:
    """Return a keyed hash, so that the table alone tells nothing."""
    return salted_hmac(f"accounts.codes.{what}", value, algorithm="sha256").hexdigest()


def _code_hash(phone: str, purpose: str, browser_hash: str, code: str) -> str:
    """Return the keyed hash of a code, bound to its phone, purpose and browser."""
    return _hash("code", f"{phone}|{purpose}|{browser_hash}|{code}")


def _in_words(wait: timedelta) -> str:
    """Write a waiting time the way people say it, rounded up."""
    seconds = max(1, ceil(wait.total_seconds()))
    if seconds <= 90:
        return f"{seconds} giây"
    if seconds <= 90 * 60:
        return f"{ceil(seconds / 60)} phút"
    return f"{ceil(seconds / 3600)} giờ"
