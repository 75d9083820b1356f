"""Bring other floors' reports in line with a file: all of it in one transaction.

Reads and writes the tables of floors only; our own sales are not in reach of it.
"""

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from audit.recording import record
from common.dates import format_date
from common.errors import BusinessRuleError
from common.locks import hold
from common.text import fold
from stats.floors.entering import COMPARED, enter
from stats.floors.reading import ReadRow, Reported, read_reports
from stats.models import FloorImport, FloorReport

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
MOST_BYTES = 2_000_000
#: Who uploads and who enters take turns, so no file goes while it is entered.
_LOCK = "floor-import"
_FIGURES = ("sellers", "products", "transactions", "value_vnd")


class AlreadyEntered(BusinessRuleError):
    """Somebody has entered this upload before."""

    message = "Tệp này đã nhập rồi."


class Gone(BusinessRuleError):
    """A newer upload of the same person took its place."""

    message = "Tệp này đã được thay bằng tệp gửi sau. Mở lại tệp mới để nhập."


@dataclass(frozen=True)
class Judged:
    """What becomes of a row; ``flags`` are sentences to look at, ``before`` what is changed."""

    row: ReadRow
    what: str
    reason: str = ""
    flags: tuple[str, ...] = ()
    report: FloorReport | None = None
    before: dict[str, int | Decimal | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The rows of a file with what becomes of each; ``seen`` an earlier import of the same file."""

    rows: list[Judged]
    seen: FloorImport | None = None

    @property
    def counts(self) -> Counter:
        """Return how many rows are new, changed, same, refused."""
        return Counter(row.what for row in self.rows)


def upload(*, content: File, source: str, evidence_url: str = "", by=None) -> FloorImport:
    """Keep a file that may be entered later; what the person left lying before goes. ≤ 6 queries.

    Raises ``UnreadableFile`` and ``NoHeadings`` for what is no table of reports.
    """
    with _as_path(content) as path:
        read_reports(path)
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        run = FloorImport(
            file_name=Path(content.name).name[-200:],
            checksum=checksum,
            source=source,
            evidence_url=evidence_url,
            entered_by=by,
        )
        with transaction.atomic(), path.open("rb") as kept:
            hold(_LOCK)
            if by is not None:
                _forget_left(by)
            run.file.save(f"{checksum[:16]}{path.suffix.lower()[:6]}", File(kept), save=True)
    return run


def _forget_left(by) -> None:
    """Drop what the person has not entered; the files go when that is sure."""
    for left in FloorImport.objects.select_for_update().filter(entered_by=by, applied_at=None):
        storage, name = left.file.storage, left.file.name
        left.delete()
        transaction.on_commit(partial(storage.delete, name))


def preview(run: FloorImport) -> Outcome:
    """Return what entering an upload would do. ≤ 2 queries, nothing is written."""
    return _judged(run)


@transaction.atomic
def apply(*, run: FloorImport, by=None) -> Outcome:
    """Enter an upload: new rows, a revision for each changed one, nothing else.

    Raises ``AlreadyEntered`` and ``Gone``.
    """
    hold(_LOCK)
    run = FloorImport.objects.select_for_update().filter(pk=run.pk).first()
    if run is None:
        raise Gone
    if run.applied_at is not None:
        raise AlreadyEntered
    outcome = _judged(run)
    for judged in outcome.rows:
        if judged.what in (NEW, CHANGED):
            enter(report=judged.report, by=by, came_with=run)
    counts = outcome.counts
    run.applied_at = timezone.now()
    run.created, run.changed = counts[NEW], counts[CHANGED]
    run.unchanged, run.refused = counts[SAME], counts[REFUSED]
    run.save(update_fields=["applied_at", "created", "changed", "unchanged", "refused"])
    record(
        "floors.imported",
        on=run,
        label=run.file_name,
        actor=by,
        changes={what: (0, number) for what, number in sorted(counts.items())},
    )
    return outcome


def _judged(run: FloorImport) -> Outcome:
    with run.file.open("rb") as content, _as_path(content) as path:
        rows = read_reports(path)
    seen = FloorImport.objects.filter(checksum=run.checksum, applied_at__isnull=False)
    return Outcome(_judge(rows, run), seen.exclude(pk=run.pk).first())


def _judge(rows: list[ReadRow], run: FloorImport) -> list[Judged]:
    """Tell new from changed, same and refused rows. 1 query."""
    known = list(FloorReport.objects.all())
    names = {fold(report.floor): report.floor for report in reversed(known)}
    stored = {(r.floor, r.period_from, r.period_to): r for r in known}
    first_rows: dict[tuple, ReadRow] = {}
    clashes = _clashes(rows, names)
    found = []
    for row in rows:
        if row.said is None:
            found.append(Judged(row, REFUSED, row.reason))
            continue
        said = _as_known(row.said, names)
        row = replace(row, said=said)
        first = first_rows.setdefault(said.key, row)
        if said.key in clashes:
            numbers = ", ".join(map(str, clashes[said.key]))
            found.append(
                Judged(row, REFUSED, f"Các dòng {numbers} cùng sàn, cùng kỳ mà khác số. Giữ một.")
            )
        elif first is not row:
            found.append(Judged(row, REFUSED, f"Trùng y dòng {first.number}, chỉ tính một lần."))
        else:
            found.append(_settled(row, stored.get(said.key), known, run))
    return found


def _clashes(rows: list[ReadRow], names: dict[str, str]) -> dict[tuple, list[int]]:
    """Return the reports that a file gives more than once with other figures."""
    by_key: dict[tuple, list[ReadRow]] = {}
    for row in rows:
        if row.said:
            by_key.setdefault(_as_known(row.said, names).key, []).append(row)
    return {
        key: [row.number for row in same]
        for key, same in by_key.items()
        if any(row.said.figures != same[0].said.figures for row in same)
    }


def _as_known(said: Reported, names: dict[str, str]) -> Reported:
    return replace(said, floor=names.get(fold(said.floor), said.floor))


def _settled(
    row: ReadRow, report: FloorReport | None, known: list[FloorReport], run: FloorImport
) -> Judged:
    said = row.said
    before = {name: getattr(report, name) for name in COMPARED} if report else {}
    after = FloorReport(
        pk=report.pk if report else None,
        floor=said.floor,
        period_from=said.first,
        period_to=said.last,
        revision=report.revision if report else 1,
        # A column or cell that is not there says nothing: what was known stays.
        **{name: said.figures.get(name, before.get(name)) for name in _FIGURES},
        source=said.source or run.source,
        evidence_url=said.evidence_url or run.evidence_url,
    )
    changes = {name: value for name, value in before.items() if getattr(after, name) != value}
    has_other_figures = any(name in changes for name in _FIGURES)
    if report and not has_other_figures and not report.is_demo:
        # The same figures from another letter are the same report.
        return Judged(row, SAME, flags=_flags(after, known), report=report)
    what = CHANGED if report else NEW
    return Judged(row, what, flags=_flags(after, known), report=after, before=changes)


def _flags(report: FloorReport, known: list[FloorReport]) -> tuple[str, ...]:
    """Return what a person should look at: periods that overlap, figures that were seen before."""
    flags = []
    for other in known:
        if other.pk == report.pk:
            continue
        days = f"{format_date(other.period_from)}–{format_date(other.period_to)}"
        is_same_floor = other.floor == report.floor
        overlaps = other.period_from <= report.period_to and report.period_from <= other.period_to
        if is_same_floor and overlaps:
            flags.append(f"Chồng lên kỳ {days} đã có của sàn này.")
        given = [getattr(report, name) for name in _FIGURES if getattr(report, name) is not None]
        is_twin = len(given) > 1 and all(
            getattr(report, name) == getattr(other, name) for name in _FIGURES
        )
        if is_twin:
            flags.append(f"Giống y số của {other.floor}, kỳ {days}.")
    return tuple(flags)


@contextmanager
def _as_path(content: File) -> Iterator[Path]:
    """Give the readers of tables a file of the disk, whatever the storage."""
    suffix = Path(content.name or "").suffix[:6]
    with tempfile.NamedTemporaryFile(suffix=suffix) as held:
        content.seek(0)
        shutil.copyfileobj(content, held)
        held.flush()
        yield Path(held.name)
