"""What officials may see of the whole province: closed periods, hidden cells left out.

Reads published cells only, and for a commune's own official the frozen cells of that commune: a
page made of this cannot show what is hidden.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Sum

from common.text import sort_key
from places.models import Commune
from stats.breakdowns import NO_SET_NAME
from stats.models import (
    ALL_SETS,
    ALL_STARS,
    NO_SET,
    PROVINCE,
    Cut,
    FrozenCell,
    PublishedCell,
    SellerMonth,
)
from stats.names import set_names
from stats.privacy import LENGTH, MONTH, QUARTER, YEAR
from stats.scopes import Scope

Status = PublishedCell.Status
Table = PublishedCell.Table
_ROMAN = ("I", "II", "III", "IV")
_WORD = re.compile(r"(?P<year>20\d\d)(?:-(?:q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, order=True)
class ClosedPeriod:
    """A month, quarter or year that is closed."""

    start: date
    grain: str

    @property
    def word(self) -> str:
        """Return how the query names it: ``2026-10``, ``2026-q4``, ``2026``."""
        if self.grain == YEAR:
            return f"{self.start.year}"
        if self.grain == QUARTER:
            return f"{self.start.year}-q{self._quarter + 1}"
        return f"{self.start:%Y-%m}"

    @property
    def label(self) -> str:
        """Return it in words: ``tháng 10/2026``."""
        if self.grain == YEAR:
            return f"năm {self.start.year}"
        if self.grain == QUARTER:
            return f"quý {_ROMAN[self._quarter]}/{self.start.year}"
        return f"tháng {self.start.month}/{self.start.year}"

    @property
    def months(self) -> tuple[date, ...]:
        """Return the first days of its months."""
        first = self.start.month
        return tuple(self.start.replace(month=first + n) for n in range(LENGTH[self.grain]))

    @property
    def _quarter(self) -> int:
        return (self.start.month - 1) // 3


@dataclass(frozen=True)
class PublishedRow:
    """One commune or product set; the figures are None while they are hidden.

    ``is_own``: the reader's own commune, exact. ``sellers`` is None where nobody counts them.
    """

    code: str
    name: str
    title: str
    status: str
    completed: int | None
    completed_vnd: int | None
    sellers: int | None
    tile_col: int | None = None
    tile_row: int | None = None
    is_own: bool = False

    @property
    def is_hidden(self) -> bool:
        """Tell whether the reader does not see it."""
        return self.completed_vnd is None


@dataclass(frozen=True)
class Published:
    """One closed period: the province's total, its communes and product sets by value."""

    period: ClosedPeriod
    periods: list[ClosedPeriod]
    total: PublishedRow
    communes: list[PublishedRow]
    sets: list[PublishedRow]
    published_at: datetime

    @property
    def hidden(self) -> int:
        """Return how many communes with sales are hidden from the reader."""
        return sum(row.is_hidden for row in self.communes)


def closed_periods() -> list[ClosedPeriod]:
    """Return the periods that are published, newest first. 1 query."""
    rows = PublishedCell.objects.filter(table=Table.COMMUNE, code=PROVINCE)
    found = [ClosedPeriod(*row) for row in rows.values_list("start", "grain")]
    return sorted(found, key=lambda p: (p.months[-1], len(p.months)), reverse=True)


def published(*, word: str, scope: Scope) -> Published | None:
    """Return a closed period; the newest month for a word that is none. ≤ 6 queries.

    None while nothing is published.
    """
    periods = closed_periods()
    if not periods:
        return None
    months = [period for period in periods if period.grain == MONTH]
    period = next((p for p in periods if p == read_word(word)), months[0])
    cells = list(PublishedCell.objects.filter(grain=period.grain, start=period.start))
    by_table = {table: [c for c in cells if c.table == table] for table in Table.values}
    total = next(cell for cell in by_table[Table.COMMUNE] if cell.code == PROVINCE)
    communes = _communes([cell for cell in by_table[Table.COMMUNE] if cell.code != PROVINCE])
    if scope.commune_codes is not None:
        communes = _with_own(communes, scope.commune_codes, period)
    names = {**set_names(), NO_SET: NO_SET_NAME}
    sets = [_row(cell, names.get(cell.code, cell.code)) for cell in by_table[Table.SET]]
    return Published(
        period=period,
        periods=periods,
        total=_row(total, "Toàn tỉnh"),
        communes=sorted(communes, key=_by_value),
        sets=sorted(sets, key=_by_value),
        published_at=total.published_at,
    )


def read_word(word: str) -> ClosedPeriod | None:
    """Return the period that a query names, None for anything else."""
    found = _WORD.fullmatch(word)
    if found is None:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return ClosedPeriod(date(year, 3 * int(found["quarter"]) - 2, 1), QUARTER)
    if found["month"]:
        return ClosedPeriod(date(year, int(found["month"]), 1), MONTH)
    return ClosedPeriod(date(year, 1, 1), YEAR)


def _communes(cells: list[PublishedCell]) -> list[PublishedRow]:
    known = {row.code: row for row in Commune.objects.filter(code__in=[c.code for c in cells])}
    rows = []
    for cell in cells:
        commune = known.get(cell.code)
        row = _row(cell, commune.name if commune else f"Mã {cell.code}")
        if commune:
            row = replace(
                row, title=commune.title, tile_col=commune.tile_col, tile_row=commune.tile_row
            )
        rows.append(row)
    return rows


def _with_own(
    rows: list[PublishedRow], codes: frozenset[str], period: ClosedPeriod
) -> list[PublishedRow]:
    """Put the reader's own communes in exactly, as they were frozen. 2 queries."""
    own = (
        FrozenCell.objects.filter(
            close__month__in=period.months,
            commune_code__in=codes - {PROVINCE},
            cut=Cut.NONE,
            set_code=ALL_SETS,
            stars=ALL_STARS,
        )
        .order_by()
        .values_list("commune_code")
        .annotate(n=Sum("completed"), vnd=Sum("completed_vnd"))
    )
    figures = {code: (orders, int(vnd)) for code, orders, vnd in own}
    sellers = _own_sellers(codes, period)
    found = []
    for row in rows:
        if row.code in codes:
            orders, vnd = figures.get(row.code, (0, 0))
            row = replace(
                row,
                completed=orders,
                completed_vnd=vnd,
                sellers=sellers.get(row.code, 0) if row.is_hidden else row.sellers,
                is_own=True,
            )
        found.append(row)
    return found


def _own_sellers(codes: frozenset[str], period: ClosedPeriod) -> dict[str, int]:
    rows = SellerMonth.objects.filter(
        commune_code__in=codes,
        day__in=period.months,
        set_code=ALL_SETS,
        stars=ALL_STARS,
        completed__gt=0,
    )
    counted = rows.order_by().values_list("commune_code")
    return dict(counted.annotate(n=Count("partner_id", distinct=True)))


def _row(cell: PublishedCell, name: str) -> PublishedRow:
    is_shown = cell.status == Status.SHOWN
    return PublishedRow(
        code=cell.code,
        name=name,
        title=name,
        status=cell.status,
        completed=cell.completed if is_shown else None,
        completed_vnd=int(cell.completed_vnd) if is_shown else None,
        sellers=cell.sellers if is_shown and cell.code != PROVINCE else None,
    )


def _by_value(row: PublishedRow) -> tuple:
    """Put hidden rows between those with value and those without, by name only."""
    place = 1 if row.is_hidden else 0 if row.completed else 2
    return (place, -(row.completed_vnd or 0), sort_key(row.title))
