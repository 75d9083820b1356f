import pytest
from django.core.files.storage import default_storage
from django.template import Context, Template

from catalogue import photos
from catalogue.thumbnails import RenditionThumbnailer
from tests.catalogue.conftest import picture_bytes, upload
from tests.factories import make_listing


@pytest.fixture
def image(seller):
    image = photos.add_photo(product=make_listing(seller), file=upload(picture_bytes()))
    photos.render_photo(image.pk)
    image.refresh_from_db()
    return image


@pytest.mark.parametrize(("size", "width"), [("x155", 160), ("640x480", 640), ("4000x", 1000)])
def test_smallest_covering_size_is_chosen(image, size, width):
    thumbnail = RenditionThumbnailer().generate_thumbnail(image.original, size=size)

    assert thumbnail.url.endswith(f"-{width}.webp")
    assert (thumbnail.width, thumbnail.height) == (width, width * 3 // 4)


def test_missing_photo_gets_the_calm_placeholder():
    thumbnail = RenditionThumbnailer().generate_thumbnail("image_not_found.jpg", size="80x80")

    assert thumbnail.url.endswith("photo-missing.svg")


def test_template_tag_of_oscar_prints_the_address(image):
    template = Template(
        "{% load image_tags %}{% oscar_thumbnail image.original 'x155' as t %}{{ t.url }}"
    )

    assert template.render(Context({"image": image})).endswith("-160.webp")


def test_deleted_photo_takes_its_files_along(image, django_capture_on_commit_callbacks):
    names = [image.original.name, *image.renditions.values()]

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert not any(default_storage.exists(name) for name in names)
