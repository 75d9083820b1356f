"""Bring the list of households in line with a file, batch by batch.

A batch is one transaction that also notes how far the file is done, so a killed run can go on
after it. Running a file again writes no household.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from common.errors import BusinessRuleError
from common.locks import hold
from common.spreadsheets import read_rows
from places.home import HOME_PROVINCE
from places.resolving import CommuneBook, commune_book
from sellers.households.rows import (
    Columns,
    Household,
    UnfitRow,
    described,
    find_columns,
    read_household,
)
from sellers.models import HouseholdImport, HouseholdRecord

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
#: Of what the list says; claims, use and the seller are never touched.
_COMPARED = ("commune_code", "hamlet", "head_name", "phone_hash")
#: Six values a row, below the 32,766 of one statement of SQLite; 8 MB at most in memory.
BATCH = 2_000
_FIRST_ROWS = 5


class NothingToResume(BusinessRuleError):
    """No run of this very file stopped on its way."""

    message = "Không có lần nhập dở dang nào của tệp này. Chạy lại không có --resume."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row; ``reason`` only of a refused one."""

    number: int
    what: str
    cells: list[str]
    reason: str = ""
    household: Household | None = None


@dataclass
class Outcome:
    """What a run did, or in a preview would do."""

    counts: Counter = field(default_factory=Counter)
    first: list[Verdict] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    resumed_after: int = 0
    #: Fit rows of each commune.
    communes: Counter = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """Return how many rows the file has below its headings."""
        return sum(self.counts.values())


Refused = Callable[[Columns, Verdict], None]
Progress = Callable[[Outcome], None]


def import_households(
    path: Path,
    *,
    source: str,
    is_preview: bool = False,
    resume: bool = False,
    refused: Refused = lambda columns, verdict: None,
    progress: Progress = lambda outcome: None,
) -> Outcome:
    """Read a file of households into the list; with ``is_preview`` write nothing.

    ``refused`` is told every unfit row, also of the part that a resumed run passes over, so
    that its list is whole. Raises ``UnreadableFile``, ``NoHeadings``, ``NothingToResume``.
    """
    rows = read_rows(path)
    columns = find_columns(rows)
    run = None if is_preview else _begin(path, source=source, resume=resume)
    outcome = Outcome(headings=columns.headings, resumed_after=run.last_row if run else 0)
    if run:
        outcome.counts.update({NEW: run.created, CHANGED: run.changed, SAME: run.unchanged})
    for batch in _batches(_read(rows, columns, outcome), outcome.resumed_after):
        _settle(batch, run, source, outcome)
        for verdict in batch:
            if verdict.what == REFUSED:
                refused(columns, verdict)
        progress(outcome)
    if run:
        _end(run, outcome)
    return outcome


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _begin(path: Path, *, source: str, resume: bool) -> HouseholdImport:
    checksum = checksum_of(path)
    if resume:
        newest = HouseholdImport.objects.filter(checksum=checksum).first()
        if newest is None or newest.ended_at:
            raise NothingToResume
        return newest
    return HouseholdImport.objects.create(
        checksum=checksum, file_name=path.name[-200:], source=source
    )


@transaction.atomic
def _end(run: HouseholdImport, outcome: Outcome) -> None:
    run.ended_at = timezone.now()
    run.save(update_fields=["ended_at"])
    counts = {str(what): (0, number) for what, number in outcome.counts.items()}
    record("households.imported", on=run, label=run.file_name, changes=counts)


def _read(rows: Iterator, columns: Columns, outcome: Outcome) -> Iterator[Verdict]:
    """Yield what each row says, or why it is unfit; a code counts once in a file."""
    book: CommuneBook = commune_book(HOME_PROVINCE)
    seen: dict[str, int] = {}
    for number, cells in rows:
        try:
            household = read_household(columns.of(cells), book)
            if household.code in seen:
                raise UnfitRow(f"Mã hộ này đã có ở dòng {seen[household.code]} của tệp.")
        except UnfitRow as problem:
            yield Verdict(number, REFUSED, described(columns, cells), problem.message)
            continue
        seen[household.code] = number
        outcome.communes[household.commune_code] += 1
        yield Verdict(number, NEW, cells, household=household)


def _batches(verdicts: Iterator[Verdict], done: int) -> Iterator[list[Verdict]]:
    """Yield rows in batches; those up to ``done`` are settled and only say what was refused."""
    batch: list[Verdict] = []
    for verdict in verdicts:
        if verdict.number <= done and verdict.what != REFUSED:
            continue
        batch.append(verdict)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _settle(
    batch: list[Verdict], run: HouseholdImport | None, source: str, outcome: Outcome
) -> None:
    """Compare a batch with the list, write what differs, and note how far the file is."""
    if run is None:
        _judge(batch)
        _count(batch, outcome)
        return
    with transaction.atomic():
        hold("household-import")
        _judge(batch)
        _write(batch, source)
        _count(batch, outcome)
        run.last_row = max(run.last_row, batch[-1].number)
        run.created, run.changed = outcome.counts[NEW], outcome.counts[CHANGED]
        run.unchanged, run.refused = outcome.counts[SAME], outcome.counts[REFUSED]
        run.save(update_fields=["last_row", "created", "changed", "unchanged", "refused"])


def _judge(batch: list[Verdict]) -> None:
    """Tell new from changed and same rows. 1 query."""
    codes = [one.household.code for one in batch if one.household]
    known = {
        code: tuple(facts)
        for code, *facts in HouseholdRecord.objects.filter(code__in=codes).values_list(
            "code", *_COMPARED
        )
    }
    for place, one in enumerate(batch):
        if one.household and one.household.code in known:
            facts = tuple(getattr(one.household, name) for name in _COMPARED)
            what = SAME if facts == known[one.household.code] else CHANGED
            batch[place] = Verdict(one.number, what, one.cells, household=one.household)


def _write(batch: list[Verdict], source: str) -> None:
    new = [_record(one.household, source) for one in batch if one.what == NEW]
    changed = [_record(one.household, source) for one in batch if one.what == CHANGED]
    if new:
        HouseholdRecord.objects.bulk_create(new)
    if changed:
        HouseholdRecord.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[*_COMPARED, "source"],
        )


def _record(household: Household, source: str) -> HouseholdRecord:
    return HouseholdRecord(
        code=household.code,
        source=source,
        **{name: getattr(household, name) for name in _COMPARED},
    )


def _count(batch: list[Verdict], outcome: Outcome) -> None:
    outcome.counts.update(one.what for one in batch)
    outcome.first += batch[: max(0, _FIRST_ROWS - len(outcome.first))]
