"""Read sales out of the cells: whole months from months, days at the ends from days.

The statements are written out: a page asks ten of them, and to let the ORM build each anew takes
longer than the answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from stats import kept
from stats.figures import EVERYTHING, SALES_FIELDS, Asked, Sales
from stats.models import ALL_SETS, ALL_STARS, PROVINCE, Cut
from stats.period import Parts, Period
from stats.scopes import WHOLE, Scope

#: What sales may be told apart by; ``month`` is the first of a month.
_COLUMNS = {
    "commune": "commune_code",
    "set": "set_code",
    "stars": "stars",
    "channel": "channel",
    "cut": "cut",
    "value": "value",
    "month": "day",
}
_MONTHS, _DAYS = "stat_sales_month", "stat_sales_day"
_SUMS = ", ".join(f"SUM({name})" for name in SALES_FIELDS)
_IS_VND = [name.endswith("_vnd") for name in SALES_FIELDS]


@dataclass(frozen=True)
class Which:
    """Which cells count: a scope, goods, and one cut of them.

    With ``by`` a set or stars the goods are told apart by them, so ``asked`` only narrows.
    """

    scope: Scope = WHOLE
    asked: Asked = EVERYTHING
    cut: str = Cut.NONE
    by: tuple[str, ...] = ()


class Where(NamedTuple):
    """Conditions that are all true, and what is bound to them."""

    sql: str
    bound: tuple

    def and_(self, sql: str, *bound: object) -> "Where":
        """Return the conditions and one more."""
        return Where(f"{self.sql} AND {sql}", self.bound + bound)

    def inside(self, scope: Scope, column: str = "commune_code") -> "Where":
        """Leave the communes of a scope."""
        if scope.commune_codes is None:
            return self
        codes = sorted(scope.commune_codes)
        return self.and_(f"{column} IN ({', '.join(['%s'] * len(codes)) or 'NULL'})", *codes)


def sales_by(which: Which, period: Period) -> dict[tuple, Sales]:
    """Return the sales of a period: ``{values of by: sales}``. 1 to 4 queries."""
    found: dict[tuple, Sales] = {}
    _collect(found, _cells(which), period.parts(), which.by)
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
    """Return the months of a year and of the same days a year earlier. 2 to 4 queries."""
    which = Which(scope, asked, by=("month",))
    found = sales_by(which, year) | sales_by(which, year.year_before)
    return {month: sales for (month,), sales in found.items()}


def by_set_and_month(scope: Scope, asked: Asked, year: Period) -> dict[tuple[str, date], Sales]:
    """Return the months of a year by set, and of what is asked for as a whole. 1 to 3 queries.

    ``{(set, month): sales}``; all sets together are ``ALL_SETS``.
    """
    where = Where("cut = %s AND stars = %s", (Cut.NONE.value, asked.stars))
    if asked.set_code != ALL_SETS:
        where = where.and_("set_code = %s", asked.set_code)
    by = ("set", "month")
    found: dict[tuple, Sales] = {}
    _collect(found, _narrow(where, scope, asked, by), year.parts(), by)
    return found


def by_part(scope: Scope, asked: Asked, period: Period) -> dict[tuple, Sales]:
    """Return the sales by every property at once. 1 to 3 queries.

    ``{(cut, value, set, stars): sales}``: any set with the stars that are asked for, any stars
    with the set that is asked for, and the cuts when everything is.
    """
    where = Where("(stars = %s OR set_code = %s)", (asked.stars, asked.set_code))
    if not asked.is_everything:
        where = where.and_("cut = %s", Cut.NONE.value)
    by = ("cut", "value", "set", "stars")
    found: dict[tuple, Sales] = {}
    rows = _narrow(where, scope, asked, by)
    _collect(found, rows, period.parts(), by)
    return found


def _cells(which: Which) -> Where:
    """Return what names the cells that add up to what is asked, each order in one of them."""
    asked, by = which.asked, which.by
    where = Where("cut = %s", (str(which.cut),))
    if "set" in by and asked.set_code == ALL_SETS:
        where = where.and_("set_code <> %s", ALL_SETS)
    else:
        where = where.and_("set_code = %s", asked.set_code)
    if "stars" in by and asked.stars == ALL_STARS:
        where = where.and_("stars >= 0")
    else:
        where = where.and_("stars = %s", asked.stars)
    return _narrow(where, which.scope, asked, by)


def _narrow(where: Where, scope: Scope, asked: Asked, by: Sequence[str]) -> Where:
    """Leave the cells of a scope and channel; the whole province is one commune of its own."""
    if asked.channel:
        where = where.and_("channel = %s", asked.channel)
    if scope.commune_codes is not None:
        return where.inside(scope)
    if "commune" in by:
        return where.and_("commune_code <> %s", PROVINCE)
    return where.and_("commune_code = %s", PROVINCE)


def _collect(found: dict[tuple, Sales], where: Where, parts: Parts, by: Sequence[str]) -> None:
    """Add up months without a gap, then each span of days; a span lies in one month.

    Each range is asked for by itself: two in one condition are no range of an index.
    """
    for span in kept.parted(parts.months):
        _add(found, _MONTHS, where, span, by)
    for span in parts.days:
        _add(found, _DAYS, where, span, by)


def _add(
    found: dict[tuple, Sales],
    table: str,
    where: Where,
    span: tuple[date, date],
    by: Sequence[str],
) -> None:
    keep = kept.of_months if table == _MONTHS else kept.of_past
    sums = keep((table, where, tuple(by)), *span, lambda: _sums(table, where, span, by))
    for name, figures in sums:
        found[name] = found[name] + figures if name in found else figures


def _sums(
    table: str, where: Where, span: tuple[date, date], by: Sequence[str]
) -> list[tuple[tuple, Sales]]:
    is_of_days = table == _DAYS
    columns = [_COLUMNS[name] for name in by if not (is_of_days and name == "month")]
    names = ", ".join(columns)
    sql = f"SELECT {names}{', ' if names else ''}{_SUMS} FROM {table} WHERE {where.sql}"
    sql += " AND day BETWEEN %s AND %s" + (f" GROUP BY {names}" if names else "")
    found = []
    for *key, figures in _rows(sql, (*where.bound, *span), len(columns)):
        if by and not names and figures == Sales():
            continue
        if is_of_days and "month" in by:
            key.insert(by.index("month"), span[0].replace(day=1))
        found.append((tuple(key), figures))
    return found


def _rows(sql: str, bound: Iterable, width: int) -> list[tuple]:
    """Return ``(*key, sales)`` per row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return [
            (*row[:width], Sales(*map(_number, row[width:], _IS_VND))) for row in cursor.fetchall()
        ]


def as_date(value: date | str | None) -> date | None:
    """Return a day of a plain statement; SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _number(value: object, is_vnd: bool) -> int | Decimal:
    return Decimal(value or 0) if is_vnd else int(value or 0)
