"""Pictures of every kind a phone, a printer or an attacker may send."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import make_seller

ORIENTATION, GPS = 0x0112, 0x8825


def picture_bytes(kind: str = "JPEG", size=(1000, 750), mode: str = "RGB", **options) -> bytes:
    colour = {"RGB": (40, 110, 60), "RGBA": (40, 110, 60, 0), "CMYK": (120, 20, 90, 40)}[mode]
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def phone_photo() -> bytes:
    """A landscape photo held upright (EXIF 6), with the place of a home in it."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (21.0, 35.0, 39.0)
    return picture_bytes(size=(2400, 1800), exif=exif.tobytes())


@pytest.fixture
def seller(db):
    return make_seller()
