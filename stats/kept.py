"""Keep what pages computed until a drain changes a cell; nobody sees a figure of before.

The number of the cells changes in the drain's own transaction, so a page that reads the new
number reads the new cells. Every month has a number too: an order of today does not outdate what
last year adds up to. What is not made of cells (targets, visits, names of places) may be a
minute old.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.core.cache import cache

from common.dates import local_today
from stats.models import CellsVersion

_PAGE_SECONDS = 60
#: What is made of cells alone.
_PAST_SECONDS = 24 * 60 * 60
_BITS = 62
#: ``{month: number}`` as of the snapshot that is being read; None is the number of all cells.
_numbers: ContextVar[dict[date | None, int] | None] = ContextVar("numbers", default=None)


def kept(key: tuple, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` gives, or what it gave for the same key, cells and day. 1 query.

    ``key`` is made of plain values; what is kept must be picklable. Inside ``compute`` what is
    asked of past months is kept by itself, so call this within one snapshot.
    """
    numbers = dict(CellsVersion.objects.values_list("month", "number"))
    token = _numbers.set(numbers)
    try:
        return _kept((key, numbers.get(None, 0), local_today()), compute, _PAGE_SECONDS)
    finally:
        _numbers.reset(token)


def of_past(key: tuple, first: date, last: date, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` makes of the cells of some days, kept if their months are over."""
    numbers = _numbers.get()
    if numbers is None or last >= this_month():
        return compute()
    months = {month: number for month, number in numbers.items() if month is not None}
    touched = sorted((m, n) for m, n in months.items() if first.replace(day=1) <= m <= last)
    return _kept((key, first, last, touched), compute, _PAST_SECONDS)


def for_a_minute(key: tuple, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` makes of something else than cells, at most a minute old."""
    return _kept((key, local_today()), compute, _PAGE_SECONDS)


def parted(months: Iterable[date]) -> list[tuple[date, date]]:
    """Return months without a gap as ranges; apart the one that runs, where the others are kept."""
    months = list(months)
    if not months:
        return []
    past = [month for month in months if month < this_month()]
    if _numbers.get() is None or not past or len(past) == len(months):
        return [(months[0], months[-1])]
    return [(past[0], past[-1]), (months[len(past)], months[-1])]


def this_month() -> date:
    """Return the first of the month that runs."""
    return local_today().replace(day=1)


def version() -> int:
    """Return the number of the cells. 1 query."""
    return CellsVersion.objects.filter(month=None).values_list("number", flat=True).first() or 0


def outdate(months: Iterable[date] = ()) -> None:
    """Give the cells, and those of the months, a new number.

    Call it where they change, in the same transaction. Numbers are drawn, not counted: a
    database that was restored must not come by a number that something is kept for.
    """
    for month in (None, *months):
        number = secrets.randbits(_BITS)
        if not CellsVersion.objects.filter(month=month).update(number=number):
            CellsVersion.objects.create(month=month, number=number)


def _kept(key: tuple, compute: Callable[[], Any], seconds: int) -> Any:
    name = "stats:" + hashlib.sha256(repr(key).encode()).hexdigest()
    found = cache.get(name)
    if found is None:
        found = compute()
        cache.set(name, found, seconds)
    return found
