"""Recount every cell from the source, another way than the cells are computed, and compare.

Commune by commune, so that ten million lines fit into memory, and all in one snapshot.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from common.dates import local_today
from common.snapshot import snapshot
from stats import new_day, recount, stored
from stats.keys import Family, Key, above, keys_of, mark
from stats.models import DirtyKey, ProofRun
from stats.recount import Cells

log = logging.getLogger(__name__)

_EXAMPLES = 10


@dataclass(frozen=True)
class Difference:
    """A cell that does not equal its recount; ``name`` is its place in its table."""

    key: Key
    name: tuple
    stored: dict[str, object]
    counted: dict[str, object]

    def as_json(self) -> dict:
        """Return the difference in plain values."""
        day = self.key.day.isoformat() if self.key.day else None
        return {
            "family": self.key.family,
            "key": [self.key.commune_code, day, *map(str, self.name)],
            "stored": {name: _plain(value) for name, value in self.stored.items()},
            "counted": {name: _plain(value) for name, value in self.counted.items()},
        }


@dataclass
class Proof:
    """The outcome of one comparison; cells under ``pending`` dirty rows were left out of it."""

    as_of: datetime
    since: date | None = None
    cells: int = 0
    pending: int = 0
    differences: int = 0
    difference_vnd: Decimal = Decimal(0)
    examples: list[Difference] = field(default_factory=list)
    took_s: float = 0.0

    @property
    def ok(self) -> bool:
        """Tell whether every compared cell equals its recount."""
        return not self.differences


def check_stats(*, since: date | None = None) -> Proof:
    """Compare the cells with a recount, keep the outcome, and mark what differs.

    ``since`` is the first of a month: only sales of that month and later are recounted.
    """
    begun = time.monotonic()
    new_day.mark_new_day()
    wrong: set[Key] = set()
    with snapshot():
        proof = Proof(as_of=timezone.now(), since=since)
        dirty = [keys_of(row) for row in DirtyKey.objects.all()]
        proof.pending = len(dirty)
        skipped = _with_all_above({key for keys in dirty for key in keys})
        for stored, counted in _parts(since):
            proof.cells += sum(key not in skipped for key, _place in stored)
            for difference in _differences(stored, counted):
                if difference.key in skipped:
                    continue
                wrong.add(difference.key)
                _note(proof, difference)
    proof.took_s = time.monotonic() - begun
    _keep(proof)
    mark(wrong)
    if wrong:
        log.error("stats: %s cells differ from the orders", proof.differences)
    return proof


def recently() -> date:
    """Return the first of the month before this one."""
    return (local_today().replace(day=1) - timedelta(days=1)).replace(day=1)


def _parts(since: date | None) -> Iterator[tuple[Cells, Cells]]:
    """Yield what is stored beside what is counted, a part at a time."""
    for commune_code in recount.communes():
        yield stored.sales(commune_code, since), recount.sales(commune_code, since)
    yield stored.province(since), recount.province(since)
    yield stored.inventory(), recount.inventory()
    yield stored.households(), recount.households()


def _differences(stored: Cells, counted: Cells) -> Iterator[Difference]:
    for place in sorted(stored.keys() | counted.keys(), key=str):
        mine, theirs = stored.get(place, {}), counted.get(place, {})
        if mine != theirs:
            yield Difference(*place, mine, theirs)


def _with_all_above(keys: set[Key]) -> set[Key]:
    found = set(keys)
    while keys := above(keys) - found:
        found |= keys
    return found


def _note(proof: Proof, difference: Difference) -> None:
    proof.differences += 1
    if len(proof.examples) < _EXAMPLES:
        proof.examples.append(difference)
    if difference.key.family == Family.SALES and recount.is_whole(difference.name):
        stored = difference.stored.get("completed_vnd", 0)
        proof.difference_vnd += abs(stored - difference.counted.get("completed_vnd", 0))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else int(value) if value else 0


def _keep(proof: Proof) -> None:
    ProofRun.objects.create(
        at=proof.as_of,
        cells=proof.cells,
        pending=proof.pending,
        differences=proof.differences,
        difference_vnd=proof.difference_vnd,
        since=proof.since,
        took_ms=round(proof.took_s * 1000),
        examples=[difference.as_json() for difference in proof.examples],
    )
