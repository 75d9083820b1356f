"""What shoppers and machines see of goods on pre-order."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.urls import reverse

from common.dates import local_today, near_date
from shop.order import harvesting
from shop.order.models import Order
from shop.order.times import morning_of
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_preorder, make_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(db):
    return make_seller("Vườn na La Hiên")


@pytest.fixture
def apples(seller):
    return make_preorder(seller, "Na dai La Hiên", cap=10)


@pytest.fixture
def day(apples) -> str:
    return near_date(StockRecord.objects.get().ready_on)


def text_of(client, path: str) -> str:
    html = client.get(path).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    return re.sub(r"<[^>]+>", "", html)


def offer_of(client, product) -> dict:
    html = client.get(product.get_absolute_url()).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return next(b for b in map(json.loads, blocks) if b["@type"] == "Product")["offers"]


def put_in(client, product, quantity=1):
    data = {"quantity": str(quantity)}
    return client.post(reverse("basket:add", args=[product.pk]), data, follow=True)


@pytest.mark.parametrize("path", ["/san-pham/", "/mua-vu/", "/gian-hang/{shop}/"])
def test_cards_say_from_which_day_it_is_sent(client, apples, seller, day, path):
    words = text_of(client, path.format(shop=seller.partner.code))

    assert f"Đặt trước · gửi từ {day}" in words


def test_product_says_day_window_and_what_is_left(client, apples, day):
    words = text_of(client, apples.get_absolute_url())

    until = near_date(StockRecord.objects.get().orders_until)
    assert f"{day}" in words
    assert f"Nhận đặt đến hết {until}" in words
    assert "Còn nhận đặt 10 gói" in words
    assert "Hủy được đến khi người bán gói hàng" in words
    assert "Thêm vào giỏ" not in words


def test_machines_are_told_that_it_is_a_pre_order(client, apples):
    ready_on = StockRecord.objects.get().ready_on

    offer = offer_of(client, apples)

    assert offer["availability"] == "https://schema.org/PreOrder"
    assert offer["availabilityStarts"] == ready_on.isoformat()


@pytest.mark.parametrize("full", [True, False], ids=["full", "over"])
def test_what_cannot_be_ordered_any_more_offers_to_tell(client, apples, full):
    record = StockRecord.objects.get()
    if full:
        StockRecord.objects.update(num_allocated=10)
    moment = morning_of(local_today() if full else record.orders_until + dt.timedelta(days=1))

    with time_machine.travel(moment):
        words = text_of(client, apples.get_absolute_url())
        offer = offer_of(client, apples)
        answer = put_in(client, apples)

    assert "Đã hết lượt đặt trước" in words
    assert "Báo tôi khi có hàng" in words
    assert offer["availability"] == "https://schema.org/OutOfStock"
    assert "availabilityStarts" not in offer
    assert "đã hết lượt đặt trước" in answer.content.decode()


def test_goods_of_one_seller_that_are_sent_apart_are_not_mixed(client, apples, seller, day):
    tea = make_listing(seller, "Chè búp khô")
    put_in(client, tea)

    answer = put_in(client, apples)

    words = answer.content.decode()
    assert f"“Na dai La Hiên” gửi từ {day}, món cùng người bán trong giỏ gửi ngay" in words
    assert "Na dai" not in text_of(client, "/gio-hang/").replace("“Na dai", "")


def test_basket_checkout_order_and_receipt_say_the_day(
    client, apples, day, checkout_data, settings
):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "tests.shop.prepaid"]
    put_in(client, apples, 2)

    assert f"Đặt trước, gửi từ {day}" in text_of(client, "/gio-hang/")
    page = client.post("/dat-hang/", checkout_data | {"viec": "chon-tinh"}).content.decode()
    assert f"Đặt trước, gửi từ {day}" in page
    assert "Hàng đặt trước chỉ trả tiền khi nhận" in page
    names = ("gio", "shown_total", "shown_key")
    hidden = {n: re.search(rf'name="{n}" value="([^"]*)"', page)[1] for n in names}
    placed = client.post("/dat-hang/", checkout_data | hidden, follow=True).content.decode()

    order = Order.objects.get()
    assert "Hàng đặt trước có ngày gửi ở dưới" in placed
    assert "Đã đặt trước, chờ thu hoạch" in placed
    assert f"{day}. Nếu ngày đổi, bạn được báo" in placed
    assert day in text_of(client, reverse("orders:receipt", args=[order.number]))


def test_order_page_says_when_the_day_has_passed(client, apples, place):
    order = place(make_basket((apples, 1)))
    late = order.seller_orders.get().ready_on + dt.timedelta(days=2)

    with time_machine.travel(morning_of(late)):
        words = text_of(client, order.get_guest_url())

    assert "Đã quá ngày hẹn mà người bán chưa có hàng" in words
    assert "Chậm hơn dự kiến" not in words


def test_after_the_harvest_it_is_an_order_like_others(client, apples, place):
    order = place(make_basket((apples, 1)))
    harvesting.harvest(record=StockRecord.objects.get(), counted=5)

    words = text_of(client, order.get_guest_url())

    assert "Người bán đang gói hàng" in words
    assert "chờ thu hoạch" not in words
    assert "Còn 4 gói" in text_of(client, apples.get_absolute_url())
