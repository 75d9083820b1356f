"""Read the facts files of ``places/data`` into the database."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from places import services


class Command(BaseCommand):
    help = "Bring provinces, communes and former units in line with the facts files."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        result = services.import_places()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result)))
            return
        self.stdout.write(
            f"{result.provinces} provinces, {result.communes} communes, "
            f"{result.links} former units: {result.created} created, "
            f"{result.changed} changed, {result.removed} removed."
        )
