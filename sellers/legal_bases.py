"""What the law says where we cite it: ``data/legal_bases.csv``, each with its dates."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.dates import local_today

BASES_FILE = Path(__file__).parent / "data" / "legal_bases.csv"


@dataclass(frozen=True, slots=True)
class Basis:
    """One citation. ``is_checked`` is false until a lawyer has compared it with the text."""

    key: str
    citation: str
    valid_from: dt.date
    valid_to: dt.date | None
    is_checked: bool

    @property
    def label(self) -> str:
        """Return the citation for reviewers, who must know when nobody has checked it."""
        return self.citation if self.is_checked else f"{self.citation} (chưa đối chiếu văn bản)"

    def holds_on(self, day: dt.date) -> bool:
        """Say whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def bases() -> dict[str, Basis]:
    """Return all citations by key, in the order of the file."""
    with BASES_FILE.open(encoding="utf-8", newline="") as source:
        return {row["key"]: _basis(row) for row in csv.DictReader(source)}


def in_force(day: dt.date | None = None) -> list[Basis]:
    """Return what may be cited on a day."""
    day = day or local_today()
    return [one for one in bases().values() if one.holds_on(day)]


def citation(key: str) -> str:
    """Return the words of a key, also of one that is out of force; "" for an unknown one."""
    return bases()[key].citation if key in bases() else ""


def _basis(row: dict[str, str]) -> Basis:
    return Basis(
        key=row["key"],
        citation=row["citation"],
        valid_from=dt.date.fromisoformat(row["valid_from"]),
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        is_checked=row["is_checked"] == "1",
    )
