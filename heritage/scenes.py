"""Put a panorama of a site up, in place of the one before, and take it down."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from catalogue import images, photos
from catalogue.apart import Made
from common.errors import BusinessRuleError
from heritage.models import Scene
from heritage.sites import BY_SLUG

#: Width by height of a picture all around, give or take what cameras do.
_SHAPE, _SLACK = 2.0, 0.02
#: One to see it flat, one to look around in: cheap phones draw textures of 4,096 px.
_WIDTHS = (640, 3072)


class SceneRefused(BusinessRuleError):
    """The file is no picture all around, or nobody knows the site."""


def read(file) -> Made:
    """Return a picture all around, written anew without what its file told besides.

    Decoded apart like the photos of strangers. Takes seconds: call it outside a transaction.
    ``file`` has ``size`` like an upload. Raises ``SceneRefused``.
    """
    try:
        head = images.read_header(file)
        _require_shape(head.width, head.height)
        made = photos.clean_sizes(file, widths=_WIDTHS, longest=max(_WIDTHS))
    except (images.ImageRefused, photos.PhotoRefused) as problem:
        raise SceneRefused(problem.message) from problem
    # A picture that its camera says to turn has its real shape only now.
    _require_shape(made.width, made.height)
    return made


def put_up(*, site: str, picture: Made, shows: str, credit: str, is_sample: bool = False) -> Scene:
    """Show a panorama from now on; the files of the one before go. Raises ``SceneRefused``."""
    if site not in BY_SLUG:
        raise SceneRefused(f"Không có di sản tên {site}. Có: {', '.join(BY_SLUG)}.")
    if not credit.strip():
        raise SceneRefused("Ghi tên người chụp, người cho dùng ảnh.")
    stem = f"heritage/{secrets.token_hex(16)}"
    renditions = {
        str(width): default_storage.save(f"{stem}-{width}.webp", ContentFile(data))
        for width, data in picture.webps.items()
    }
    with transaction.atomic():
        old = Scene.objects.select_for_update().filter(site=site).first()
        scene, _ = Scene.objects.update_or_create(
            site=site,
            defaults={
                "renditions": renditions, "width": picture.width, "height": picture.height,
                "shows": shows, "credit": credit, "is_sample": is_sample,
            },
        )  # fmt: skip
        if old:
            transaction.on_commit(lambda: _drop(old.renditions))
    return scene


@transaction.atomic
def take_down(scene: Scene) -> None:
    """Show the site without a picture from now on; its files go after the commit."""
    scene.delete()
    transaction.on_commit(lambda: _drop(scene.renditions))


def _require_shape(width: int, height: int) -> None:
    if abs(width / height - _SHAPE) > _SLACK:
        raise SceneRefused("Ảnh 360° phải rộng gấp đôi cao, ví dụ 4096 × 2048.")


def _drop(renditions: dict[str, str]) -> None:
    for path in renditions.values():
        default_storage.delete(path)
