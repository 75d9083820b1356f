"""What a look at the database found: how many rows are wrong, and a few of them by name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows that must not be there; ``label`` is the column that names one."""

    what: str
    rows: QuerySet
    label: str = "pk"


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows break one sentence, with examples in words."""

    broken: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One invariant with what was found."""

    id: str
    finding: Finding

    @property
    def ok(self) -> bool:
        """Say whether nothing breaks it."""
        return not self.finding.broken

    def as_json(self) -> dict:
        """Return the outcome in plain values."""
        return {
            "id": self.id,
            "ok": self.ok,
            "broken": self.finding.broken,
            "examples": list(self.finding.examples),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All invariants as of one moment."""

    checked_at: datetime
    outcomes: tuple[Outcome, ...]

    @property
    def ok(self) -> bool:
        """Say whether every invariant holds."""
        return all(outcome.ok for outcome in self.outcomes)

    @property
    def broken_ids(self) -> tuple[str, ...]:
        """Return the ids of those that do not hold."""
        return tuple(outcome.id for outcome in self.outcomes if not outcome.ok)

    def as_json(self) -> dict:
        """Return the report in plain values."""
        return {
            "ok": self.ok,
            "checked_at": self.checked_at.isoformat(),
            "invariants": [outcome.as_json() for outcome in self.outcomes],
        }


def look_for(*faults: Fault) -> Finding:
    """Count the rows of all faults. 1 query each, 2 for one with many rows."""
    broken, examples = 0, []
    for fault in faults:
        names = fault.rows.values_list(fault.label, flat=True)
        first = list(names[: EXAMPLES + 1])
        broken += len(first) if len(first) <= EXAMPLES else names.count()
        examples += [f"{fault.what}: {name}" for name in first]
    return Finding(broken, tuple(examples[:EXAMPLES]))


def in_words(problems: list[str]) -> Finding:
    """Return a finding of problems that are words already."""
    return Finding(len(problems), tuple(problems[:EXAMPLES]))
