"""Back everything up: database, photos, scans."""

from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from marketplace.backups import making
from marketplace.backups import manifest as manifests
from marketplace.backups.databases import DumpFailed


class Command(BaseCommand):
    """Make a new folder with all of the market as of one moment."""

    help = "Back up database and files into a new folder of DIR, while the market is open."

    def add_arguments(self, parser):
        """Add where to, and how many to keep."""
        parser.add_argument("dir", type=Path)
        parser.add_argument("--keep", type=int, default=0, help="keep so many of the newest")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Make it; say where it is and how much it holds."""
        try:
            folder = making.make_backup(options["dir"], keep=options["keep"])
        except (DumpFailed, OSError) as problem:
            raise CommandError(f"No backup was made: {problem}") from problem
        found = manifests.read(folder)
        size = found.database.size + found.archive.size
        rows = sum(found.tables.values())
        if options["json"]:
            facts = {"dir": str(folder), "made_at": found.made_at, "bytes": size, "rows": rows}
            self.stdout.write(dumps(facts | {"files": len(found.files)}))
        else:
            self.stdout.write(
                f"{folder}: {rows} rows, {len(found.files)} files, {size / 1e6:.1f} MB"
            )
