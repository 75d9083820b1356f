"""Pictures as bytes: look at a header, decode with care, write clean files. No models here."""

import importlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pi_heif
from PIL import Image, ImageCms, ImageOps

pi_heif.register_heif_opener()

MAX_BYTES = 12 * 1024 * 1024
#: What a decoder needs for a pixel decides: below 300 MB for the largest (docs/benchmarks.md).
MAX_PIXELS = {"JPEG": 40_000_000, "HEIF": 40_000_000, "PNG": 30_000_000, "WEBP": 16_000_000}
LONGEST_SIDE = 1600
#: The first is for the small squares of lists, the rest for cards and pages.
WIDTHS = (160, 320, 640, 1280)
_HEIC_SAMPLE = Path(__file__).with_name("probe.heic")
WEBP_QUALITY = 75
JPEG_QUALITY = 85

#: Pillow opens a JPEG with a second frame (many phones write one) as MPO; a HEIC may hold several
#: pictures of one moment. The first is the photo.
_STILL_FORMATS = {"JPEG", "MPO", "HEIF"}
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

_NOT_A_PHOTO = "Tệp này không phải ảnh. Chọn ảnh chụp bằng điện thoại (JPG, PNG, WebP, HEIC)."
_BROKEN = "Ảnh bị hỏng, không mở được. Chụp hoặc chọn ảnh khác."


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


def warm_up() -> None:
    """Load what reads the formats, before files cannot be opened any more."""
    for name in ("Jpeg", "Mpo", "Png", "WebP", "Tiff"):
        importlib.import_module(f"PIL.{name}ImagePlugin")
    Image.preinit()


def read_header(file: BinaryIO) -> Header:
    """Return format and size without decoding a pixel; the file is rewound.

    Raises ``ImageRefused`` for anything that is not one still JPEG, PNG, WebP or HEIC picture.
    """
    file.seek(0)
    is_empty = not file.read(1)
    file.seek(0)
    if is_empty:
        raise ImageRefused("Tệp ảnh rỗng. Chọn lại ảnh, hoặc chụp ảnh khác.")
    try:
        with _open(file) as image:
            return _checked(image)
    finally:
        file.seek(0)


def decode(data: bytes, *, longest: int = LONGEST_SIDE) -> Image.Image:
    """Return an upright sRGB picture without metadata, no side longer than ``longest`` px.

    Raises ``ImageRefused`` for broken or hostile content.
    """
    read_header(io.BytesIO(data))
    try:
        with _open(io.BytesIO(data)) as image:
            # A JPEG is decoded at a half, quarter or eighth: less memory, less time.
            image.draft("RGB", (longest, longest))
            # Made small before it is turned: a turn copies every pixel.
            small = _with_shades(image)
            small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            return _to_srgb(ImageOps.exif_transpose(small))
    except ImageRefused:
        raise
    except Exception as error:  # decoders fail on hostile bytes in ways that no list names
        raise ImageRefused(_BROKEN) from error


def sample(kind: str) -> bytes:
    """Return a photo of a format of ``MAX_PIXELS`` that is known to be good."""
    if kind == "HEIF":
        # Nothing here writes HEIC; made with pillow-heif.
        return _HEIC_SAMPLE.read_bytes()
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(out, kind)
    return out.getvalue()


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


def _open(file: BinaryIO) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Our own limit follows in _checked, with words for the person.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise ImageRefused(_too_large(MAX_PIXELS["JPEG"])) from error
    except Exception as error:  # as above: whatever is wrong with it, it is no photo
        raise ImageRefused(_NOT_A_PHOTO) from error


def _checked(image: Image.Image) -> Header:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if image.width * image.height > MAX_PIXELS[kind]:
        raise ImageRefused(_too_large(MAX_PIXELS[kind]))
    if image.format not in _STILL_FORMATS and getattr(image, "is_animated", False):
        raise ImageRefused("Ảnh động chưa nhận được. Chọn một ảnh chụp bình thường.")
    if not image.width or not image.height:
        raise ImageRefused(_BROKEN)
    return Header(kind, image.width, image.height)


def _too_large(most: int) -> str:
    return (
        f"Ảnh quá lớn (hơn {most // 1_000_000} triệu điểm ảnh)."
        " Chọn ảnh khác, hoặc chụp ở cỡ nhỏ hơn."
    )


def _with_shades(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be made smaller smoothly; 8 bits a colour."""
    if image.mode in ("1", "P", "PA"):
        has_ground = image.mode == "PA" or "transparency" in image.info
        return _keeping_exif(image, image.convert("RGBA" if has_ground else "RGB"))
    if image.mode.startswith("I"):
        return _keeping_exif(image, image.point(lambda shade: shade / 256).convert("L"))
    return image


def _keeping_exif(image: Image.Image, converted: Image.Image) -> Image.Image:
    """Let the way the phone was held survive the change of mode."""
    if exif := image.info.get("exif"):
        converted.info["exif"] = exif
    return converted


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
