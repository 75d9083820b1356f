"""The file of all own data."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalogue.reviews.models import ProductQuestion, ProductReview
from jobs import outbox
from sellers import profile
from sellers.models import DataExport, SellerEvent
from sellers.own_data import exporting, tables
from tests import factories, messages
from tests.sellers.conftest import jpeg
from tests.sellers.placed import place

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/du-lieu/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def seller():
    made = factories.make_seller("Hộ bà Ngọc")
    photo = SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")
    profile.set_portrait(seller=made, file=photo)
    return made


@pytest.fixture
def browser(client, seller):
    client.force_login(factories.owner_of(seller))
    return client


def made(browser) -> DataExport:
    browser.post(PAGE)
    outbox.drain()
    return DataExport.objects.get()


def test_owner_takes_everything_away_in_one_file_without_the_buyers(browser, seller):
    tea = factories.make_listing(seller, "=HYPERLINK(1)")
    lot = factories.make_lot(tea)
    order = place((tea, 2))
    other = factories.make_listing(factories.make_seller("Hộ khác"), "Bí mật nhà khác")
    place((other, 1))

    export = made(browser)
    answer = browser.post(f"{PAGE}{export.pk}.zip")

    body = b"".join(answer.streaming_content)
    book = zipfile.ZipFile(io.BytesIO(body))
    texts = {n: book.read(n).decode("utf-8-sig") for n in book.namelist() if n[-4:] != "webp"}
    everything = "".join(texts.values())
    assert set(texts) == {
        "mon-hang.csv", "giay-chung-nhan.csv", "kho.csv", "don-hang.csv", "hang-trong-don.csv",
        "tien.csv", "lo-hang.csv", "danh-gia.csv", "hoi-dap.csv", "gian-hang.json",
    }  # fmt: skip
    assert book.read("mon-hang.csv").startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1)" in texts["mon-hang.csv"]
    assert f"{lot.code},'=HYPERLINK(1),Đang bán,16," in texts["lo-hang.csv"]
    assert order.seller_orders.get().number in texts["don-hang.csv"]
    assert json.loads(texts["gian-hang.json"])["gian_hang"]["ten"] == "Hộ bà Ngọc"
    assert any(name.startswith("anh/nguoi-lam") for name in book.namelist())
    for secret in ("Bí mật", order.customer_name, str(order.customer_phone)[-9:]):
        assert secret not in everything
    assert export.size_bytes == len(body)
    assert [event.kind for event in SellerEvent.objects.all()] == ["data_taken", "data_asked"]
    assert answer["Cache-Control"].find("no-store") >= 0
    assert "/ban-hang/du-lieu/" in messages.last_to(factories.owner_of(seller).phone)


def test_file_of_another_seller_does_not_exist(browser, client):
    export = made(browser)
    stranger = factories.owner_of(factories.make_seller("Hộ khác"))
    client.force_login(stranger)

    assert client.post(f"{PAGE}{export.pk}.zip").status_code == 404


def test_file_goes_after_its_days_and_the_row_stays(browser):
    export = made(browser)
    path = exporting.file_of(export)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert browser.post(f"{PAGE}{export.pk}.zip").status_code == 404
    import os

    os.utime(path, (0, 0))
    assert exporting.drop_old() == 1

    assert not path.exists()
    assert "Đã hết hạn" in browser.get(PAGE).content.decode()


def test_file_that_is_good_is_not_dropped(browser):
    import os

    export = made(browser)
    os.utime(exporting.file_of(export), (0, 0))

    assert exporting.drop_old() == 0
    assert exporting.file_of(export).exists()


def test_second_file_waits_and_a_job_that_runs_twice_makes_one(browser):
    export = made(browser)
    name = export.file_name

    again = browser.post(PAGE, follow=True).content.decode()
    exporting.make(export.pk)

    export.refresh_from_db()
    assert "Vừa làm một tệp rồi" in again
    assert export.file_name == name
    assert len(list(exporting.folder().iterdir())) == 1


def test_what_buyers_said_is_in_the_file_and_who_said_it_is_not():
    seller = factories.make_seller()
    tea = factories.make_listing(seller, "Chè nõn tôm")
    ProductReview.objects.create(
        product=tea, score=4, status=1, name="T*** Hà", body="=CMD()", answer="Cảm ơn bác"
    )
    ProductQuestion.objects.create(product=tea, status=1, name="T*** Hà", text="Còn không?")

    reviews, asked = list(tables.product_reviews(seller)), list(tables.questions(seller))

    assert reviews[1][1:5] == ("Chè nõn tôm", 4, "=CMD()", "Cảm ơn bác")
    assert asked[1][1:4] == ("Chè nõn tôm", "Còn không?", "")
    assert "Hà" not in repr((reviews, asked))


def test_goods_on_preorder_are_promised_and_not_in_stock():
    seller = factories.make_seller()
    record = factories.make_preorder(seller, "Na dai", cap=40, days=30).stockrecords.get()

    heading, apples = tables.listings(seller)

    said = dict(zip(heading, apples, strict=True))
    assert (said["Còn trong kho"], said["Hứa bán trước"]) == (0, 40)
    assert (said["Nhận đặt đến"], said["Gửi từ"]) == (record.orders_until, record.ready_on)
