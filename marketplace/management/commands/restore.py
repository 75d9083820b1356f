"""Put a backup back and prove it."""

import sys
from json import dumps
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from marketplace.backups import making, restoring
from marketplace.backups.databases import DumpFailed
from marketplace.backups.manifest import NAME, BackupBroken


class Command(BaseCommand):
    """Restore one backup; exit 1 when the market is not what it was."""

    help = "Put a backup back (or the newest of DIR). Stop web and workers before."

    def add_arguments(self, parser):
        """Add where from, and what may happen to what is there."""
        parser.add_argument("dir", type=Path)
        parser.add_argument("--over", action="store_true", help="replace the market that is here")
        parser.add_argument(
            "--send-waiting",
            action="store_true",
            help="send the messages that waited: nothing ran after the backup",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Restore; say what was proved, and what a person must look at."""
        try:
            done = restoring.restore(
                _backup(options["dir"]), over=options["over"], send_waiting=options["send_waiting"]
            )
        except (BackupBroken, DumpFailed, restoring.NotEmpty, OSError) as problem:
            raise CommandError(f"Not restored: {problem}") from problem
        if options["json"]:
            self.stdout.write(dumps(done.as_json(), ensure_ascii=False))
        else:
            self._tell(done)
        if not done.ok:
            sys.exit(1)

    def _tell(self, done: restoring.Restored) -> None:
        say = self.stdout.write
        say(f"As of {done.made_at}: {done.tables} tables, {done.files} files.")
        for table, (then, now) in done.wrong_tables.items():
            say(f"  DIFFERENT {table}: {then} rows in the manifest, {now} now")
        for name in done.missing_files[:20]:
            say(f"  missing file {name}")
        if len(done.missing_files) > 20:
            say(f"  … {len(done.missing_files)} files are missing")
        if done.held:
            say(f"{done.held} waiting messages are taken for sent.")
        for name in done.broken_invariants:
            say(f"  BROKEN {name}: see check_invariants")
        say(f"Figures recomputed, {done.stats_differences} differences.")
        say("OK. Everybody signs in anew." if done.ok else "NOT as it was: see above.")


def _backup(folder: Path) -> Path:
    """Return the folder itself, or the newest backup inside."""
    if (folder / NAME).is_file():
        return folder
    found = making.backups_in(folder)
    if not found:
        raise CommandError(f"There is no backup in {folder}.")
    return found[0]
