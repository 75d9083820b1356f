"""A drawn scene to try the viewer with; the page of its site says that it is only a sample."""

from pathlib import Path

from catalogue import images
from demo.clock import NOW
from demo.illustrations import panorama
from demo.photos import cache_folder, link
from heritage.models import Scene

_SITE = "atk-dinh-hoa"
_WIDTHS = (640, panorama.WIDTH)


def is_missing() -> bool:
    """Tell whether the site has no scene at all: one that somebody put up stays. 1 query."""
    return not Scene.objects.filter(site=_SITE).exists()


def render() -> None:
    """Draw the scene unless it lies in the cache."""
    if all(_cached(width).exists() for width in _WIDTHS):
        return
    cache_folder().mkdir(parents=True, exist_ok=True)
    picture = panorama.draw()
    for width in _WIDTHS:
        half = _cached(width).with_suffix(".half")
        half.write_bytes(images.to_webp(picture, width=width))
        half.replace(_cached(width))


def write_scene() -> None:
    """Put the drawn scene up, unless there is one."""
    if not is_missing():
        return
    render()
    names = {str(width): f"heritage/demo-{width}.webp" for width in _WIDTHS}
    for width in _WIDTHS:
        link(_cached(width), names[str(width)])
    Scene.objects.create(
        site=_SITE,
        renditions=names,
        width=panorama.WIDTH,
        height=panorama.HEIGHT,
        shows="Đồi chè vẽ bằng máy, để thử xem xung quanh",
        credit="tranh vẽ của bản minh họa",
        is_sample=True,
        added_at=NOW,
    )


def _cached(width: int) -> Path:
    return cache_folder() / f"panorama-{width}.webp"
