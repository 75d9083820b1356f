"""How soon each kind of complaint is answered first and solved: ``data/complaint_times.csv``.

Source: NĐ 248/2026/NĐ-CP, art. 7 (first answer and solution by kind); art. 17.1.c (24 hours);
data of a person: NĐ 356/2025/NĐ-CP, art. 5 (two working days, ten days). The times for markets
are the floor's own promise.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TIMES_FILE = Path(__file__).parent.parent / "data" / "complaint_times.csv"


@dataclass(frozen=True, slots=True)
class ComplaintTime:
    """One kind of complaint; ``desk`` answers reports of ``subjects``, both empty for others."""

    key: str
    what: str
    subjects: frozenset[str]
    desk: str
    first_hours: int
    solve_days: int
    valid_from: dt.date


@cache
def times() -> dict[str, ComplaintTime]:
    """Return all kinds by key, in the order of the file."""
    with TIMES_FILE.open(encoding="utf-8", newline="") as source:
        return {row["key"]: _time(row) for row in csv.DictReader(source)}


def report_reasons(subject: str) -> list[tuple[str, str]]:
    """Return key and words of what such a subject is reported for."""
    return [(one.key, one.what) for one in times().values() if subject in one.subjects]


def _time(row: dict[str, str]) -> ComplaintTime:
    return ComplaintTime(
        key=row["key"],
        what=row["what"],
        subjects=frozenset(row["subjects"].split()),
        desk=row["desk"],
        first_hours=int(row["first_hours"]),
        solve_days=int(row["solve_days"]),
        valid_from=dt.date.fromisoformat(row["valid_from"]),
    )
