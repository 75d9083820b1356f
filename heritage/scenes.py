"""Put a panorama of a site up, in place of the one before."""

import secrets
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from catalogue import images
from common.errors import BusinessRuleError
from heritage.models import Scene
from heritage.sites import BY_SLUG

#: Width by height of a picture all around, give or take what cameras do.
_SHAPE, _SLACK = 2.0, 0.02
#: One to see it flat, one to look around in: cheap phones draw textures of 4,096 px.
_WIDTHS = (640, 3072)


class SceneRefused(BusinessRuleError):
    """The file is no picture all around, or nobody knows the site."""


def put_up(*, site: str, file: BinaryIO, shows: str, credit: str, is_sample: bool = False) -> Scene:
    """Show a panorama from now on, without what its file told besides.

    For files that operators have on the server: decoded here, not shut in like the photos of
    strangers. Raises ``SceneRefused``.
    """
    if site not in BY_SLUG:
        raise SceneRefused(f"Không có di sản tên {site}. Có: {', '.join(BY_SLUG)}.")
    image = _opened(file)
    stem = f"heritage/{secrets.token_hex(16)}"
    renditions = {}
    for width in sorted({min(width, image.width) for width in _WIDTHS}):
        data = images.to_webp(image, width=width)
        renditions[str(width)] = default_storage.save(f"{stem}-{width}.webp", ContentFile(data))
    with transaction.atomic():
        old = Scene.objects.select_for_update().filter(site=site).first()
        scene, _ = Scene.objects.update_or_create(
            site=site,
            defaults={
                "renditions": renditions, "width": image.width, "height": image.height,
                "shows": shows, "credit": credit, "is_sample": is_sample,
            },
        )  # fmt: skip
        if old:
            transaction.on_commit(lambda: _drop(old.renditions))
    return scene


def _opened(file: BinaryIO) -> Image.Image:
    try:
        head = images.read_header(file)
        if abs(head.width / head.height - _SHAPE) > _SLACK:
            raise SceneRefused("Ảnh 360° phải rộng gấp đôi cao, ví dụ 4096 × 2048.")
        with Image.open(file) as opened:
            return opened.convert("RGB")
    except (images.ImageRefused, OSError) as problem:
        raise SceneRefused("Không đọc được ảnh này.") from problem


def _drop(renditions: dict[str, str]) -> None:
    for path in renditions.values():
        default_storage.delete(path)
