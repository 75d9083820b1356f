"""Prove that the audit trail is whole."""

import sys
from json import dumps

from django.core.management.base import BaseCommand

from audit import checking, sealing


class Command(BaseCommand):
    """Read every row of the trail; exit 1 when one is not what was written."""

    help = "Check that no row of the audit trail was changed; exit 1 when one was."

    def add_arguments(self, parser):
        """Add the switch for machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Seal what waits, check, print, exit 1 when something is wrong."""
        sealing.seal()
        found = checking.problems()
        events, seals = checking.counted()
        if options["json"]:
            said = {"ok": not found, "events": events, "sealed": seals, "problems": found}
            self.stdout.write(dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{events} events, {seals} sealed")
            for problem in found:
                self.stdout.write(f"BROKEN {problem}")
        if found:
            sys.exit(1)
