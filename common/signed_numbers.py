"""Short signed tokens for links in messages: a number and what it is bound to.

``<number in base 36>-<80 bits of an HMAC in base 32>``: lower-case letters and digits only, so that
every phone makes a link of it. How long a token is good for stands in the database.
"""

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

_TOKEN = re.compile(r"([0-9a-z]{1,12})-([a-z2-7]{16})")


def token(number: int, *bound: int, salt: str) -> str:
    """Return the token of a number that is good only together with what it is bound to."""
    return f"{int_to_base36(number)}-{_mac(number, bound, salt)}"


def number_in(sent: str) -> int | None:
    """Return the number that a token claims, or None when it is none; proves nothing."""
    found = _TOKEN.fullmatch(sent)
    return base36_to_int(found[1]) if found else None


def is_genuine(sent: str, number: int, *bound: int, salt: str) -> bool:
    """Say whether we signed the number with exactly this."""
    return constant_time_compare(sent.rpartition("-")[2], _mac(number, bound, salt))


def _mac(number: int, bound: tuple[int, ...], salt: str) -> str:
    what = ":".join(str(part) for part in (number, *bound))
    digest = salted_hmac(salt, what, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
