"""Photos and a seller that is signed in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import factories


def jpeg(size=(800, 600), colour="#2c6e49") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photo():
    return SimpleUploadedFile("che.jpg", jpeg(), content_type="image/jpeg")


@pytest.fixture
def tea_seller(db):
    return factories.make_seller("Hộ bà Trần Thị Ngọc", "05818")


@pytest.fixture
def seller_client(client, tea_seller):
    client.force_login(factories.owner_of(tea_seller))
    return client
