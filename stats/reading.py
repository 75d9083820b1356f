"""Read sales out of the cells: whole months from months, days at the ends from days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    "value": "value",
    "month": "month",
}
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
    """Return the sales of a period: ``{values of by: sales}``. 1 or 2 queries."""
    parts = period.parts()
    found: dict[tuple, Sales] = {}
    if parts.months:
        months = _cells(SalesMonth.objects.annotate(month=F("day")), which)
        _collect(found, months.filter(_in_months(parts.months)), which.by)
    if parts.days:
        days = _cells(SalesDay.objects.annotate(month=TruncMonth("day")), which)
        _collect(found, days.filter(_in_spans(parts.days)), which.by)
    return found


def sales_of(which: Which, period: Period) -> Sales:
    """Return the sales of a period as one sum. 1 or 2 queries."""
    return sales_by(which, period).get((), Sales())


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
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if which.scope.commune_codes is not None:
        return rows.filter(commune_code__in=which.scope.commune_codes)
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
    return Q(day__gte=months[0], day__lte=months[-1])


def _in_spans(spans: Iterable[tuple[date, date]]) -> Q:
    found = Q()
    for first, last in spans:
        found |= Q(day__gte=first, day__lte=last)
    return found
