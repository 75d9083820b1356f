"""How often one address may ask for codes of stalls: a market may share one, a machine may not."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.addresses import client_ip
from common.errors import BusinessRuleError

#: A busy market behind one address pays some times a second; guessing a code takes millions.
MOST_A_MINUTE = 240


class TooFast(BusinessRuleError):
    """Too many codes were asked for from one address."""

    message = "Nhiều người cùng mở quá. Bạn đợi một phút rồi mở lại."


def count(request: HttpRequest) -> None:
    """Count a look at a stall; addresses are kept as hashes, for a minute. Raises ``TooFast``."""
    who = salted_hmac("markets.pace", client_ip(request), algorithm="sha256").hexdigest()
    key = f"markets:pace:{who[:32]}"
    if cache.add(key, 1, timeout=60):
        return
    try:
        looks = cache.incr(key)
    except ValueError:  # the minute ended in between
        return
    if looks > MOST_A_MINUTE:
        raise TooFast
