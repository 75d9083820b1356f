"""I11: rows of photos and their files, on a disk of this machine."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from catalogue.models import ProductImage
from shop.invariants.findings import EXAMPLES, Finding

ORPHAN_S = 24 * 3600


def photos_have_files() -> Finding:
    """Compare rows with files; nothing is found where files are kept elsewhere."""
    if not isinstance(default_storage, FileSystemStorage):
        return Finding()
    root = Path(default_storage.location)
    lost, known = [], set()
    for image_id, names in _named():
        known.update(names)
        if any(not (root / name).is_file() for name in names) and _is_lost(image_id, root):
            lost.append(f"photo without its file: {image_id}")
    orphans = [name for name in _old_files(root) if name not in known]
    examples = lost[:EXAMPLES] + [f"file without a photo: {name}" for name in orphans]
    return Finding(len(lost) + len(orphans), tuple(examples[:EXAMPLES]))


def _named() -> Iterator[tuple[int, list[str]]]:
    """Yield the names of the files of every photo that was not refused. 1 query."""
    rows = ProductImage.objects.filter(refused="").order_by().iterator(chunk_size=2_000)
    for row in rows:
        yield row.pk, _files(row)


def _files(row: ProductImage) -> list[str]:
    return [row.original.name, *row.renditions.values()] if row.original else []


def _is_lost(image_id: int, root: Path) -> bool:
    """Look again: the photo may have been made ready or deleted meanwhile."""
    row = ProductImage.objects.filter(pk=image_id, refused="").first()
    return row is not None and any(not (root / name).is_file() for name in _files(row))


def _old_files(root: Path) -> Iterator[str]:
    """Yield the files of photos that are older than a day."""
    folder = root / settings.OSCAR_IMAGE_FOLDER.split("%", 1)[0]
    before = time.time() - ORPHAN_S
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < before:
            yield path.relative_to(root).as_posix()
