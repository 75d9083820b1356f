"""Enter what other floors report from a file."""

from json import dumps
from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from common.errors import BusinessRuleError
from common.phones import InvalidPhone, parse_phone
from stats.floors import importing
from stats.floors.importing import CHANGED, NEW, REFUSED, SAME

_WORDS = {NEW: "mới", CHANGED: "sửa", SAME: "giữ nguyên", REFUSED: "không nhận"}


class Command(BaseCommand):
    """Bring the reports of other floors in line with a file; running it again changes nothing."""

    help = "Import figures of other floors from an XLSX or CSV file; see --dry-run first."

    def add_arguments(self, parser):
        """Add the file and what is known about it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="where the figures are from")
        parser.add_argument("--evidence", default="", help="an address of the report")
        parser.add_argument("--by", default="", help="phone of who enters it")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, only say")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service; exit 1 with a sentence when the file cannot be taken."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.")
        try:
            outcome = self._import(path, options)
        except BusinessRuleError as problem:
            raise CommandError(problem.message) from problem
        self._report(outcome, options)

    def _import(self, path: Path, options: dict) -> importing.Outcome:
        by = _person(options["by"])
        with path.open("rb") as content, transaction.atomic():
            run = importing.upload(
                content=File(content, name=path.name),
                source=(options["source"] or path.name)[:200],
                evidence_url=options["evidence"][:300],
                by=by,
            )
            if not options["dry_run"]:
                return importing.apply(run=run, by=by)
            outcome = importing.preview(run)
            run.file.delete(save=False)
            # Also what the person uploaded on a page and has not entered yet stays.
            transaction.set_rollback(True)
            return outcome

    def _report(self, outcome: importing.Outcome, options: dict) -> None:
        counts = {what: outcome.counts[what] for what in _WORDS}
        refused = [(one.row.number, one.reason) for one in outcome.rows if one.what == REFUSED]
        flags = [(one.row.number, flag) for one in outcome.rows for flag in one.flags]
        if options["json"]:
            said = {
                "file": str(options["file"]),
                "dry_run": options["dry_run"],
                "rows": len(outcome.rows),
                **counts,
                "errors": [{"row": number, "reason": reason} for number, reason in refused],
                "flags": [{"row": number, "flag": flag} for number, flag in flags],
            }
            self.stdout.write(dumps(said, ensure_ascii=False))
            return
        self.stdout.write("Xem trước, chưa ghi gì." if options["dry_run"] else "Đã nhập.")
        parts = ", ".join(f"{number} {_WORDS[what]}" for what, number in counts.items())
        self.stdout.write(f"{len(outcome.rows)} dòng: {parts}.")
        for number, words in refused + flags:
            self.stdout.write(f"  dòng {number}: {words}")


def _person(phone: str) -> User | None:
    if not phone:
        return None
    try:
        found = User.objects.filter(phone=parse_phone(phone)).first()
    except InvalidPhone as problem:
        raise CommandError(str(problem)) from problem
    if found is None:
        raise CommandError(f"Không có ai dùng số {phone}.")
    return found
