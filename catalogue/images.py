"""Pictures as bytes: look at a header, decode with care, write clean files. No models here."""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
WIDTHS = (320, 640, 1280)
WEBP_QUALITY = 75
JPEG_QUALITY = 85

#: Pillow opens a JPEG with a second frame (many phones write one) as MPO.
_STILL_FORMATS = {"JPEG", "MPO"}
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")

_NOT_A_PHOTO = "Tệp này không phải ảnh. Chọn ảnh chụp bằng điện thoại (JPG, PNG hoặc WebP)."
_HEIC = (
    "Ảnh kiểu HEIC của iPhone chưa nhận được. Vào Cài đặt → Camera → Định dạng,"
    " chọn “Tương thích nhất” rồi chụp lại."
)


class ImageRefused(ValueError):
    """A file that is not taken as a photo; ``message`` tells the person what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes of a file say about the picture."""

    format: str
    width: int
    height: int


def read_header(file: BinaryIO) -> Header:
    """Return format and size without decoding a pixel; the file is rewound.

    Raises ``ImageRefused`` for anything that is not one still JPEG, PNG or WebP picture.
    """
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if not start:
        raise ImageRefused("Tệp ảnh rỗng. Chọn lại ảnh, hoặc chụp ảnh khác.")
    if start[4:12] in _HEIC_BRANDS:
        raise ImageRefused(_HEIC)
    try:
        with _open(file) as image:
            return _checked(image)
    finally:
        file.seek(0)


def decode(data: bytes) -> Image.Image:
    """Return an upright sRGB picture without metadata, longest side ≤ 1600 px.

    Raises ``ImageRefused`` for broken or hostile content.
    """
    read_header(io.BytesIO(data))
    try:
        with _open(io.BytesIO(data)) as image:
            # A JPEG is decoded at a half, quarter or eighth: less memory, less time.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            return _to_srgb(upright)
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        if isinstance(error, ImageRefused):
            raise
        raise ImageRefused("Ảnh bị hỏng, không mở được. Chụp hoặc chọn ảnh khác.") from (error)


def to_jpeg(image: Image.Image) -> bytes:
    """Return the picture as a progressive JPEG without any metadata."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def to_webps(image: Image.Image) -> dict[int, bytes]:
    """Return ``{width: WebP}``; a picture narrower than a width is not blown up."""
    widths = sorted({min(width, image.width) for width in WIDTHS})
    return {width: to_webp(image, width=width) for width in widths}


def to_webp(image: Image.Image, *, width: int) -> bytes:
    """Return one WebP, at most ``width`` px wide."""
    width = min(width, image.width)
    height = max(1, round(image.height * width / image.width))
    sized = (
        image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    )
    out = io.BytesIO()
    sized.save(out, "WEBP", quality=WEBP_QUALITY, method=4)
    return out.getvalue()


def render(data: bytes) -> dict[int, bytes]:
    """Return ``{width: WebP}`` of any accepted picture, for photos and portraits.

    Raises ``ImageRefused``.
    """
    return to_webps(decode(data))


def _open(file: BinaryIO) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Our own limit follows in _checked, with words for the person.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise ImageRefused(_too_large()) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageRefused(_NOT_A_PHOTO) from error


def _checked(image: Image.Image) -> Header:
    if image.width * image.height > MAX_PIXELS:
        raise ImageRefused(_too_large())
    if image.format not in _STILL_FORMATS and getattr(image, "is_animated", False):
        raise ImageRefused("Ảnh động chưa nhận được. Chọn một ảnh chụp bình thường.")
    kind = "JPEG" if image.format in _STILL_FORMATS else str(image.format)
    return Header(kind, image.width, image.height)


def _too_large() -> str:
    return (
        f"Ảnh quá lớn (hơn {MAX_PIXELS // 1_000_000} triệu điểm ảnh)."
        " Chọn ảnh khác, hoặc chụp ở cỡ nhỏ hơn."
    )


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return a bare RGB copy: profile applied, transparency on white, nothing attached."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = _apply_profile(image, profile) if profile else image.convert("RGB")
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    return clean


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return converted or image.convert("RGB")
