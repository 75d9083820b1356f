"""Make a backup: the database first, then the photos, which may only be more."""

import os
import shutil
import time
from pathlib import Path

from django.db import connection
from django.utils import timezone

from common.dates import VIETNAM
from marketplace.backups import archives, databases
from marketplace.backups import manifest as manifests
from marketplace.backups.manifest import Manifest

_PARTIAL = ".partial"
#: A backup that has not written for so long is no more.
_KILLED_S = 24 * 3600


def make_backup(parent: Path, *, keep: int = 0) -> Path:
    """Back everything up into a new folder of ``parent``; return the folder.

    It gets its name once it is whole. With ``keep`` only so many of the newest stay. Raises
    ``DumpFailed``, ``OSError`` (no space left).
    """
    now = timezone.now().astimezone(VIETNAM)
    folder = parent / f"{now:%Y-%m-%d-%H%M%S}"
    partial = folder.with_name(folder.name + _PARTIAL)
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    # Orders and phone numbers lie in it: for nobody but who makes it.
    partial.mkdir(mode=0o700)
    try:
        _fill(partial)
        _settle(partial)
        partial.replace(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if keep:
        _forget(parent, keep)
    return folder


def backups_in(parent: Path) -> list[Path]:
    """Return the whole backups of a folder, the newest first."""
    found = [path.parent for path in parent.glob(f"*/{manifests.NAME}")]
    whole = [path for path in found if not path.name.endswith(_PARTIAL)]
    return sorted(whole, key=lambda path: path.name, reverse=True)


def _fill(folder: Path) -> None:
    dump, archive = folder / databases.NAMES[connection.vendor], folder / archives.NAME
    at, tables = databases.copy_to(dump)
    files = archives.pack(archive)
    Manifest(
        made_at=at.astimezone(VIETNAM).isoformat(),
        vendor=connection.vendor,
        server=_server(),
        tables=tables,
        database=manifests.fact_of(dump),
        archive=manifests.fact_of(archive),
        files=files,
    ).write(folder)


def _settle(folder: Path) -> None:
    """Have everything on the disk before the folder counts as a backup."""
    for path in [*folder.iterdir(), folder]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(parent: Path) -> None:
    """Remove what was left by a backup that was killed."""
    for left in parent.glob(f"*{_PARTIAL}"):
        if time.time() - left.stat().st_mtime > _KILLED_S:
            shutil.rmtree(left, ignore_errors=True)


def _forget(parent: Path, keep: int) -> None:
    for old in backups_in(parent)[keep:]:
        shutil.rmtree(old)


def _server() -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"
