"""The one page of the checkout."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from shop.basket.models import Basket, Line
from shop.order.models import Order, ShippingAddress
from shop.partner.models import StockRecord
from tests.factories import make_listing, make_seller, make_user
from tests.shop import prepaid

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
    names = ("gio", "shown_total", "shown_key")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in names}


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
    ("payment", "gold", "Cách trả tiền này chưa dùng được"),
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


def test_answers_the_same_form_a_day_later_from_a_new_browser(client, filled, time_machine):
    first = client.post(URL, filled).url

    time_machine.move_to(timezone.now() + timedelta(hours=24))
    again = Client().post(URL, filled)

    assert again.url == first
    assert Client().get(first).status_code == 404
    assert Order.objects.count() == 1


def test_never_leads_to_the_order_of_somebody_else(client, filled, product):
    client.force_login(make_user())
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})
    seen = hidden_fields(client.post(URL, filled | {"viec": "chon-tinh"}))
    client.post(URL, filled | seen)

    answer = Client().post(URL, filled | seen)

    assert Order.objects.get().user is not None
    assert answer.url == "/gio-hang/"


@pytest.mark.parametrize("key", ["", "1", "1:x", "a" * 500, "gio"])
def test_takes_no_key_that_it_did_not_sign(client, filled, key):
    first = client.post(URL, filled).url

    assert client.post(URL, filled | {"gio": key}).url != first


class Broken:
    """A provider of messages that answers nobody."""

    def send(self, message):
        raise TimeoutError("no answer")


def test_places_the_order_while_the_messages_cannot_be_sent(client, filled, settings):
    settings.MESSAGE_BACKEND = f"{__name__}.Broken"

    answer = client.post(URL, filled)
    outbox.drain()

    assert answer.url == Order.objects.get().get_absolute_url()
    waiting = Outbox.objects.filter(kind="message", done_at=None)
    assert sorted(row.payload["template"] for row in waiting) == [
        "order-placed",
        "order-to-confirm",
        "order-to-confirm",
    ]


def test_shows_why_a_way_to_pay_is_closed(client, product, settings, monkeypatch):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", prepaid.__name__]
    monkeypatch.setattr(prepaid, "missing", lambda partners: "HTX A chưa có tài khoản.")

    html = client.get(URL).content.decode()

    assert 'value="prepaid" disabled' in html
    assert "HTX A chưa có tài khoản." in html
    assert 'value="cod" checked' in html


def test_refuses_a_way_to_pay_that_closed_after_the_page_was_seen(
    client, filled, settings, monkeypatch
):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", prepaid.__name__]
    answers = iter(["", "HTX A chưa có tài khoản."])
    monkeypatch.setattr(prepaid, "missing", lambda partners: next(answers, "HTX A chưa có"))

    page = client.post(URL, filled | {"payment": "prepaid"})

    assert page.status_code == 200
    assert "HTX A chưa có tài khoản." in page.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("url", "goes_there"),
    [
        ("https://pay.example.vn/vpcpay.html?x=1", True),
        ("/_vnpay/thanh-toan/?x=1", True),
        ("", False),
        ("https://pay.example.vn.evil.com/", False),
        ("//evil.com/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_leads_on_to_the_gateway_that_is_configured(
    client, filled, settings, monkeypatch, url, goes_there
):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", prepaid.__name__]
    settings.PAYMENT_HOSTS = ["pay.example.vn"]
    monkeypatch.setattr(prepaid, "pay_url", lambda order, *, ip: url)

    answer = client.post(URL, filled | {"payment": "prepaid"})

    order = Order.objects.get()
    assert answer.url == (url if goes_there else order.get_absolute_url())
    assert client.get(order.get_absolute_url()).status_code == 200


def test_fills_the_place_in_from_a_former_name(client, checkout_data, product):
    typed = checkout_data | {"province": "", "commune": "", "tim_xa": "phuc triu"}

    found = client.post(URL, typed | {"viec": "tim-xa"}).content.decode()
    code = re.search(r'name="chon_xa" value="(\d{5})"', found)[1]
    chosen = client.post(URL, typed | {"chon_xa": code}).content.decode()

    assert "Xã Đại Phúc, Thái Nguyên" in found
    assert "trước đây là xã Phúc Trìu" in found
    assert '<option value="19" selected>' in chosen
    assert '<option value="05488" selected>' in chosen
    assert 'value="Trần Thu Hà"' in chosen
    assert "Lỗi:" not in chosen


def test_takes_enter_in_the_search_box_for_a_search(client, filled):
    page = client.post(URL, filled | {"commune": "", "tim_xa": "ba hang"}).content.decode()

    assert "thị trấn Ba Hàng" in page or "phường Ba Hàng" in page
    assert "Lỗi:" not in page


@pytest.mark.parametrize("code", ["", "99999", "٠٥٤٨٨", "05488'--", "1" * 400])
def test_fills_nothing_in_from_a_place_that_does_not_exist(client, filled, code):
    page = client.post(URL, filled | {"viec": "chon-tinh", "chon_xa": code})

    assert page.status_code == 200
    assert '<option value="01" selected>' in page.content.decode()


def test_shows_the_found_places_to_scripts_as_buttons(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found = client.get("/dat-hang/tim-xa/?q=phuc+triu&tinh=19").content.decode()

    assert found.count('name="chon_xa"') == 1
    assert 'value="05488"' in found


@pytest.mark.parametrize("typed", ["", "x", "zzzz", "%", "'", "<b>", "a" * 5_000, "tan" * 900])
def test_never_stumbles_over_what_is_searched(client, typed):
    answer = client.get("/dat-hang/tim-xa/", {"q": typed, "tinh": typed})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("chon_xa") <= 10
    assert "<b>" not in html


def test_says_honestly_where_former_names_are_known(client):
    html = client.get("/dat-hang/tim-xa/?q=khongcodau").content.decode()

    assert "Tên cũ mới có ở Thái Nguyên" in html
