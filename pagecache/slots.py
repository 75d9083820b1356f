"""The few words of a kept page that are its visitor's: name and basket in the header.

A layout sets ``<!--slot:name-->words for nobody<!--/slot-->``. Texts of people are escaped, so no
slot is ever theirs. What stands in the slots of a visitor says one function of the layer above;
it is asked at every request, and its answer is never kept.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest

#: Returns the words by slot as safe HTML, or None for a visitor who needs a page of its own.
Filler = Callable[[HttpRequest], dict[str, str] | None]
_filler: list[Filler] = []
_SLOT = re.compile(rb"<!--slot:(\w+)-->(.*?)<!--/slot-->", re.DOTALL)


def fills_slots(filler: Filler) -> Filler:
    """Register the function that knows what a visitor's slots hold."""
    _filler[:] = [filler]
    return filler


def words_for(request: HttpRequest) -> dict[str, str] | None:
    """Return what the slots hold for the visitor; None when a view must make the page."""
    return _filler[0](request) if _filler else None


def end_of_slots(body: bytes) -> int:
    """Return where the part begins that is the same for everybody."""
    return max((found.end() for found in _SLOT.finditer(body)), default=0)


def filled(beginning: bytes, words: dict[str, str]) -> bytes:
    """Return the beginning of a page with a visitor's words in its slots."""

    def fill(slot: re.Match) -> bytes:
        name = slot[1].decode()
        return b"<!--slot:%b-->%b<!--/slot-->" % (slot[1], words[name].encode())

    return _SLOT.sub(fill, beginning)
