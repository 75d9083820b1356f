"""An attacker: everything that is published, one commune's exact figures, and linear algebra.

Works on a ``Release`` as the public sees it: which cells are shown, and every total. Amounts of
hidden cells enter only where the attacker can see them, in differences.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from stats.privacy import LENGTH, MONTH, QUARTER, YEAR, Cell, Release

_PRIME = (1 << 61) - 1
#: Hidden amounts: a row, and a period of it.
Unknown = tuple[str, str, int]


def rest_of(cell: Cell, insider: str | None) -> tuple[int, int]:
    """Return ``(vnd, orders)`` of a cell that the insider does not know already."""
    found = [f for c, sellers in cell.items() if c != insider for f in sellers.values()]
    return sum(vnd for vnd, _ in found), sum(orders for _, orders in found)


@dataclass
class Attack:
    """What one commune's official (None: anybody) can do with one published table."""

    release: Release
    insider: str | None = None
    knows_rows: bool = False
    hidden: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self):
        for (grain, month), statuses in self.release.statuses.items():
            if grain != MONTH:
                continue
            for code, status in statuses.items():
                is_own = self.knows_rows and code == self.insider
                if status != "shown" and not is_own:
                    cell = self.release.months[month][code]
                    self.hidden[(code, month)] = rest_of(cell, self.insider)

    def equations(self) -> list[tuple[dict[Unknown, int], int]]:
        """Return every published sum less what is known: ``({unknown: ±1}, đồng left)``."""
        found = []
        for (grain, number), statuses in self.release.statuses.items():
            months = range(number * LENGTH[grain], (number + 1) * LENGTH[grain])
            inside = [key for key in self.hidden if key[1] in months]
            found.append(self._sum(inside))
            for code, status in statuses.items():
                if grain == MONTH:
                    continue
                row = [key for key in inside if key[0] == code]
                if status == "shown":
                    found.append(self._sum(row))
                elif not (self.knows_rows and code == self.insider):
                    left, _known = self._sum(row)
                    found.append((left | {(code, grain, number): -1}, -1))
        return [(left, known) for left, known in found if left]

    def recovered(self) -> dict[Unknown, int]:
        """Return the hidden amounts that follow, other than 0: ``{unknown: đồng}``."""
        zero: set[Unknown] = set()
        while True:
            found = [
                ({u: f for u, f in left.items() if u not in zero}, known)
                for left, known in self.equations()
            ]
            more = {u for left, known in found if known == 0 for u in left}
            zero |= more
            if not more:
                break
        solved = determined([left for left, _known in found if left])
        amounts = {unknown: self.amount(unknown) for unknown in solved}
        return {unknown: vnd for unknown, (vnd, orders) in amounts.items() if orders}

    def amount(self, unknown: Unknown) -> tuple[int, int]:
        """Return the truth about an unknown, ``(vnd, orders)``."""
        code, grain, number = unknown
        return rest_of(self.release.cell(grain, number, code), self.insider)

    def is_fixed(self, code: str, month: int, measure: int) -> bool:
        """Tell whether a hidden amount can be no other whole number, given the bounds.

        Whole values travel along the published sums as along pipes; an amount can change when
        there is a way round. Orders of a cell that is known to have sales are at least 1.
        """
        pipes = self._pipes(measure)
        start, end = ("row", QUARTER, code, month // 3), ("month", month)
        index = pipes.find(start, end)
        return not pipes.may_grow(index) and not pipes.may_shrink(index)

    def _sum(self, keys: Iterable[tuple[str, int]]) -> tuple[dict[Unknown, int], int]:
        keys = list(keys)
        left = {(code, MONTH, month): 1 for code, month in keys}
        return left, sum(self.hidden[key][0] for key in keys)

    def _pipes(self, measure: int) -> "Pipes":
        pipes = Pipes()
        tied = {
            (grain, number, code)
            for (grain, number), statuses in self.release.statuses.items()
            for code, status in statuses.items()
            if status == "shown"
        }
        rows = set()
        for (code, month), amounts in self.hidden.items():
            own = rest_of(self.release.months[month][code], None)[1] - amounts[1]
            lowest = max(0, 1 - own) if measure == 1 and self._shows_zeros(month) else 0
            quarter = ("row", QUARTER, code, month // 3)
            pipes.add(quarter, ("month", month), can_shrink=amounts[measure] > lowest)
            rows.add((code, month // 3))
        for code, number in rows:
            quarter, year = ("row", QUARTER, code, number), ("row", YEAR, code, number // 4)
            if (QUARTER, number, code) not in tied:
                pipes.add(year, quarter)
        for code, number in {(code, number // 4) for code, number in rows}:
            if (YEAR, number, code) not in tied:
                pipes.add("outside", ("row", YEAR, code, number))
        return pipes

    def _shows_zeros(self, month: int) -> bool:
        return any(s == "shown" for s in self.release.statuses[(MONTH, month)].values()) or all(
            rest_of(cell, None)[1] for cell in self.release.months[month].values()
        )


class Pipes:
    """A graph in which amounts may move around in circles without changing any known sum."""

    def __init__(self):
        self.ends: list[tuple[object, object]] = []
        self.ways: dict[object, list[tuple[int, object]]] = {}
        self.shrinks: list[bool] = []

    def add(self, start, end, *, can_shrink: bool = True) -> None:
        """Let an amount flow; backwards only while some is left."""
        index = len(self.ends)
        self.ends.append((start, end))
        self.shrinks.append(can_shrink)
        self.ways.setdefault(start, []).append((index, end))
        if can_shrink:
            self.ways.setdefault(end, []).append((index, start))

    def find(self, start, end) -> int:
        """Return the pipe between two places."""
        return self.ends.index((start, end))

    def may_grow(self, index: int) -> bool:
        """Tell whether more can flow here and come back another way."""
        start, end = self.ends[index]
        return self._leads(end, start, index)

    def may_shrink(self, index: int) -> bool:
        """Tell whether some can flow another way instead."""
        start, end = self.ends[index]
        return self.shrinks[index] and self._leads(start, end, index)

    def _leads(self, start, end, without: int) -> bool:
        seen, queue = {start}, deque([start])
        while queue:
            for index, place in self.ways.get(queue.popleft(), ()):
                if index != without and place not in seen:
                    if place == end:
                        return True
                    seen.add(place)
                    queue.append(place)
        return False


def determined(rows: list[dict[Unknown, int]]) -> set[Unknown]:
    """Return the unknowns that a linear system fixes: Gauss and Jordan, modulo a prime."""
    pivots: dict[Unknown, dict[Unknown, int]] = {}
    for row in sorted(rows, key=len):
        row = dict(row)
        for unknown in [u for u in row if u in pivots]:
            if unknown in row:
                _subtract(row, pivots[unknown], row[unknown])
        if not row:
            continue
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {u: f * inverse % _PRIME for u, f in row.items()}
        for other in pivots.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        pivots[pivot] = row
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[Unknown, int], other: dict[Unknown, int], factor: int) -> None:
    for unknown, value in other.items():
        left = (row.get(unknown, 0) - factor * value) % _PRIME
        if left:
            row[unknown] = left
        else:
            row.pop(unknown, None)
