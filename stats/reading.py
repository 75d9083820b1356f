"""Read sales out of the cells: whole months from months, days at the ends from days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from stats.figures import EVERYTHING, SALES_FIELDS, Asked, Sales
from stats.models import ALL_SETS, ALL_STARS, PROVINCE, Cut, SalesDay, SalesMonth
from stats.period import Period
from stats.scopes import WHOLE, Scope

#: What sales may be told apart by; ``month`` is the first of a month.
_COLUMNS = {
    "commune": "commune_code",
    "set": "set_code",
    "stars": "stars",
    "channel": "channel",
    "cut": "cut",
    "value": "value",
    "month": "month",
}
_NEVER = Q(pk__in=())
_SUMS = {f"sum_{name}": Sum(name) for name in SALES_FIELDS}


@dataclass(frozen=True)
class Which:
    """Which cells count: a scope, goods, and one cut of them.

    With ``by`` a set or stars the goods are told apart by them, so ``asked`` only narrows.
    """

    scope: Scope = WHOLE
    asked: Asked = EVERYTHING
    cut: str = Cut.NONE
    by: tuple[str, ...] = ()


def sales_by(which: Which, period: Period) -> dict[tuple, Sales]:
    """Return the sales of a period: ``{values of by: sales}``. 1 to 3 queries.

    Each span of days is asked for by itself: two in one condition are no range of an index.
    """
    parts = period.parts()
    found: dict[tuple, Sales] = {}
    if parts.months:
        months = _cells(SalesMonth.objects.annotate(month=F("day")), which)
        _collect(found, months.filter(_in_months(parts.months)), which.by)
    days = _cells(SalesDay.objects.annotate(month=TruncMonth("day")), which)
    for first, last in parts.days:
        _collect(found, days.filter(day__range=(first, last)), which.by)
    return found


class Beside(NamedTuple):
    """Sales of a period, and of the same days a year earlier."""

    now: Sales
    before: Sales


NOTHING = Beside(Sales(), Sales())


def by_commune(scope: Scope, asked: Asked, period: Period) -> dict[str, Beside]:
    """Return the sales of every commune beside the year before. ≤ 6 queries."""
    which = Which(scope, asked, by=("commune",))
    now = sales_by(which, period)
    before = sales_by(which, period.year_before)
    return {
        code: Beside(now.get((code,), Sales()), before.get((code,), Sales()))
        for code in {code for (code,) in (*now, *before)}
    }


def by_month(scope: Scope, asked: Asked, year: Period) -> dict[date, Sales]:
    """Return the months of a year and of the same days a year earlier. 1 or 2 queries."""
    now, before = year.parts(), year.year_before.parts()
    which = Which(scope, asked, by=("month",))
    found: dict[tuple, Sales] = {}
    in_months = _in_months(now.months) | _in_months(before.months)
    months = _cells(SalesMonth.objects.annotate(month=F("day")), which)
    _collect(found, months.filter(in_months), which.by)
    if now.days or before.days:
        in_spans = _in_spans(now.days + before.days)
        days = _cells(SalesDay.objects.annotate(month=TruncMonth("day")), which)
        _collect(found, days.filter(in_spans), which.by)
    return {month: sales for (month,), sales in found.items()}


def by_part(scope: Scope, asked: Asked, period: Period) -> dict[tuple, Sales]:
    """Return the sales by every property at once. 1 or 2 queries.

    ``{(cut, value, set, stars): sales}``: any set with the stars that are asked for, any stars
    with the set that is asked for, and the cuts when everything is.
    """
    parts = period.parts()
    wanted = Q(cut=Cut.NONE) & (Q(stars=asked.stars) | Q(set_code=asked.set_code))
    if asked.is_everything:
        wanted |= ~Q(cut=Cut.NONE)
    by = ("cut", "value", "set", "stars")
    found: dict[tuple, Sales] = {}
    if parts.months:
        rows = _narrow(SalesMonth.objects.filter(wanted), scope, asked, by)
        _collect(found, rows.filter(_in_months(parts.months)), by)
    if parts.days:
        rows = _narrow(SalesDay.objects.filter(wanted), scope, asked, by)
        _collect(found, rows.filter(_in_spans(parts.days)), by)
    return found


def _cells(rows: QuerySet, which: Which) -> QuerySet:
    """Return the cells that add up to what is asked, each order in one of them only."""
    asked, by = which.asked, which.by
    rows = rows.filter(cut=which.cut)
    if "set" in by and asked.set_code == ALL_SETS:
        rows = rows.exclude(set_code=ALL_SETS)
    else:
        rows = rows.filter(set_code=asked.set_code)
    if "stars" in by and asked.stars == ALL_STARS:
        rows = rows.filter(stars__gte=0)
    else:
        rows = rows.filter(stars=asked.stars)
    return _narrow(rows, which.scope, asked, by)


def _narrow(rows: QuerySet, scope: Scope, asked: Asked, by: tuple[str, ...]) -> QuerySet:
    """Leave the cells of a scope and channel; months know the whole province as one."""
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if scope.commune_codes is not None:
        return rows.filter(commune_code__in=scope.commune_codes)
    if rows.model is SalesMonth and "commune" not in by:
        return rows.filter(commune_code=PROVINCE)
    return rows.exclude(commune_code=PROVINCE)


def _collect(found: dict[tuple, Sales], rows: QuerySet, by: tuple[str, ...]) -> None:
    columns = [_COLUMNS[name] for name in by]
    rows = rows.order_by()
    if not columns:
        sums = rows.aggregate(**_SUMS)
        one = Sales(*(sums[f"sum_{name}"] or 0 for name in SALES_FIELDS))
        found[()] = found.get((), Sales()) + one
        return
    for row in rows.values_list(*columns).annotate(**_SUMS):
        key, figures = row[: len(columns)], row[len(columns) :]
        found[key] = found.get(key, Sales()) + Sales(*figures)


def _in_months(months: Iterable[date]) -> Q:
    """Return the condition; months without a gap become one range."""
    months = sorted(months)
    return Q(day__gte=months[0], day__lte=months[-1]) if months else _NEVER


def _in_spans(spans: Iterable[tuple[date, date]]) -> Q:
    found = _NEVER
    for first, last in spans:
        found |= Q(day__gte=first, day__lte=last)
    return found
