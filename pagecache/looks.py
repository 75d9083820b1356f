"""The looks that shared pages come in, told by a cookie of one fixed value that names nobody.

A look is part of what tells pages apart (``pagecache.keys``), so none is ever shown for another.
"""

from django.http import HttpRequest

_looks: dict[str, str] = {}


def add_look(cookie: str, value: str) -> None:
    """Let a cookie with that value, and no other value of it, choose a look."""
    _looks[cookie] = value


def cookies_of(request: HttpRequest) -> dict[str, str]:
    """Return the cookies of a request that choose its look; empty for the usual one."""
    brought = request.COOKIES
    return {name: value for name, value in _looks.items() if brought.get(name) == value}


def header_of(look: dict[str, str]) -> str:
    """Return the same as a browser sends it."""
    return "; ".join(f"{name}={value}" for name, value in sorted(look.items()))
