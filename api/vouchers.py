"""The code of a programme in a call: guarded against guessing as on the page."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from accounts.models import ProgramAccess
from api.problems import ProblemError
from common.phones import InvalidPhone, parse_phone
from shop.programme.guessing import TooManyGuesses, guarded

T = TypeVar("T")
_HOUR_S = "3600"


def guard(request: HttpRequest, code: str, phone: str, act: Callable[[], T]) -> T:
    """Return what ``act`` gives; a wrong code counts for the citizen, or basket and network.

    Raises ``ProblemError`` after too many, and what ``act`` raises.
    """
    auth = request.auth
    whose = {"user": auth.user} if isinstance(auth, ProgramAccess) else {"basket": auth}
    try:
        return guarded(request, code, phone, act, **whose)
    except TooManyGuesses as refused:
        raise ProblemError(429, refused.message, headers={"Retry-After": _HOUR_S}) from refused


def plain_phone(typed: str) -> str:
    """Return a phone as it is stored, empty without one. Raises ``ProblemError``."""
    try:
        return parse_phone(typed) if typed.strip() else ""
    except InvalidPhone as wrong:
        raise ProblemError(422, errors=[("phone", str(wrong))]) from wrong
