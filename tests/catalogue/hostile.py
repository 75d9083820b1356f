"""Files that a phone, or an attacker, may send as a photo. Built here, so that each can be read.

HEIC cannot be written by what the project depends on; ``heic/`` holds files made with pillow-heif.
"""

import functools
import io
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, PngImagePlugin

ORIENTATION, MAKE, MAKER_NOTE, EXIF_IFD, GPS = 0x0112, 0x010F, 0x927C, 0x8769, 0x8825
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>21,35N</exif:GPSLatitude></x:xmpmeta>'
PHP = b"<?php system($_GET['c']); ?>"
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>'


def drawing(size=(640, 480), mode="RGB") -> Image.Image:
    """A green field whose upper left quarter is yellow, so that a turn shows."""
    picture = Image.new("RGB", size, "#2c6e49")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#f2b632")
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[ORIENTATION], data[MAKE] = orientation, "Phone"
    data.get_ifd(EXIF_IFD)[MAKER_NOTE] = b"serial 0123456789" * 20
    data.get_ifd(GPS).update({1: "N", 2: (21.0, 35.0, 1.5), 3: "E", 4: (105.0, 50.0, 2.5)})
    return data.tobytes()


def held(orientation: int) -> bytes:
    """A photo stored as the sensor saw it; upright, its yellow quarter is at the upper left."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    picture = drawing()
    if orientation in undo:
        picture = picture.transpose(undo[orientation])
    return saved(picture, "JPEG", exif=exif(orientation), xmp=XMP)


def chunk(kind: bytes, data: bytes) -> bytes:
    size, right_sum = struct.pack(">I", len(data)), struct.pack(">I", zlib.crc32(kind + data))
    return size + kind + data + right_sum


def png(width, height, *, depth=8, colour=2, rows: bytes | None = None, extra=b"", interlace=0):
    """A PNG from its parts; ``rows`` are the bytes before compression, flat green without."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if rows is None:
        row = b"\0" + bytes([40, 110, 70, 255][:channels] * (depth // 8) * width)
        rows = row * height
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    parts = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(rows, 6))
    return b"\x89PNG\r\n\x1a\n" + parts + chunk(b"IEND", b"")


def with_text(key: str, text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(key, text)
    return saved(drawing(), "PNG", pnginfo=info)


def packed(name: str = "evil.html") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, HTML)
    return out.getvalue()


def resized_header(data: bytes, width: int, height: int) -> bytes:
    """The JPEG with other numbers in its frame header."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def heic(name: str) -> bytes:
    return (Path(__file__).parent / "heic" / f"{name}.heic").read_bytes()


@functools.cache
def refused() -> dict[str, bytes]:
    """What is no photo, or none that can be read."""
    photo, flat = saved(drawing(), "JPEG"), saved(drawing(), "PNG")
    pretty = saved(drawing(), "WEBP")
    return {
        "zero bytes": b"",
        "one byte": b"\xff",
        "spaces": b" " * 5_000,
        "plain text": "Chè búp khô".encode(),
        "HTML": HTML,
        "HTML that begins like a GIF": b"GIF89a/*" + HTML,
        "HTML that begins like a JPEG": b"\xff\xd8\xff\xe0" + HTML,
        "SVG with a script": SVG,
        "SVG with a declaration": b'<?xml version="1.0"?>' + SVG,
        "PHP": PHP,
        "PDF": b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
        "PDF around a JPEG": b"%PDF-1.7\nstream\n" + photo + b"\nendstream\n%%EOF",
        "zip": packed(),
        "zip before a JPEG": packed() + photo,
        "program": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
        "sound": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40,
        "GIF": saved(drawing(), "GIF"),
        "moving GIF": moving("GIF"),
        "BMP": saved(drawing(), "BMP"),
        "TIFF": saved(drawing(), "TIFF"),
        "icon": saved(drawing((64, 64)), "ICO"),
        "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ls) run\n",
        "Photoshop": b"8BPS\0\x01" + b"\0" * 60,
        "AVIF": saved(drawing(), "AVIF"),
        "JPEG cut after the header": photo[:60],
        "JPEG cut in the middle": photo[: len(photo) // 2],
        "JPEG of 65,000 × 65,000": resized_header(photo, 65_000, 65_000),
        "JPEG without height": resized_header(photo, 640, 0),
        "PNG of 169 million pixels": png(13_000, 13_000, rows=b"\0" * 64),
        "PNG of two thousand million pixels": png(2**31 - 1, 1, rows=b"\0" * 64),
        "PNG without width": png(0, 10, rows=b"\0" * 64),
        "PNG cut in the middle": flat[: len(flat) // 2],
        "PNG with a wrong sum": flat.replace(b"IDAT", b"IDAX", 1),
        "PNG whose text grows to 80 MB": png(
            8, 8, extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 80_000_000, 9))
        ),
        "moving PNG": moving("PNG"),
        "moving WebP": moving("WEBP"),
        "WebP cut in the middle": pretty[: len(pretty) // 2],
        "HEIC of 54 million pixels": heic("bomb"),
        "HEIC cut in the middle": heic("phone")[:700],
        "HEIC in name only": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    }


@functools.cache
def taken() -> dict[str, bytes]:
    """Odd but honest photos, and honest ones with something hidden in them."""
    photo, flat = saved(drawing(), "JPEG"), saved(drawing(), "PNG")
    grey16 = b"".join(b"\0" + struct.pack(">64H", *range(0, 65_536, 1_024)) for _ in range(64))
    return {
        **{f"JPEG held in way {way}, with a place": held(way) for way in range(1, 9)},
        "JPEG": photo,
        "progressive JPEG": saved(drawing(), "JPEG", progressive=True),
        "grey JPEG": saved(drawing(mode="L"), "JPEG"),
        "JPEG in print colours": saved(drawing(mode="CMYK"), "JPEG"),
        "JPEG with a script as remark": saved(drawing(), "JPEG", comment=HTML),
        "JPEG with PHP in its maker": saved(drawing(), "JPEG", exif=_made_by(PHP.decode())),
        "JPEG with a zip behind": photo + packed(),
        "JPEG with a page behind": photo + HTML + PHP,
        "JPEG with a broken profile": saved(drawing(), "JPEG", icc_profile=b"no profile" * 30),
        "JPEG of one pixel": saved(Image.new("RGB", (1, 1)), "JPEG"),
        "JPEG with a second picture": saved(
            drawing(), "MPO", save_all=True, append_images=[drawing()]
        ),
        "PNG": flat,
        "PNG with a see-through ground": saved(drawing(mode="RGBA"), "PNG"),
        "PNG of few colours": saved(drawing(mode="P"), "PNG", transparency=0),
        "PNG in black and white": saved(drawing(mode="1"), "PNG"),
        "grey see-through PNG": saved(drawing(mode="LA"), "PNG"),
        "PNG of 16 bits, grey": png(64, 64, depth=16, colour=0, rows=grey16),
        "PNG of 16 bits, coloured": png(64, 64, depth=16, colour=2),
        "PNG with a place": saved(drawing(), "PNG", exif=exif()),
        "PNG with a place in words": with_text("XML:com.adobe.xmp", XMP.decode()),
        "PNG with PHP in its text": with_text("Comment", PHP.decode()),
        "PNG with a PDF behind": flat + b"%PDF-1.7\n%%EOF",
        "PNG of 65,000 × 1": png(65_000, 1),
        "WebP": saved(drawing(), "WEBP"),
        "WebP without loss": saved(drawing(mode="RGBA"), "WEBP", lossless=True),
        "WebP with a place": saved(drawing(), "WEBP", exif=exif(), xmp=XMP),
        "HEIC with a place": heic("phone"),
        "HEIC with a see-through ground": heic("alpha"),
        "HEIC of two pictures": heic("two"),
    }


@functools.cache
def large() -> dict[str, bytes]:
    """Near the limit of pixels: what costs most time and memory."""
    noise = Image.effect_noise((2_000, 1_250), 80).resize((8_000, 5_000), Image.Resampling.NEAREST)
    coloured = Image.merge("RGB", (noise, noise, noise))
    few = noise.resize((6_000, 5_000)).convert("P")
    return {
        "JPEG of 40 million pixels": saved(coloured, "JPEG", quality=60),
        "progressive JPEG of 40 million pixels": saved(
            coloured, "JPEG", quality=60, progressive=True, exif=exif(6)
        ),
        "PNG of 30 million pixels": png(6_000, 5_000),
        "see-through PNG of 30 million pixels": png(6_000, 5_000, colour=6),
        "PNG of 16 bits, 30 million pixels": png(6_000, 5_000, depth=16),
        "PNG of few colours, 30 million pixels": saved(few, "PNG", compress_level=1),
        "WebP of 16 million pixels": saved(
            coloured.resize((5_000, 3_200)), "WEBP", quality=40, method=0
        ),
        "HEIC of 35 million pixels": heic("large"),
    }


def _made_by(words: str) -> bytes:
    data = Image.Exif()
    data[MAKE] = words
    return data.tobytes()
