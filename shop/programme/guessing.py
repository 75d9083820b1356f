"""How often one person, browser or network may type a code that is none, in an hour.

The same code for the same phone is one guess, however often its page is shown again.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.addresses import client_ip
from common.errors import BusinessRuleError
from common.limits import household_of
from shop.programme.codes import plain
from shop.programme.quoting import NotForYou, UnknownCode, VoucherRefused

T = TypeVar("T")
#: Of an account, or of the basket of a guest.
MOST_AN_HOUR = 10
#: Of all guests behind one address: a whole school may share one.
MOST_OF_NETWORK = 100
_HOUR_S = 3600


class TooManyGuesses(VoucherRefused):
    """Too many codes were tried; even a right one waits now."""

    message = (
        "Bạn nhập sai mã nhiều lần quá. Bạn đợi một giờ rồi nhập lại, hoặc xóa mã để đặt hàng ngay."
    )


class _Counter(NamedTuple):
    key: str
    most: int


def guarded(
    request: HttpRequest, code: str, phone: str, act: Callable[[], T], *, user=None, basket=None
) -> T:
    """Return what ``act`` gives; count the code when it is none or is for others.

    ``phone`` is whom it was tried for; ``user`` and ``basket`` are those that a program acts for,
    else the request's own. Counted first and forgiven later, so that guesses at one
    moment count as well. Raises ``TooManyGuesses``, and what ``act`` raises.
    """
    guess = _hash(f"{plain(code)}:{phone}")
    counters = _counters(
        request, user or getattr(request, "user", None), basket or getattr(request, "basket", None)
    )
    new = [one.key for one in counters if cache.add(f"{one.key}:{guess}", 1, timeout=_HOUR_S)]
    for key in new:
        _count(key)
    if any((cache.get(one.key) or 0) > one.most for one in counters):
        raise TooManyGuesses
    try:
        result = act()
    except (UnknownCode, NotForYou):
        raise
    except BusinessRuleError:
        _forgive(new, guess)
        raise
    _forgive(new, guess)
    return result


def _count(key: str) -> None:
    if cache.add(key, 1, timeout=_HOUR_S):
        return
    try:
        cache.incr(key)
    except ValueError:  # the hour ended in between
        return


def _forgive(keys: list[str], guess: str) -> None:
    for key in keys:
        cache.delete(f"{key}:{guess}")
        try:
            cache.decr(key)
        except ValueError:  # the hour ended in between
            continue


def _counters(request: HttpRequest, user, basket) -> list[_Counter]:
    """Return where a guess counts: for an account alone, for a guest by basket and network."""
    if user and user.is_authenticated:
        return [_counter(f"user:{user.pk}", MOST_AN_HOUR)]
    network = _counter(f"net:{household_of(client_ip(request))}", MOST_OF_NETWORK)
    if basket is None or basket.pk is None:
        return [network]
    return [_counter(f"basket:{basket.pk}", MOST_AN_HOUR), network]


def _counter(who: str, most: int) -> _Counter:
    return _Counter(f"programme:guess:{_hash(who)}", most)


def _hash(text: str) -> str:
    return salted_hmac("programme.guess", text).hexdigest()[:32]
