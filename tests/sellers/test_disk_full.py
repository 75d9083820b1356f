"""The disk of the photos is full: words stay, no half file is left, orders go on (R29)."""

import os
import subprocess
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client

from catalogue.models import Product
from common.files import NoRoom
from sellers.models import DraftPhoto, ListingDraft
from shop.invariants.checking import check_invariants
from tests.factories import make_basket, make_listing, make_seller
from tests.sellers import wizard
from tests.sellers.conftest import jpeg


@pytest.fixture
def small_disk(settings, tmp_path):
    """Photos lie on a disk of one megabyte, which is full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    settings.MEDIA_ROOT = folder
    fill(folder)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder) -> None:
    with open(folder / "filler", "wb", buffering=0) as file:
        try:
            while True:
                file.write(os.urandom(4096))
        except OSError:
            pass


def files_in(folder) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "filler"]
    return sorted(path.name for path in found)


def test_a_listing_keeps_its_words_and_takes_the_photo_once_there_is_room(
    seller_client, small_disk
):
    client_id = uuid.uuid4()
    wizard.answer(seller_client, client_id, "mon")

    refused = wizard.answer(seller_client, client_id, "anh")

    assert refused.status_code == 200
    assert "máy chủ hết chỗ" in refused.content.decode()
    assert ListingDraft.objects.get().answers["title"] == wizard.ANSWERS["mon"]["title"]
    assert not DraftPhoto.objects.exists()
    assert files_in(small_disk) == []

    (small_disk / "filler").unlink()
    wizard.walk(seller_client, client_id=client_id)
    assert Product.objects.get().images.count() == 1


def test_a_listing_that_is_changed_keeps_what_was_typed(seller_client, tea_seller, small_disk):
    listing = make_listing(tea_seller, "Chè búp khô")
    page = f"/ban-hang/san-pham/{listing.pk}/sua/"
    sent = {
        "title": "Chè búp khô La Bằng", "product_set": listing.product_set.code,
        "pack": "goi:500", "sale_unit": listing.sale_unit, "net_weight": "500",
        "description": "Sao suốt tay.", "photo": wizard.photo(),
    }  # fmt: skip

    answer = seller_client.post(page, sent)

    text = answer.content.decode()
    assert answer.status_code == 200, answer
    assert "máy chủ hết chỗ" in text
    assert "Sao suốt tay." in text
    listing.refresh_from_db()
    assert listing.title == "Chè búp khô"
    assert files_in(small_disk) == []


def test_orders_do_not_notice(db, small_disk, settings):
    from places.models import Commune
    from shop.order.placing import Customer, fresh_basket, place_order
    from shop.shipping.methods import PerSellerDelivery

    commune = Commune.objects.select_related("province").get(code="00004")
    customer = Customer("Trần Thu Hà", "+84990123456", commune.province, commune, "Số 12")
    basket = make_basket((make_listing(make_seller(), "Chè búp khô", stock=5), 2))
    fresh = fresh_basket(basket.pk)
    total = fresh.total_incl_tax + PerSellerDelivery(customer).calculate(fresh).incl_tax

    order = place_order(basket=basket, customer=customer, shown_total_vnd=total)

    assert order.lines.count() == 1
    assert Client().get("/").status_code == 200
    assert check_invariants().ok


def test_leaves_no_half_file_where_the_usual_storage_does(small_disk):
    (small_disk / "filler").unlink()
    large = jpeg() + bytes(2 * 1024 * 1024)

    with pytest.raises(NoRoom):
        default_storage.save("a.jpg", ContentFile(large))
    ours = files_in(small_disk)
    with pytest.raises(OSError, match="No space left"):
        FileSystemStorage(small_disk).save("b.jpg", ContentFile(large))

    assert ours == []
    assert files_in(small_disk) == ["b.jpg"]


def test_two_files_of_one_name_are_two(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    first = default_storage.save("x/a.jpg", ContentFile(b"one"))
    second = default_storage.save("x/a.jpg", ContentFile(b"two"))

    assert first == "x/a.jpg" != second
    assert [default_storage.open(name).read() for name in (first, second)] == [b"one", b"two"]
    assert len(files_in(tmp_path)) == 2
