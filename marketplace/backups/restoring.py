"""Put a backup back, and prove that the market is what it was."""

from dataclasses import asdict, dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from accounts.models import OneTimeCode
from audit import heads
from jobs import messages
from jobs.models import Outbox
from marketplace.backups import archives, databases
from marketplace.backups import manifest as manifests
from marketplace.backups.manifest import BackupBroken, Manifest
from shop.invariants.checking import check_invariants
from stats import draining, proof


@dataclass(frozen=True)
class Restored:
    """How a restore went. ``held`` messages waited in the backup and are not sent again.

    ``wrong_tables`` are ``{table: (rows in the manifest, rows now)}``; ``missing_files`` are named
    by the database and not there.
    """

    made_at: str
    tables: int
    files: int
    wrong_tables: dict[str, tuple[int, int]]
    missing_files: list[str]
    held: int
    broken_invariants: list[str]
    stats_differences: int

    @property
    def ok(self) -> bool:
        """Tell whether everything is as it was. Missing files are told, and no fault."""
        return not (self.wrong_tables or self.broken_invariants or self.stats_differences)

    def as_json(self) -> dict:
        """Return all of it for a program."""
        return {"ok": self.ok, **asdict(self)}


class NotEmpty(Exception):
    """The database is somebody's market already."""


def restore(folder: Path, *, over: bool = False, send_waiting: bool = False) -> Restored:
    """Make this market what the backup in ``folder`` says; web and workers must be stopped.

    With ``over`` a market that is there is replaced. Everybody has to sign in anew. Messages that
    waited are taken for sent unless ``send_waiting`` says that nothing ran after the backup.
    Raises ``BackupBroken``, ``NotEmpty``, ``DumpFailed``; the database is changed wholly or not.
    """
    found = manifests.read(folder)
    dump = _checked(folder, found)
    if not over and databases.is_in_use():
        raise NotEmpty("This database holds people or orders. Give --over to replace it.")
    files = archives.unpack(folder / archives.NAME, found.files)
    databases.put_back(dump)
    wrong = _differences(found)
    # The program may be newer than the backup; this also sets the triggers.
    call_command("migrate", interactive=False, verbosity=0)
    held = 0 if send_waiting else _hold_messages()
    _sign_everybody_out()
    heads.start_anew()
    draining.rebuild_stats()
    return Restored(
        made_at=found.made_at,
        tables=len(found.tables),
        files=files,
        wrong_tables=wrong,
        missing_files=missing_files(),
        held=held,
        broken_invariants=[one.id for one in check_invariants().outcomes if not one.ok],
        stats_differences=proof.check_stats().differences,
    )


def missing_files() -> list[str]:
    """Return the files that rows name and that are not there."""
    missing = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names = model._default_manager.exclude(**{field.name: ""})
                for name in names.values_list(field.name, flat=True).iterator():
                    if name and not field.storage.exists(name):
                        missing.append(name)
    return sorted(missing)


def _checked(folder: Path, found: Manifest) -> Path:
    """Return the copy of the database once both files are known to be whole."""
    if found.vendor != connection.vendor:
        raise BackupBroken(f"This is a backup of {found.vendor}, not of {connection.vendor}.")
    dump = folder / databases.NAMES[found.vendor]
    manifests.require(dump, found.database)
    manifests.require(folder / archives.NAME, found.archive)
    return dump


def _differences(found: Manifest) -> dict[str, tuple[int, int]]:
    now = databases.rows_of_tables()
    names = sorted(found.tables.keys() | now.keys())
    pairs = {name: (found.tables.get(name, 0), now.get(name, 0)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _hold_messages() -> int:
    """Take what waited for sent: it probably left after the backup, and nobody is told twice."""
    waiting = Outbox.objects.filter(kind=messages.KIND, done_at=None)
    return waiting.update(done_at=timezone.now(), payload={}, last_error="held by a restore")


def _sign_everybody_out() -> None:
    Session.objects.all().delete()
    OneTimeCode.objects.all().delete()
    cache.clear()
