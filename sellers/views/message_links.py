"""Links in messages that need no signing in: what a wrong one costs."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.http import Http404, HttpRequest

from accounts.addresses import client_ip

Found = TypeVar("Found")
#: Wrong tokens that one address may try in an hour.
MAX_WRONG = 30
_HOUR_S = 3600


def behind_token(request: HttpRequest, token: str, find: Callable[[str], Found | None]) -> Found:
    """Return what a genuine link is about; who tries many wrong ones is not looked up any more."""
    key = f"wrong-answers:{client_ip(request)}"
    wrong = cache.get(key, 0)
    found = find(token) if wrong < MAX_WRONG else None
    if found is None:
        cache.set(key, wrong + 1, _HOUR_S)
        raise Http404
    return found
