"""Pictures of the demo: each drawing is rendered once and goes the way of a farmer's photo.

Many listings show the same drawing. Each gets names of its own that are hard links to one
file, so deleting the photo of one listing never takes it from another.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalogue import images
from demo.illustrations import draw, render_jpeg

#: Motif and variant of a drawing.
Drawing = tuple[str, int]
WIDTH, HEIGHT, PORTRAIT_HEIGHT = 1200, 900, 800
_SIZES = sorted({min(width, WIDTH) for width in images.WIDTHS})
_EVERY = 25


def render(drawings: Iterable[Drawing], progress: Callable[[str], None]) -> int:
    """Render the drawings that are not in the cache yet; return how many."""
    missing = sorted({d for d in drawings if not _is_cached(d)})
    cache_folder().mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(_render, missing), 1):
            if done % _EVERY == 0:
                progress(f"  pictures {done}/{len(missing)}")
    return len(missing)


def place(stem: str, drawing: Drawing) -> tuple[str, dict[str, str]]:
    """Put a drawing into the media under ``stem``; return the original and its renditions."""
    names = {f"{stem}.jpg": _cached(drawing, ".jpg")}
    renditions = {}
    for width in _SIZES:
        renditions[str(width)] = f"{stem}-{width}.webp"
        names[renditions[str(width)]] = _cached(drawing, f"-{width}.webp")
    for name, source in names.items():
        link(source, name)
    return f"{stem}.jpg", renditions


def cache_folder() -> Path:
    return Path(settings.VAR_DIR) / "demo-photos"


def _cached(drawing: Drawing, ending: str) -> Path:
    motif, variant = drawing
    return cache_folder() / f"{motif}-{variant}{ending}"


def _is_cached(drawing: Drawing) -> bool:
    endings = (".jpg", *(f"-{width}.webp" for width in _SIZES))
    return all(_cached(drawing, ending).exists() for ending in endings)


def _render(drawing: Drawing) -> None:
    motif, variant = drawing
    label = "Thái Nguyên" if "_box" in motif or "tea_" in motif else ""
    picture = images.decode(render_jpeg(draw(motif, variant=variant, label=label), width=WIDTH))
    for width, data in images.to_webps(picture).items():
        _cached(drawing, f"-{width}.webp").write_bytes(data)
    # Written last and in one move: where it is, the sizes are too.
    half = _cached(drawing, ".half")
    half.write_bytes(images.to_jpeg(picture))
    half.replace(_cached(drawing, ".jpg"))


def link(source: Path, name: str) -> None:
    """Give the file another name in the media; copy it where links are not possible."""
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(source.read_bytes()))
        return
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
