import io
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalogue import apart, images, photos
from catalogue.models import ProductImage
from jobs import outbox
from jobs.models import Outbox
from tests.catalogue.conftest import phone_photo, picture_bytes, upload
from tests.factories import make_listing


@pytest.fixture
def listing(seller):
    return make_listing(seller)


def stored(image: ProductImage) -> ProductImage:
    image.refresh_from_db()
    return image


def test_upload_heavier_than_the_limit_is_refused_before_it_is_read():
    heavy = SimpleNamespace(size=images.MAX_BYTES + 1)

    with pytest.raises(photos.PhotoRefused, match="12 MB"):
        photos.check_upload(heavy)


def test_pdf_named_as_a_photo_is_refused_and_leaves_nothing(listing):
    with pytest.raises(photos.PhotoRefused, match="không phải ảnh"):
        photos.add_photo(product=listing, file=upload(b"%PDF-1.7 hello", "che.jpg"))

    assert not ProductImage.objects.exists()
    assert not Outbox.objects.filter(kind=photos.KIND).exists()


def test_sent_photo_is_kept_under_a_random_name_and_queued(listing):
    image = photos.add_photo(product=listing, file=upload(phone_photo(), "nha-toi.jpg"))

    assert "nha-toi" not in image.original.name
    assert image.original.name.endswith(photos.SENT)
    assert Outbox.objects.get(kind="photo").dedupe_key == f"photo:{image.pk}"


def test_photos_keep_the_order_in_which_they_were_sent(listing):
    sent = [photos.add_photo(product=listing, file=upload(picture_bytes())) for _ in range(3)]

    assert [image.display_order for image in sent] == [0, 1, 2]


def test_queue_makes_the_sizes_and_removes_the_sent_file(listing):
    image = photos.add_photo(product=listing, file=upload(phone_photo()))
    sent_name = image.original.name

    outbox.drain()

    image = stored(image)
    assert image.rendered_at is not None
    assert (image.width, image.height) == (1200, 1600)
    assert sorted(map(int, image.renditions)) == [160, 320, 640, 1200]
    assert all(default_storage.exists(path) for path in image.renditions.values())
    assert not default_storage.exists(sent_name)
    with image.original.open() as file:
        assert not dict(Image.open(io.BytesIO(file.read())).getexif())


def test_second_run_changes_nothing(listing):
    image = photos.add_photo(product=listing, file=upload(picture_bytes()))
    photos.render_photo(image.pk)
    first = stored(image)

    photos.render_photo(image.pk)

    again = ProductImage.objects.get(pk=image.pk)
    assert (again.rendered_at, again.renditions) == (first.rendered_at, first.renditions)


def test_run_after_a_crash_finishes_the_work_and_removes_the_sent_file(listing):
    image = photos.add_photo(product=listing, file=upload(picture_bytes()))
    sent_name = image.original.name
    photos._store(image, apart.make(picture_bytes(), jpeg=True))
    assert default_storage.exists(sent_name)

    photos.render_photo(image.pk)

    assert not default_storage.exists(sent_name)
    assert stored(image).rendered_at is not None
    assert default_storage.exists(image.original.name)


def test_broken_photo_is_refused_with_a_reason_and_deleted(listing):
    image = photos.add_photo(product=listing, file=upload(phone_photo()[:4000]))

    outbox.drain()

    image = stored(image)
    assert "hỏng" in image.refused
    assert image.rendered_at is None
    assert not default_storage.exists(image.original.name)
    assert Outbox.objects.get(kind="photo").done_at is not None


def test_photo_of_a_deleted_listing_is_no_failure(listing):
    image = photos.add_photo(product=listing, file=upload(picture_bytes()))
    image.delete()

    outbox.drain()

    assert Outbox.objects.get(kind="photo").done_at is not None


def test_portrait_gets_the_same_sizes(db):
    paths = photos.portrait_renditions(data=phone_photo(), storage=default_storage)

    assert list(paths) == ["160", "320", "640", "1200"]
    assert all(default_storage.exists(path) for path in paths.values())
