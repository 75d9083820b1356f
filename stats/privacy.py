"""Which cells of closed months may be shown to others, so that no hidden one can be worked out.

Pure: plain values in, decisions out. Months are numbers (``year * 12 + month - 1``), values đồng.

A table has rows (communes, or product sets of the province) and periods that nest: months,
quarters, years. The province's total of every period is known to all. What the rules lean on:

- Of a month only the sum of its hidden cells is known, its *residual*. Whoever knows one commune
  exactly takes that out. The rest holds at least two cells, five sellers, no seller with over
  80 per cent, and more orders than cells (else each would be exactly one).
- A quarter or year whose months are all shown is their sum. Another one ties its hidden months
  together, so it is shown only when each month's residual stays safe *even if all cells of that
  row were given away*. So what is left hidden stays free in every month, and the tied row can
  shift value between its own months against it.
- A month in which even hiding every sale is not enough is hidden as a whole, zeros too: then
  nobody knows which rows sold at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SHOWN, SMALL, COVER = "shown", "small", "cover"
MONTH, QUARTER, YEAR = "thang", "quy", "nam"
#: How many months a period has, and how many parts of the next finer kind.
LENGTH = {MONTH: 1, QUARTER: 3, YEAR: 12}
_FINER = {QUARTER: MONTH, YEAR: QUARTER}

#: What each seller of each commune has in a cell: ``{commune: {seller: (vnd, orders)}}``.
Cell = Mapping[str, Mapping[int, tuple[int, int]]]


@dataclass(frozen=True)
class Limits:
    """What is safe. The switches at the end are for showing in tests what they are good for."""

    min_sellers: int = 5
    max_share: int = 80
    min_hidden: int = 3
    has_cover: bool = True
    has_insiders: bool = True


@dataclass
class Release:
    """One table: what is in its months, and what was decided about its periods so far.

    ``statuses`` is ``{(grain, number): {code: status}}``; a row that is missing is shown as 0.
    """

    limits: Limits = field(default_factory=Limits)
    months: dict[int, dict[str, Cell]] = field(default_factory=dict)
    statuses: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    def publish(self, month: int, cells: dict[str, Cell]) -> list[tuple[str, int]]:
        """Decide about a month and the quarter and year that it ends; return the new periods."""
        self.months[month] = cells
        self.statuses[(MONTH, month)] = decide_month(cells, self.limits)
        periods = [(MONTH, month)]
        for grain in (QUARTER, YEAR):
            number, place = divmod(month, LENGTH[grain])
            if place == LENGTH[grain] - 1:
                _decide_period(self, grain, number)
                periods.append((grain, number))
        return periods

    def cell(self, grain: str, number: int, code: str) -> Cell:
        """Return what a row has in a period, shown or not."""
        return merged(self._cell(month, code) for month in _months(grain, number))

    def is_hidden(self, grain: str, number: int, code: str) -> bool:
        """Tell whether a row of a period is hidden."""
        return self.statuses.get((grain, number), {}).get(code, SHOWN) != SHOWN

    def hidden_months(self, grain: str, number: int, code: str) -> list[int]:
        """Return the months of a period whose cell of the row is hidden."""
        return [m for m in _months(grain, number) if self.is_hidden(MONTH, m, code)]

    def free(self, month: int) -> dict[str, Cell]:
        """Return the hidden cells of a month that no shown quarter or year ties down."""
        return {
            code: self._cell(month, code)
            for code, status in self.statuses.get((MONTH, month), {}).items()
            if status != SHOWN
            and not any(self._is_shown(grain, month, code) for grain in (QUARTER, YEAR))
        }

    def _is_shown(self, grain: str, month: int, code: str) -> bool:
        statuses = self.statuses.get((grain, month // LENGTH[grain]), {})
        return statuses.get(code) == SHOWN

    def _cell(self, month: int, code: str) -> Cell:
        return self.months.get(month, {}).get(code, {})


def decide_month(cells: Mapping[str, Cell], limits: Limits) -> dict[str, str]:
    """Return the status of every row of one month."""
    sold = sorted(
        (code for code, cell in cells.items() if orders_of(cell)),
        key=lambda code: (vnd_of(cells[code]), code),
    )
    statuses = dict.fromkeys(cells, SHOWN)
    hidden = []
    for code in sold:
        if not is_safe(cells[code], limits):
            statuses[code] = SMALL if is_small(cells[code], limits) else COVER
            hidden.append(code)
    if not hidden or not limits.has_cover:
        return statuses
    cover = []
    for code in (code for code in sold if statuses[code] == SHOWN):
        if holds([cells[c] for c in hidden + cover], limits):
            break
        cover.append(code)
    if not holds([cells[code] for code in hidden + cover], limits):
        return dict.fromkeys(cells, COVER)
    for code in list(cover):
        rest = [c for c in cover if c != code]
        if holds([cells[c] for c in hidden + rest], limits):
            cover = rest
    return statuses | dict.fromkeys(cover, COVER)


def is_small(cell: Cell, limits: Limits) -> bool:
    """Tell whether a cell has sales of too few sellers, or of one above all."""
    sellers = list(merged_sellers(cell).values())
    return len(sellers) < limits.min_sellers or any(
        max(figures) * 100 > limits.max_share * sum(figures)
        for figures in zip(*sellers, strict=True)
    )


def is_safe(cell: Cell, limits: Limits) -> bool:
    """Tell whether a cell may be seen, also by who knows one of its communes exactly."""
    if not limits.has_insiders:
        return not is_small(cell, limits)
    rests = [{c: part for c, part in cell.items() if c != commune} for commune in cell]
    return not any(is_small(rest, limits) for rest in [cell, *filter(None, rests)])


def holds(
    cells: Iterable[Cell],
    limits: Limits,
    *,
    least: int | None = None,
    atoms: int = 0,
    beside: Iterable[Cell] = (),
) -> bool:
    """Tell whether the sum of hidden cells may be known, also by who knows one commune exactly.

    ``least`` cells must have sales; ``atoms`` is the number of month cells in them when it is
    not one each. What is left of them without a commune may be nothing at all, unless something
    is left of the cells ``beside`` them, which they have to cover.
    """
    group = _Group([c for c in cells if orders_of(c)], limits, atoms, merged(beside))
    least = limits.min_hidden if least is None else least
    if group.size < least or not group.is_safe_without(None):
        return False
    return not limits.has_insiders or all(
        group.is_safe_without(commune) for commune in group.communes
    )


class _Group:
    """Cells whose sum is known; answers what is left of them without one commune."""

    def __init__(self, cells: list[Cell], limits: Limits, atoms: int, beside: Cell):
        self.limits = limits
        self.beside = beside
        self.size = len(cells)
        self.atoms = atoms or self.size
        self.communes = merged(cells)
        self.sellers = merged_sellers(self.communes)
        self.only = Counter(next(iter(cell)) for cell in cells if len(cell) == 1)
        self.sums = [sum(part) for part in zip(*self.sellers.values(), strict=True)] or [0, 0]
        self.ranked = [sorted(self.sellers, key=lambda s, i=i: -self.sellers[s][i]) for i in (0, 1)]

    def is_safe_without(self, commune: str | None) -> bool:
        """Tell whether the rest is nothing, or enough cells, sellers, orders, none above all."""
        known = self.communes.get(commune, {})
        sums = [whole - sum(f[i] for f in known.values()) for i, whole in enumerate(self.sums)]
        if commune is not None and not sums[1]:
            return self.beside.keys() <= {commune}
        gone = sum(self.sellers[seller][1] == orders for seller, (_vnd, orders) in known.items())
        size = self.size - self.only[commune]
        return (
            size >= min(2, self.limits.min_hidden)
            and len(self.sellers) - gone >= self.limits.min_sellers
            and sums[1] > self.atoms - self.only[commune]
            and all(self._most(i, known) * 100 <= self.limits.max_share * sums[i] for i in (0, 1))
            and sums[0] > 0
        )

    def _most(self, index: int, known: Mapping[int, tuple[int, int]]) -> int:
        """Return the highest figure of one seller in the rest."""
        others = (s for s in self.ranked[index] if s not in known)
        first = next(others, None)
        figures = [self.sellers[first][index]] if first is not None else [0]
        figures += [self.sellers[s][index] - own[index] for s, own in known.items()]
        return max(figures)


def merged(cells: Iterable[Cell]) -> Cell:
    """Return the sum of cells."""
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for cell in cells:
        for commune, sellers in cell.items():
            into = found.setdefault(commune, {})
            for seller, (vnd, orders) in sellers.items():
                had = into.get(seller, (0, 0))
                into[seller] = (had[0] + vnd, had[1] + orders)
    return found


def merged_sellers(cell: Cell) -> dict[int, tuple[int, int]]:
    """Return ``{seller: (vnd, orders)}``, whatever the commune."""
    return dict(merged({"": sellers} for sellers in cell.values()).get("", {}))


def vnd_of(cell: Cell) -> int:
    """Return the value of a cell in đồng."""
    return sum(vnd for sellers in cell.values() for vnd, _orders in sellers.values())


def orders_of(cell: Cell) -> int:
    """Return the number of orders of a cell."""
    return sum(orders for found in cell.values() for _vnd, orders in found.values())


def sellers_of(cell: Cell) -> int:
    """Return the number of sellers of a cell, each once."""
    return len(merged_sellers(cell))


def _decide_period(release: Release, grain: str, number: int) -> None:
    """Show what follows from shown parts, then the largest rows that tie nothing down."""
    limits = release.limits
    codes = {code for month in _months(grain, number) for code in release.months.get(month, ())}
    statuses = release.statuses[(grain, number)] = dict.fromkeys(codes, COVER)
    wholes = {}
    for code in codes:
        if any(release.is_hidden(*part, code) for part in _parts(grain, number)):
            wholes[code] = release.cell(grain, number, code)
        else:
            statuses[code] = SHOWN
    for code in sorted(wholes, key=lambda c: (-vnd_of(wholes[c]), c)):
        if _may_show(release, grain, number, code, wholes[code]):
            statuses[code] = SHOWN
    if not any(_is_closed(release, month) for month in _months(grain, number)):
        small = {code for code, whole in wholes.items() if is_small(whole, limits)}
        statuses |= {code: SMALL for code in small if statuses[code] != SHOWN}


def _may_show(release: Release, grain: str, number: int, code: str, whole: Cell) -> bool:
    """Tell whether a row with hidden parts may be shown for the whole period."""
    limits = release.limits
    if not orders_of(whole) or not is_safe(whole, limits):
        return False
    if not limits.has_cover:
        return True
    hidden = {
        part: release.hidden_months(*part, code)
        for part in _parts(grain, number)
        if release.is_hidden(*part, code)
    }
    months = [month for found in hidden.values() for month in found]
    rests = [merged(release.months[m][code] for m in found) for found in hidden.values()]
    if not holds(rests, limits, least=2, atoms=len(months)):
        return False
    return all(_covers_without(release, month, code) for month in months)


def _covers_without(release: Release, month: int, code: str) -> bool:
    """Tell whether a month's free hidden cells stay safe when the row is tied too."""
    free = release.free(month)
    free.pop(code, None)
    tied = [
        cell
        for c, cell in release.months[month].items()
        if c not in free and release.is_hidden(MONTH, month, c)
    ]
    return holds(free.values(), release.limits, beside=tied)


def _is_closed(release: Release, month: int) -> bool:
    """Tell whether nothing of a month is shown, not even who sold nothing."""
    cells = release.months.get(month, {})
    hidden = [cell for code, cell in cells.items() if release.is_hidden(MONTH, month, code)]
    return bool(hidden) and not holds(hidden, release.limits)


def _parts(grain: str, number: int) -> list[tuple[str, int]]:
    """Return the periods of the next finer kind."""
    finer = _FINER[grain]
    count = LENGTH[grain] // LENGTH[finer]
    return [(finer, number * count + index) for index in range(count)]


def _months(grain: str, number: int) -> range:
    return range(number * LENGTH[grain], (number + 1) * LENGTH[grain])
