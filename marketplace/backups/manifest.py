"""What a backup holds, written down so that a restore can be proved."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "manifest.json"
_CHUNK = 1024 * 1024


class BackupBroken(Exception):
    """A backup is not whole, or not what its manifest says."""


@dataclass(frozen=True)
class FileFact:
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Facts of one backup. ``made_at`` is the moment that the database is as of, with offset.

    ``tables`` are the rows of each table at that moment; ``files`` the photos and scans by their
    path in the archive.
    """

    made_at: str
    vendor: str
    server: str
    tables: dict[str, int]
    database: FileFact
    archive: FileFact
    files: dict[str, FileFact]

    def write(self, folder: Path) -> None:
        """Write it beside what it describes."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Read the manifest of a backup. Raises ``BackupBroken``."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        facts = {name: FileFact(**found.pop(name)) for name in ("database", "archive")}
        files = {path: FileFact(**fact) for path, fact in found.pop("files").items()}
        return Manifest(**found, **facts, files=files)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupBroken(f"{folder} holds no readable {NAME}: {problem}") from problem


def fact_of(path: Path) -> FileFact:
    """Return the facts of a file."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        size = 0
        for chunk in chunks(file):
            digest.update(chunk)
            size += len(chunk)
    return FileFact(size, digest.hexdigest())


def require(path: Path, fact: FileFact) -> None:
    """Raise ``BackupBroken`` unless the file is what the manifest says."""
    if not path.is_file():
        raise BackupBroken(f"{path.name} is missing.")
    if fact_of(path) != fact:
        raise BackupBroken(f"{path.name} is not the file that was backed up.")


def chunks(file) -> Iterator[bytes]:
    """Read a file in parts of one megabyte."""
    while chunk := file.read(_CHUNK):
        yield chunk
