"""Photos and scans as one archive. They are compressed already, so the archive is not."""

import contextlib
import hashlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage, storages

from marketplace.backups.manifest import BackupBroken, FileFact, chunks

NAME = "files.tar"


def roots() -> dict[str, Path]:
    """Return the folders that hold what people sent, by their name in the archive."""
    return {"media": Path(default_storage.location), "private": Path(storages["private"].location)}


class _Digesting:
    """A file that adds up its digest while it is read; ends where it ended when it was opened."""

    def __init__(self, file, size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        self.digest.update(data)
        return data


def pack(path: Path) -> dict[str, FileFact]:
    """Write every photo and scan into an archive; return their facts.

    One that is taken away meanwhile is left out: the database was read before.
    """
    facts = {}
    # Demo photos are hard links to one another; each is a file of its own in the archive.
    with tarfile.open(path, "w", dereference=True) as archive:
        for name, source in _found():
            with contextlib.suppress(FileNotFoundError), source.open("rb") as file:
                info = archive.gettarinfo(arcname=name, fileobj=file)
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                counted = _Digesting(file, info.size)
                archive.addfile(info, counted)
                facts[name] = FileFact(info.size, counted.digest.hexdigest())
    return facts


def unpack(path: Path, facts: dict[str, FileFact]) -> int:
    """Put the files of an archive back, each in one step; return how many.

    Raises ``BackupBroken`` for one that the manifest does not know, or that is another.
    """
    places, seen = roots(), set()
    with tarfile.open(path) as archive:
        for info in archive:
            fact = facts.get(info.name)
            if fact is None or not info.isfile():
                raise BackupBroken(f"{info.name} stands in the archive, not in the manifest.")
            _put(archive, info, _target(places, info.name), fact)
            seen.add(info.name)
    if missing := facts.keys() - seen:
        raise BackupBroken(f"{len(missing)} files are missing, such as {min(missing)}.")
    return len(seen)


def _found() -> Iterator[tuple[str, Path]]:
    for name, folder in roots().items():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _target(places: dict[str, Path], name: str) -> Path:
    """Return where a file belongs; none may lead out of its folder."""
    root, _, inside = name.partition("/")
    if root not in places:
        raise BackupBroken(f"{name} belongs nowhere.")
    folder = places[root].resolve()
    target = (folder / inside).resolve()
    if folder not in target.parents:
        raise BackupBroken(f"{name} leads out of its folder.")
    return target


def _put(archive: tarfile.TarFile, info: tarfile.TarInfo, target: Path, fact: FileFact) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.restoring")
    digest = hashlib.sha256()
    with archive.extractfile(info) as source, partial.open("wb") as copy:
        for chunk in chunks(source):
            digest.update(chunk)
            copy.write(chunk)
    if FileFact(info.size, digest.hexdigest()) != fact:
        partial.unlink()
        raise BackupBroken(f"{info.name} is not the file that was backed up.")
    os.utime(partial, (info.mtime, info.mtime))
    partial.replace(target)
