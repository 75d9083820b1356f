"""Thumbnails for Oscar's own templates: only the address of a size that is already made."""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.templatetags.static import static
from oscar.core.thumbnails import AbstractThumbnailer

MISSING = "img/photo-missing.svg"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """What Oscar's templates ask of a thumbnail."""

    url: str
    width: int
    height: int

    def __str__(self) -> str:
        return self.url


class RenditionThumbnailer(AbstractThumbnailer):
    """Choose among the renditions of a photo; never open a file in a request."""

    def generate_thumbnail(self, source, **opts) -> Thumbnail:
        """Return the smallest rendition that covers ``size`` (``"x155"``, ``"80x80"``)."""
        asked = _asked_width(str(opts.get("size", "")))
        image = source.instance if isinstance(source, FieldFile) else None
        sizes = sorted((int(w), path) for w, path in _renditions(image).items())
        if sizes:
            width, path = next((s for s in sizes if s[0] >= asked), sizes[-1])
            height = round(width * image.height / image.width) if image.width else width
            return Thumbnail(default_storage.url(path), width, height)
        return Thumbnail(static(MISSING), asked, asked)

    def delete_thumbnails(self, source) -> None:
        """Delete a photo's sizes and its original once the row is surely gone."""
        if not isinstance(source, FieldFile) or not source.name:
            return
        storage, names = source.storage, [source.name]
        names += _renditions(source.instance).values()

        def delete() -> None:
            for name in names:
                storage.delete(name)

        transaction.on_commit(delete, robust=True)


def _renditions(image) -> dict[str, str]:
    return getattr(image, "renditions", None) or {}


def _asked_width(size: str) -> int:
    numbers = [int(part) for part in size.split("x") if part.isdigit()]
    return max(numbers, default=320)
