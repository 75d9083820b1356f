"""How often one person or network may type a code that is none (T3: ten an hour)."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.addresses import client_ip
from common.errors import BusinessRuleError
from shop.programme.quoting import NotForYou, UnknownCode, VoucherRefused

T = TypeVar("T")
MOST_AN_HOUR = 10
_HOUR_S = 3600
#: An IPv6 household has a whole /64 to guess from.
_BITS = {4: 32, 6: 64}


class TooManyGuesses(VoucherRefused):
    """Too many codes were tried; even a right one waits now."""

    message = (
        "Bạn nhập sai mã nhiều lần quá. Bạn đợi một giờ rồi nhập lại, hoặc xóa mã để đặt hàng ngay."
    )


def guarded(request: HttpRequest, act: Callable[[], T]) -> T:
    """Return what ``act`` gives; count it when the code is none or is for others.

    Counted first and forgiven later, so that guesses at one moment count as well. Raises
    ``TooManyGuesses``, and what ``act`` raises.
    """
    key = _key(request)
    if _count(key) > MOST_AN_HOUR:
        raise TooManyGuesses
    try:
        result = act()
    except (UnknownCode, NotForYou):
        raise
    except BusinessRuleError:
        _forgive(key)
        raise
    _forgive(key)
    return result


def _count(key: str) -> int:
    if cache.add(key, 1, timeout=_HOUR_S):
        return 1
    try:
        return cache.incr(key) or 0
    except ValueError:  # the hour ended in between
        return 1


def _forgive(key: str) -> None:
    try:
        cache.decr(key)
    except ValueError:
        return


def _key(request: HttpRequest) -> str:
    """Return a keyed hash of the account, or of the network of a guest."""
    user = getattr(request, "user", None)
    who = f"user:{user.pk}" if user and user.is_authenticated else f"net:{_network(request)}"
    return f"programme:guess:{salted_hmac('programme.guess', who).hexdigest()[:32]}"


def _network(request: HttpRequest) -> str:
    address = client_ip(request)
    try:
        bits = _BITS[6 if ":" in address else 4]
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return address
