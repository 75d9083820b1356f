"""Photos of listings: what is taken, where it is kept, how it is made ready for pages.

A sent file is kept as ``<random>.sent`` and never shown: it may carry the place of a home.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from catalogue import apart, images
from catalogue.models import Product, ProductImage
from common.files import FileRefused
from jobs import outbox
from jobs.models import Outbox

log = logging.getLogger(__name__)
KIND = "photo"
SENT = ".sent"
PREVIEW_WIDTH = 320
#: A photo that ends the decoder so many times while others pass is to blame itself.
PATIENCE = 4
#: A machine may have no time or memory for so long; the queue tries again all the while.
BUSY_FOR = timedelta(hours=2)
_LATER = "Sàn chưa đọc được ảnh này lúc này. Bạn thử lại sau ít phút, hoặc chọn ảnh khác."
_LOST = "Chưa nhận được ảnh này. Bạn chọn lại ảnh giúp."


class PhotoRefused(FileRefused):
    """The file cannot be taken as a photo; ``message`` tells what to do."""

    message = "Chưa nhận được ảnh này. Chọn ảnh khác."


def check_upload(file) -> None:
    """Look at an uploaded file without decoding it; the file is rewound.

    Raises ``PhotoRefused`` with a sentence for the seller.
    """
    if file.size > images.MAX_BYTES:
        raise PhotoRefused(
            f"Ảnh nặng hơn {images.MAX_BYTES // (1024 * 1024)} MB. Chọn ảnh nhẹ hơn,"
            " hoặc chụp lại ở cỡ nhỏ hơn."
        )
    try:
        images.read_header(file)
    except images.ImageRefused as problem:
        raise PhotoRefused(problem.message) from problem


@transaction.atomic
def add_photo(*, product: Product, file) -> ProductImage:
    """Keep an uploaded photo of a listing and queue the making of its sizes.

    Raises ``PhotoRefused`` like ``check_upload``.
    """
    check_upload(file)
    last = product.images.aggregate(last=Max("display_order"))["last"]
    image = ProductImage(product=product, display_order=0 if last is None else last + 1)
    image.original.save(f"{secrets.token_hex(16)}{SENT}", file, save=False)
    image.save()
    outbox.enqueue(kind=KIND, dedupe_key=_key(image.pk), payload={"image_id": image.pk})
    return image


def render_photo(image_id: int) -> None:
    """Make the clean original and the WebP sizes of a photo; safe to run again.

    Content that cannot be a photo is refused: the reason is written, the file is deleted.
    One that seems to end decoders is refused too, and its file stays.
    Raises ``apart.DecoderFailed`` while the decoder is to blame: the file stays, the job comes
    again, and whoever watches hears of photos that wait.
    """
    image = ProductImage.objects.filter(pk=image_id).first()
    if image is None or image.rendered_at or image.refused:
        return
    if image.original.name.endswith(SENT):
        try:
            sent = _read(image)
            made = apart.make(sent, jpeg=True)
        except images.ImageRefused as problem:
            _refuse(image, problem.message)
            image.original.storage.delete(image.original.name)
            return
        except apart.DecoderFailed as problem:
            log.error("catalogue: photo %s was not decoded: %s", image.pk, problem)
            if not _is_to_blame(image, sent, problem):
                raise
            # Blame is a guess: the file stays, so that the photo can be made ready one day.
            _refuse(image, apart.TOO_HEAVY)
            return
        _store(image, made)
    # Between storing and this line a crash leaves the sent file: the second run removes it.
    image.original.storage.delete(f"{_stem(image.original.name)}{SENT}")
    ProductImage.objects.filter(pk=image.pk).update(rendered_at=timezone.now())


def oldest_waiting() -> datetime | None:
    """Return when the photo was sent that waits longest for its sizes. 1 query."""
    waits = Outbox.objects.filter(kind=KIND, done_at=None)
    return waits.aggregate(oldest=Min("created_at"))["oldest"]


@dataclass(frozen=True, slots=True)
class CleanCopies:
    """A photo written anew: a JPEG of up to 1600 px, a small WebP for lists; size in px."""

    jpeg: bytes
    preview: bytes
    width: int
    height: int


def clean_copies(file) -> CleanCopies:
    """Decode an uploaded photo and write it anew, without metadata; stores nothing.

    Raises ``PhotoRefused`` like ``check_upload``, and for content that cannot be decoded.
    """
    check_upload(file)
    made = _made(file.read(), widths=[PREVIEW_WIDTH], jpeg=True)
    (preview,) = made.webps.values()
    return CleanCopies(made.jpeg, preview, made.width, made.height)


@dataclass(frozen=True, slots=True)
class CleanRenditions:
    """The WebP sizes of a photo as ``{width: path}``; size of the whole in px."""

    renditions: dict[str, str]
    width: int
    height: int


def clean_sizes(file, *, widths: Sequence[int], longest: int) -> apart.Made:
    """Decode an uploaded picture into WebP of the widths, without metadata; stores nothing.

    Raises ``PhotoRefused`` like ``clean_copies``.
    """
    check_upload(file)
    return _made(file.read(), widths=widths, longest=longest)


def clean_renditions(*, file, storage: Storage, folder: str) -> CleanRenditions:
    """Write the WebP sizes of an uploaded photo, without metadata, under a random name.

    Raises ``PhotoRefused`` like ``clean_copies``.
    """
    check_upload(file)
    made = _made(file.read())
    sizes = _write_sizes(storage, f"{folder}/{secrets.token_hex(16)}", made.webps)
    return CleanRenditions(sizes, made.width, made.height)


def portrait_renditions(*, data: bytes, storage: Storage) -> dict[str, str]:
    """Write the WebP sizes of a portrait; return ``{width: path}``.

    Raises ``PhotoRefused``.
    """
    return _write_sizes(storage, f"sellers/{secrets.token_hex(16)}", _made(data).webps)


def _made(data: bytes, **wanted) -> apart.Made:
    """Decode while a person waits; nothing is kept, so the person tries again."""
    try:
        return apart.make(data, **wanted)
    except images.ImageRefused as problem:
        raise PhotoRefused(problem.message) from problem
    except apart.DecoderFailed as problem:
        log.error("catalogue: a photo was not decoded: %s", problem)
        raise PhotoRefused(_LATER) from problem


def _key(image_id: int) -> str:
    return f"{KIND}:{image_id}"


def _read(image: ProductImage) -> bytes:
    try:
        with image.original.open("rb") as file:
            return file.read()
    except FileNotFoundError as error:
        raise images.ImageRefused(_LOST) from error


def _store(image: ProductImage, made: apart.Made) -> None:
    """Write the clean files under the random name and point the row at them."""
    storage, stem = image.original.storage, _stem(image.original.name)
    renditions = _write_sizes(storage, stem, made.webps)
    image.original.name = _write(storage, f"{stem}.jpg", made.jpeg)
    image.renditions = renditions
    image.width, image.height = made.width, made.height
    image.save(update_fields=["original", "renditions", "width", "height"])


def _write_sizes(storage: Storage, stem: str, sizes: dict[int, bytes]) -> dict[str, str]:
    return {
        str(width): _write(storage, f"{stem}-{width}.webp", data) for width, data in sizes.items()
    }


def _write(storage: Storage, name: str, data: bytes) -> str:
    # A second run after a crash writes the same names, not new ones beside them.
    storage.delete(name)
    return storage.save(name, ContentFile(data))


def _refuse(image: ProductImage, reason: str) -> None:
    ProductImage.objects.filter(pk=image.pk).update(refused=reason[:200])


def _is_to_blame(image: ProductImage, sent: bytes, problem: apart.DecoderFailed) -> bool:
    """Tell whether a photo ends decoders that read others of its format."""
    row = Outbox.objects.filter(dedupe_key=_key(image.pk)).first()
    if row is None or row.tries < PATIENCE:
        return False
    if problem.is_busy and timezone.now() - row.created_at < BUSY_FOR:
        return False
    return apart.is_well(sent)


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))
