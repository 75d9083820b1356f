"""Keep what pages computed until a drain changes a cell; nobody sees a figure of before.

The number of the cells changes in the drain's own transaction, so a page that reads the new
number reads the new cells. Every month has a number too, and every day of the month that runs:
an order of today does not outdate what last year, or last week, adds up to. What is not made of
cells (names of places, goods and sellers, targets, visits) may be a minute old, on a page that is
kept for one as well.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from common.dates import local_today, this_month
from stats.models import CellsVersion, InventoryCell
from stats.period import end_of_month
from stats.scopes import Scope

_PAGE_SECONDS = 60
#: What is made of cells alone.
_PAST_SECONDS = 24 * 60 * 60
_BITS = 62
#: Cells are replaced, so computing some anew raises the key or lowers their number, whatever the
#: clock says; the time tells a database that was restored from the one before.
_STATE = {"last": Max("pk"), "cells": Count("pk"), "at": Max("computed_at")}
#: ``{(day, is of its month): number}`` as of the snapshot that is being read.
_Numbers = dict[tuple[date | None, bool], int]
_ALL = (None, True)
_numbers: ContextVar[_Numbers | None] = ContextVar("numbers", default=None)


def kept(key: tuple, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` gives, or what it gave for the same key, cells and day. 1 query.

    ``key`` is made of plain values; what is kept must be picklable. Inside ``compute`` what is
    asked of past days is kept by itself, so call this within one snapshot.
    """
    rows = CellsVersion.objects.values_list("day", "is_month", "number")
    numbers = {(day, is_month): number for day, is_month, number in rows}
    token = _numbers.set(numbers)
    try:
        return _kept((key, numbers.get(_ALL, 0), local_today()), compute, _PAGE_SECONDS)
    finally:
        _numbers.reset(token)


def of_months(key: tuple, first: date, last: date, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` makes of the cells of months, given by their firsts."""
    return of_past(key, first, end_of_month(last), compute)


def of_past(key: tuple, first: date, last: date, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` makes of the cells and orders of some days, kept if they are over.

    A number of a month stands for all of its days.
    """
    numbers = _numbers.get()
    if numbers is None or last >= local_today():
        return compute()
    begin = {True: first.replace(day=1), False: first}
    touched = sorted(
        (day, is_month, number)
        for (day, is_month), number in numbers.items()
        if day is not None and begin[is_month] <= day <= last
    )
    return _kept((key, first, last, touched), compute, _PAST_SECONDS)


def of_goods(key: tuple, scope: Scope, compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` makes of the goods of a scope and of today. 1 query.

    Kept until the cells of goods are computed anew; what marks those marks this.
    """
    state = _cells_of_goods(scope).aggregate(**_STATE)
    key = (key, sorted(scope.commune_codes or ()), scope.is_whole, sorted(state.items()))
    return _kept((key, local_today()), compute, _PAST_SECONDS)


def of_goods_by_commune(
    key: tuple, scope: Scope, compute: Callable[[Scope], dict[str, Any]]
) -> dict[str, Any]:
    """Return what ``compute`` makes of the goods of each commune with any. 1 query.

    Like ``of_goods``, but only communes whose cells changed are computed anew.
    """
    rows = _cells_of_goods(scope).values_list("commune_code").annotate(**_STATE)
    states = {code: tuple(state) for code, *state in rows}
    name = _name((key, "by commune", local_today()))
    had = cache.get(name) or {}
    changed = {code for code, state in states.items() if had.get(code, (None,))[0] != state}
    if changed:
        is_all = len(changed) == len(states)
        fresh = compute(scope if is_all else Scope(frozenset(changed)))
        had = had | {code: (states[code], fresh.get(code)) for code in changed}
        cache.set(name, had, _PAST_SECONDS)
    return {code: had[code][1] for code in states if had[code][1] is not None}


def _cells_of_goods(scope: Scope):
    cells = InventoryCell.objects.order_by()
    if scope.commune_codes is None:
        return cells
    return cells.filter(commune_code__in=scope.commune_codes)


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


def version() -> int:
    """Return the number of the cells. 1 query."""
    all_cells = CellsVersion.objects.filter(day=None)
    return all_cells.values_list("number", flat=True).first() or 0


def outdate(days: Iterable[date] = (), months: Iterable[date] = ()) -> None:
    """Give the cells, those of some days, and those of whole months a new number.

    Call it where they change, in the same transaction. Numbers are drawn, not counted: a
    database that was restored must not come by a number that something is kept for.
    """
    running = this_month()
    own = {(day, False) for day in days if day >= running}
    whole = {day.replace(day=1) for day in (*days, *months) if day < running}
    whole |= {month for month in months if month >= running}
    # Days of a month that is over now: its own number stands for them from here on.
    over = CellsVersion.objects.filter(is_month=False, day__lt=running)
    whole |= {day.replace(day=1) for day in over.values_list("day", flat=True)}
    over.delete()
    for day, is_month in (_ALL, *own, *((month, True) for month in whole)):
        number = secrets.randbits(_BITS)
        rows = CellsVersion.objects.filter(day=day, is_month=is_month)
        if not rows.update(number=number):
            CellsVersion.objects.create(day=day, is_month=is_month, number=number)


def _kept(key: tuple, compute: Callable[[], Any], seconds: int) -> Any:
    name = _name(key)
    found = cache.get(name)
    if found is None:
        found = compute()
        cache.set(name, found, seconds)
    return found


def _name(key: tuple) -> str:
    return "stats:" + hashlib.sha256(repr(key).encode()).hexdigest()
