"""Compute every cell anew while the market is open."""

from dataclasses import asdict
from json import dumps

from django.core.management.base import BaseCommand

from stats import draining


class Command(BaseCommand):
    """Mark every key and recompute in chunks."""

    help = "Compute every figure anew; run it after TRUNCATE or a bulk load."

    def add_arguments(self, parser):
        """Add the switch for machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Run the service and say what was done."""
        done = draining.rebuild_stats()
        if options["json"]:
            self.stdout.write(dumps(asdict(done)))
        else:
            self.stdout.write(f"{done.keys} keys recomputed, {done.left} left")
