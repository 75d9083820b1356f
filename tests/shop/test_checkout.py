"""The one page of the checkout."""

import re

import pytest
from django.urls import reverse

from shop.basket.models import Basket, Line
from shop.order.models import Order, ShippingAddress
from shop.partner.models import StockRecord
from tests.factories import make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db
URL = "/dat-hang/"


@pytest.fixture
def product(client):
    """Goods that lie in the basket of the client, two of ten."""
    product = make_listing(make_seller(), "Chè búp", price_vnd=150_000, stock=10)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "2"})
    return product


def hidden_fields(page):
    html = page.content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("gio",)}
    return found | {"shown_total": re.search(r'name="shown_total" value="(\d+)"', html)[1]}


@pytest.fixture
def filled(client, product, checkout_data):
    """The form as it is sent, with the total that the page shows for the province."""
    page = client.post(URL, checkout_data | {"viec": "chon-tinh"})
    return checkout_data | hidden_fields(page)


def test_places_an_order_and_shows_it(client, filled):
    answer = client.post(URL, filled, follow=True)

    order = Order.objects.get()
    assert answer.redirect_chain[-1][0] == order.get_absolute_url()
    assert (order.customer_phone, order.total_incl_tax) == ("+84990123456", 330_000)
    assert "Đã đặt hàng" in answer.content.decode()


def test_answers_ten_presses_with_one_order(client, filled):
    urls = {client.post(URL, filled).url for _ in range(10)}

    assert urls == {Order.objects.get().get_absolute_url()}


def test_answers_the_old_form_with_the_old_order_when_a_new_basket_is_open(client, filled, product):
    first = client.post(URL, filled).url
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})

    again = client.post(URL, filled).url

    assert again == first
    assert Order.objects.count() == 1
    assert Basket.objects.filter(status=Basket.OPEN).count() == 1


def test_shows_the_total_again_when_the_price_has_changed(client, filled, product):
    StockRecord.objects.filter(product=product).update(price=999_000)

    page = client.post(URL, filled)

    html = page.content.decode()
    assert not Order.objects.exists()
    assert "330.000\xa0₫" in html
    assert "2.028.000\xa0₫" in html
    assert 'name="shown_total" value="2028000"' in html


@pytest.mark.parametrize("shown", ["", "1", "0", "-1", "1e9", "NaN", "9" * 40, "329999", "330.000"])
def test_never_charges_a_total_that_was_not_shown(client, filled, shown):
    page = client.post(URL, filled | {"shown_total": shown})

    assert page.status_code == 200
    assert not Order.objects.exists()


def test_says_from_what_to_what_the_stock_changed(client, filled, product):
    StockRecord.objects.filter(product=product).update(num_in_stock=1)

    page = client.post(URL, filled).content.decode()
    fitted = client.post(URL, filled | {"viec": "vua-kho"}).content.decode()

    assert "“Chè búp” chỉ còn 1 gói, bạn đang lấy 2 gói." in page
    assert Line.objects.get().quantity == 1
    assert 'name="shown_total" value="180000"' in fitted
    assert "Trần Thu Hà" in fitted


BAD = [
    ("phone", "0990 1234", "Số điện thoại thiếu"),
    ("phone", "", "Nhập số điện thoại"),
    ("phone", "chín", "Số điện thoại chỉ gồm chữ số"),
    ("name", "", "Nhập họ và tên"),
    ("name", "x" * 121, "120"),
    ("province", "", "Chọn tỉnh"),
    ("province", "99", "Chọn tỉnh"),
    ("commune", "", "Chọn xã, phường nhận hàng"),
    ("commune", "05503", "Chọn xã, phường thuộc tỉnh đã chọn"),
    ("line1", "", "Nhập số nhà"),
    ("payment", "gold", "Cách trả tiền này chưa có"),
    ("delivery", "drone", ""),
    ("note", "x" * 501, "500"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_shows_bad_input_again_and_stores_nothing(client, filled, name, value, words):
    page = client.post(URL, filled | {name: value})

    html = page.content.decode()
    assert page.status_code == 200
    assert words in html
    assert "<title>Lỗi:" in html
    assert "Trần Thu Hà" in html or name == "name"
    assert not Order.objects.exists()
    assert not ShippingAddress.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN


def test_keeps_what_was_typed_when_the_province_is_chosen(client, product):
    typed = {"phone": "0990", "name": "Hà", "province": "19", "note": "Gọi", "viec": "chon-tinh"}

    html = client.post(URL, typed).content.decode()

    assert all(f'value="{value}"' in html for value in ("0990", "Hà", "Gọi"))
    assert "Xã Tân Cương" in html
    assert "Lỗi:" not in html


def test_lists_the_communes_of_a_province(client):
    found = client.get("/dat-hang/xa/?tinh=19").content.decode()

    assert '<option value="05503">xã Tân Cương</option>' in found
    assert client.get("/dat-hang/xa/?tinh=zz").content == b""


def test_leads_an_empty_basket_to_the_basket_page(client):
    assert client.get(URL).url == "/gio-hang/"
    assert client.post(URL, {}).url == "/gio-hang/"


def test_starts_with_the_address_of_the_last_order(client, filled, product):
    user = make_user("+84990777888", "Lê Văn Nam")
    client.force_login(user)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})
    page = client.post(URL, filled | {"viec": "chon-tinh"})
    client.post(URL, filled | hidden_fields(page))
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})

    html = client.get(URL).content.decode()

    assert Order.objects.get().user == user
    assert 'value="Số 12"' in html
    assert "0990 777 888" in html


@pytest.mark.parametrize(
    "name",
    ["thank-you", "shipping-address", "shipping-method", "payment-details", "preview"],
)
def test_keeps_the_names_of_the_old_steps(client, name):
    answer = client.get(reverse(f"checkout:{name}"))

    assert answer.status_code == 302


@pytest.mark.parametrize("lines", [1, 30])
def test_asks_a_bounded_number_of_questions(
    client, checkout_data, lines, django_assert_max_num_queries
):
    for n in range(lines):
        goods = make_listing(make_seller(f"HTX {n % 4}"), f"Món {n}")
        client.post(reverse("basket:add", args=[goods.pk]), {"quantity": "1"})
    client.get(URL)

    with django_assert_max_num_queries(25):
        client.post(URL, checkout_data | {"viec": "chon-tinh"})
