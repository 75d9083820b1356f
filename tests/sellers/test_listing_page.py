"""Offering a product: what is stored, and how bad input comes back."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.models import Product, ProductImage
from shop.partner.models import StockRecord
from tests import factories
from tests.sellers.conftest import jpeg

URL = "/ban-hang/dang-ban/"


def answers(**changes):
    return {
        "title": "Chè búp khô La Bằng",
        "product_set": "I.5.a",
        "sale_unit": "goi",
        "net_weight": "500 g",
        "price": "185k",
        "stock": "40",
        "description": "",
        "photo_token": "",
        "client_id": str(uuid.uuid4()),
    } | changes


def test_listed_page_says_the_price_as_buyers_read_it(seller_client, photo):
    page = seller_client.post(URL, answers(photo=photo), follow=True)

    words = page.content.decode().replace("\u00a0", " ")
    assert "<strong>185.000 ₫</strong> mỗi gói 500 g, còn 40 gói." in words


def test_listing_goes_to_the_review_queue_with_stock_price_and_photo(seller_client, photo):
    response = seller_client.post(URL, answers(photo=photo))

    product = Product.objects.get()
    record = product.stockrecords.get()
    assert response.url == reverse("sellers:listed", args=[product.pk])
    assert (product.state, product.is_public) == ("submitted", False)
    assert (record.price, record.num_in_stock) == (185_000, 40)
    assert [m.quantity for m in record.movements.all()] == [40]
    assert product.images.count() == 1
    assert product.categories.get().code == "che"


def test_pressing_twice_makes_one_listing(seller_client):
    sent = answers()

    first = seller_client.post(URL, sent | {"photo": SimpleUploadedFile("a.jpg", jpeg())})
    second = seller_client.post(URL, sent | {"photo": SimpleUploadedFile("a.jpg", jpeg())})

    assert first.url == second.url
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"price": "abc"}, "Ví dụ"),
        ({"price": "-1"}, "Ví dụ"),
        ({"price": "1e9"}, "Ví dụ"),
        ({"price": ""}, "Nhập giá bán"),
        ({"price": "500"}, "1.000"),
        ({"stock": "nhiều"}, "Số lượng chỉ gồm chữ số"),
        ({"stock": "0"}, "ít nhất là 1"),
        ({"stock": "1.5"}, "Số lượng chỉ gồm chữ số"),
        ({"net_weight": "nặng"}, "500 g"),
        ({"product_set": ""}, "Chọn nhóm hàng"),
        ({"product_set": "IX.9"}, "Chọn nhóm hàng trong danh sách"),
        ({"sale_unit": "xe"}, "Chọn một đơn vị"),
        ({"title": ""}, "Nhập tên món hàng"),
        ({"title": "c" * 91}, "Viết gọn trong 90"),
    ],
)
def test_bad_answer_keeps_the_rest_and_the_photo_and_stores_nothing(
    seller_client, photo, changes, words
):
    sent = answers(**changes)

    response = seller_client.post(URL, sent | {"photo": photo})

    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "vẫn được giữ lại" in page
    for field in ("title", "net_weight", "price", "stock"):
        assert f'value="{sent[field]}"' in page or not sent[field]
    assert not Product.objects.exists()
    assert not StockRecord.objects.exists()


def test_the_kept_photo_is_used_when_the_form_is_mended(seller_client, photo):
    seller_client.post(URL, answers(price="abc") | {"photo": photo})
    token = seller_client.session["held_photo"]["token"]

    seller_client.post(URL, answers(photo_token=token))

    assert ProductImage.objects.count() == 1


def test_a_photo_kept_for_one_browser_is_no_use_to_another(client, seller_client, photo):
    seller_client.post(URL, answers(price="abc") | {"photo": photo})
    token = seller_client.session["held_photo"]["token"]
    stranger = factories.make_seller("Hộ khác")
    client.logout()
    client.force_login(factories.owner_of(stranger))

    response = client.post(URL, answers(photo_token=token))

    assert "Chụp hoặc chọn một ảnh" in response.content.decode()
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.jpg", b""), ("paper.jpg", b"%PDF-1.7 not a photo"), ("half.jpg", jpeg()[:60])],
    ids=["0 bytes", "PDF named .jpg", "cut off"],
)
def test_a_file_that_is_no_photo_is_refused_with_words(seller_client, name, content):
    response = seller_client.post(URL, answers() | {"photo": SimpleUploadedFile(name, content)})

    page = response.content.decode()
    assert response.status_code == 200
    assert "id_photo_error" in page
    assert 'value="Chè búp khô La Bằng"' in page
    assert not Product.objects.exists()


def test_a_form_without_a_photo_asks_for_one(seller_client):
    response = seller_client.post(URL, answers())

    assert "Chụp hoặc chọn một ảnh món hàng." in response.content.decode()
    assert not Product.objects.exists()
