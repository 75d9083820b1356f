"""Keep what pages computed until a drain changes a cell; nobody sees a figure of before.

The number of the cells grows in the drain's own transaction, so a page that reads the new number
reads the new cells. What is not made of cells (targets, visits, names of places) may be a minute
old.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import F

from common.dates import local_today
from stats.models import CellsVersion

_SECONDS = 60


def kept(key: tuple, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` gives, or what it gave for the same key, cells and day. 1 query.

    ``key`` is made of plain values; what is kept must be picklable.
    """
    whole = (key, version(), local_today())
    name = "stats:" + hashlib.sha256(repr(whole).encode()).hexdigest()
    found = cache.get(name)
    if found is None:
        found = compute()
        cache.set(name, found, _SECONDS)
    return found


def version() -> int:
    """Return the number of the cells. 1 query."""
    return CellsVersion.objects.values_list("number", flat=True).first() or 0


def outdate() -> None:
    """Give the cells the next number; call it where they change, in the same transaction."""
    if not CellsVersion.objects.update(number=F("number") + 1):
        CellsVersion.objects.create(number=1)
