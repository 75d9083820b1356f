"""Write the report of a period, or one table of it, to a file."""

import os
import re
import sys
from dataclasses import replace
from datetime import date, timedelta
from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from common.dates import local_today
from common.errors import BusinessRuleError
from places.models import Commune
from stats import draining
from stats.exporting import query_of, record
from stats.figures import EVERYTHING
from stats.period import Period, end_of_month, month_of
from stats.reports.drawing import CONTENT_TYPES, TABLES, NoSuchFile, draw
from stats.reports.making import payload_for
from stats.scopes import WHOLE, Scope

_PERIOD = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?")
_DRAIN_S = 20


class Command(BaseCommand):
    """Draw the file from the figures as they are now, and note that it left."""

    help = "Write the report of a period as csv, xlsx or pdf to --out or the standard output."

    def add_arguments(self, parser):
        """Add what the file is about and where it goes."""
        parser.add_argument("--period", required=True, help="2026-10, 2026-Q3 or 2026")
        parser.add_argument("--commune", default="", help="code of one commune; else all")
        parser.add_argument("--format", required=True, choices=CONTENT_TYPES, dest="file_format")
        parser.add_argument("--table", default="", choices=TABLES, help="needed for csv")
        parser.add_argument("--out", default="", help="file to write; else the standard output")
        parser.add_argument("--json", action="store_true", help="say what was written; with --out")

    def handle(self, *args, **options):
        """Run the services; exit 1 with a sentence when the figures may not leave."""
        if options["json"] and not options["out"]:
            raise CommandError("--json tells about a file: give --out as well.")
        period, scope = _period(options["period"]), _scope(options["commune"])
        draining.drain(budget_s=_DRAIN_S)
        try:
            payload = payload_for(scope=scope, period=period)
            file = draw(payload, options["file_format"], options["table"])
        except NoSuchFile as error:
            raise CommandError("csv needs --table, pdf takes none.") from error
        except BusinessRuleError as error:
            raise CommandError(error.message) from error
        record(file, query=query_of(scope=scope, period=period, asked=EVERYTHING))
        if not options["out"]:
            sys.stdout.buffer.write(file.content)
            return
        _write(Path(options["out"]), file.content)
        said = {
            "file": options["out"],
            "bytes": len(file.content),
            "sha256": file.checksum,
            "rows": file.rows,
            "period": payload["period"]["label"],
            "totals": payload["totals"],
        }
        self.stdout.write(
            dumps(said) if options["json"] else f"{said['file']}: {said['bytes']} bytes"
        )


def _period(text: str) -> Period:
    """Return the period up to today; days to come have no figures."""
    period, today = _whole(text), local_today()
    if period.first > today:
        raise CommandError(f"'{text}' has not begun: there is nothing to report.")
    return replace(period, last=min(period.last, today))


def _whole(text: str) -> Period:
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise CommandError(f"'{text}' is no period: 2026-10, 2026-Q3 or 2026.")
    year, month, quarter = match.groups()
    if month:
        return month_of(int(year), int(month))
    if quarter:
        first = date(int(year), 3 * int(quarter) - 2, 1)
        return Period(first, end_of_month(first + timedelta(days=70)), "quy")
    return Period(date(int(year), 1, 1), date(int(year), 12, 31), "nam")


def _scope(code: str) -> Scope:
    if not code:
        return WHOLE
    if not Commune.objects.filter(code=code).exists():
        raise CommandError(f"No commune has the code '{code}'.")
    return Scope(frozenset({code}))


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename: a full disk leaves no half file."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
