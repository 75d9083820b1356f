"""Prove that orders, stock and money agree."""

import sys
from json import dumps

from django.core.management.base import BaseCommand

from shop.invariants.checking import check_invariants


class Command(BaseCommand):
    """Look for states that must not be; exit 1 on a break."""

    help = "Check that orders, stock and money agree; exit 1 on a break."

    def add_arguments(self, parser):
        """Add the switch for machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service, print the outcome, exit 1 when it is bad."""
        report = check_invariants()
        if options["json"]:
            self.stdout.write(dumps(report.as_json(), ensure_ascii=False))
        else:
            for outcome in report.outcomes:
                word = "OK" if outcome.ok else f"BROKEN {outcome.finding.broken}"
                self.stdout.write(f"{outcome.id}: {word}")
                for example in outcome.finding.examples:
                    self.stdout.write(f"  {example}")
        if not report.ok:
            sys.exit(1)
