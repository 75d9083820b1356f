"""Read the list of farm households from a file."""

import time
from contextlib import ExitStack
from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from common.csv_text import csv_line
from common.errors import BusinessRuleError
from common.numbers import format_number
from sellers.households import importing
from sellers.households.importing import CHANGED, NEW, REFUSED, SAME

_WORDS = {NEW: "mới", CHANGED: "thay đổi", SAME: "giữ nguyên", REFUSED: "không nhận"}
_MORE_S = 2.0


class Command(BaseCommand):
    """Bring the list of households in line with a file; running it again changes nothing."""

    help = "Import farm households from an XLSX or CSV file; see --dry-run first."

    def add_arguments(self, parser):
        """Add the file and how to treat it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="write nothing, only say")
        parser.add_argument("--source", default="", help="where the list is from; else the file")
        parser.add_argument("--errors", type=Path, help="a CSV for the rows that are refused")
        parser.add_argument("--resume", action="store_true", help="go on after a stopped run")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service; exit 1 with a sentence when the file cannot be read."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.")
        begun = time.monotonic()
        try:
            with ExitStack() as files:
                outcome = importing.import_households(
                    path,
                    source=(options["source"] or path.stem)[:40],
                    is_preview=options["dry_run"],
                    resume=options["resume"],
                    refused=_error_file(options["errors"], files),
                    progress=self._progress(begun),
                )
        except BusinessRuleError as problem:
            raise CommandError(problem.message) from problem
        self._report(outcome, options, time.monotonic() - begun)

    def _progress(self, begun: float):
        said_at = begun

        def say(outcome: importing.Outcome) -> None:
            nonlocal said_at
            now = time.monotonic()
            if now - said_at >= _MORE_S:
                said_at = now
                self.stderr.write(f"{format_number(outcome.rows)} dòng, {now - begun:.0f} giây")

        return say

    def _report(self, outcome: importing.Outcome, options: dict, seconds: float) -> None:
        counts = {what: outcome.counts[what] for what in _WORDS}
        if options["json"]:
            said = {
                "file": str(options["file"]),
                "dry_run": options["dry_run"],
                "rows": outcome.rows,
                **counts,
                "communes": len(outcome.communes),
                "resumed_after": outcome.resumed_after,
                "errors": str(options["errors"] or ""),
                "seconds": round(seconds, 1),
            }
            self.stdout.write(dumps(said, ensure_ascii=False))
            return
        self.stdout.write("Xem trước, chưa ghi gì." if options["dry_run"] else "Đã nhập.")
        if options["dry_run"]:
            self.stdout.write(f"Cột: {' | '.join(outcome.headings)}")
            for one in outcome.first:
                words = f"{_WORDS[one.what]}. {one.reason}".strip(". ")
                self.stdout.write(f"  dòng {one.number}: {' | '.join(one.cells)} → {words}")
        parts = ", ".join(f"{format_number(n)} {_WORDS[what]}" for what, n in counts.items())
        self.stdout.write(
            f"{format_number(outcome.rows)} dòng: {parts};"
            f" {len(outcome.communes)} xã, phường; {seconds:.0f} giây."
        )
        if counts[REFUSED] and not options["errors"]:
            self.stdout.write("Thêm --errors TỆP để có danh sách dòng không nhận.")


def _error_file(path: Path | None, files: ExitStack) -> importing.Refused:
    """Return what writes a refused row: its number, the reason, the row as it was."""
    if path is None:
        return lambda columns, verdict: None
    try:
        file = files.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
    except OSError as problem:
        raise CommandError(f"Không ghi được {path}: {problem.strerror}.") from problem
    heads: list[str] = []

    def write(columns, verdict) -> None:
        if not heads:
            heads.extend(["Dòng", "Lý do", *columns.headings])
            file.write(csv_line(heads))
        file.write(csv_line([verdict.number, verdict.reason, *verdict.cells]))

    return write
