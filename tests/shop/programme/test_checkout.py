"""A code on the page of the checkout, without a script, and what the order says afterwards."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.order import moves
from shop.order.models import Order
from shop.programme import guessing
from shop.programme.models import Programme, Redemption
from tests.factories import make_listing, make_seller, make_user
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
URL = "/dat-hang/"


@pytest.fixture
def seller(db):
    """The household whose goods are bought."""
    return make_seller()


@pytest.fixture
def product(client, seller):
    """Goods that lie in the basket of the client: 300.000."""
    product = make_listing(seller, "Chè búp", price_vnd=150_000, stock=50)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "2"})
    return product


@pytest.fixture
def data(product, checkout_data):
    """What is typed, with the code."""
    return checkout_data | {"voucher": "tet ocop"}


def hidden(page) -> dict:
    html = page.content.decode()
    names = ("gio", "shown_total", "shown_key")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in names}


def text_of(page) -> str:
    return page.content.decode().replace("\xa0", " ")


def test_says_who_pays_how_much_and_takes_the_order(client, data):
    make_programme()

    page = client.post(URL, data | {"viec": "dung-ma"})
    shown = text_of(page)
    client.post(URL, data | hidden(page))

    order = Order.objects.get()
    assert "Chương trình Tết OCOP trả" in shown
    assert "−20.000 ₫" in shown
    assert "Sở Công Thương trả 20.000 ₫ cho bạn, người bán vẫn nhận đủ tiền" in shown
    assert "tiền hàng từ 100.000 ₫, mỗi người 1 đơn, đến hết" in shown
    assert 'name="shown_total" value="310000"' in page.content.decode()
    assert order.total_incl_tax == 330_000
    assert order.seller_orders.get().to_pay_vnd == 310_000


@pytest.mark.parametrize(("facts", "is_asked"), [({}, True), ({"state": "paused"}, False)])
def test_asks_for_a_code_only_while_a_programme_runs(client, product, facts, is_asked):
    make_programme(**facts)

    assert ("Mã hỗ trợ" in text_of(client.get(URL))) is is_asked


def test_keeps_what_was_typed_and_says_what_is_wrong(client, data):
    make_programme(least_goods_vnd=400_000)

    page = client.post(URL, data | {"viec": "dung-ma"})

    shown = text_of(page)
    assert "Mã này cần mua từ 400.000 ₫ tiền hàng. Bạn chọn thêm 100.000 ₫" in shown
    assert 'value="tet ocop"' in shown
    assert f'value="{data["name"]}"' in shown
    assert 'name="shown_total" value="330000"' in shown


def test_asks_again_when_a_code_was_typed_and_not_looked_at(client, data):
    make_programme()
    page = client.post(URL, data | {"voucher": "", "viec": "chon-tinh"})

    answer = client.post(URL, data | hidden(page))

    assert "310.000 ₫" in text_of(answer)
    assert not Order.objects.exists()


def test_places_nothing_with_a_code_that_ended_meanwhile(client, data):
    programme = make_programme()
    page = client.post(URL, data | {"viec": "dung-ma"})
    Programme.objects.filter(pk=programme.pk).update(state=Programme.State.CLOSED)

    answer = client.post(URL, data | hidden(page))

    assert "Chương trình Tết OCOP đã kết thúc" in text_of(answer)
    assert not Order.objects.exists()
    assert client.post(URL, data | {"voucher": ""} | hidden(answer)).status_code == 302


def test_leaves_the_code_out_when_asked(client, data):
    make_programme()

    page = client.post(URL, data | {"viec": "bo-ma"})

    assert 'name="shown_total" value="330000"' in text_of(page)
    assert 'name="voucher" value=""' in text_of(page)


def test_asks_for_phone_and_place_where_they_count(client, product):
    make_programme(who=Programme.Who.PHONES)

    page = client.post(URL, {"voucher": "TETOCOP", "viec": "dung-ma"})

    assert "Bạn điền số điện thoại và xã, phường nhận hàng, rồi bấm Dùng mã" in text_of(page)


def guess(client, data, code, **extra):
    return client.post(URL, data | {"voucher": code, "viec": "dung-ma"}, **extra)


def test_refuses_the_eleventh_guess_of_a_guest(client, data, product):
    make_programme()
    wrong = [guess(client, data, f"SAI{n}A") for n in range(11)]

    right = guess(client, data, "TETOCOP")

    assert [page.status_code for page in wrong] == [200] * 10 + [429]
    assert "Không có mã này" in text_of(wrong[0])
    assert right.status_code == 429
    assert f'value="{data["name"]}"' in text_of(right)
    neighbour = Client()
    neighbour.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})
    assert guess(neighbour, data, "TETOCOP").status_code == 200
    assert client.post(URL, data | {"voucher": ""} | hidden(right)).status_code == 302


def test_counts_a_wrong_code_once_however_often_its_page_is_shown(client, data):
    make_programme()
    shown = [guess(client, data, "SAI ROI").status_code for _ in range(15)]

    right = guess(client, data, "TETOCOP")

    assert set(shown) == {200}
    assert right.status_code == 200


def test_counts_phones_that_are_tried_with_one_code(client, data):
    """Who knows a code cannot find out whose phones are on its list."""
    make_programme(who=Programme.Who.PHONES)

    tried = [
        guess(client, data | {"phone": f"09901234{n}"}, "TETOCOP").status_code
        for n in range(50, 61)
    ]

    assert tried == [200] * 10 + [429]


def test_limits_a_network_that_takes_a_new_basket_for_each_guess(product, data, monkeypatch):
    monkeypatch.setattr(guessing, "MOST_OF_NETWORK", 3)
    make_programme()
    codes = []
    for n in range(4):
        browser = Client()
        browser.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})
        codes.append(guess(browser, data, f"SAI{n}A").status_code)

    assert codes == [200] * 3 + [429]


def test_never_counts_a_right_code(client, data):
    make_programme()

    answers = {client.post(URL, data | {"viec": "dung-ma"}).status_code for _ in range(15)}

    assert answers == {200}


def test_counts_guesses_of_an_account_wherever_it_is(client, data):
    client.force_login(make_user())
    for n in range(10):
        address = f"198.51.100.{n}"
        client.post(URL, data | {"voucher": f"SAI{n}A", "viec": "dung-ma"}, REMOTE_ADDR=address)

    page = client.post(URL, data | {"voucher": "SAIXX", "viec": "dung-ma"}, REMOTE_ADDR="192.0.2.9")

    assert page.status_code in (302, 429)


def test_tells_shopper_and_seller_who_pays(client, data, seller):
    make_programme()
    page = client.post(URL, data | {"viec": "dung-ma"})
    client.post(URL, data | hidden(page))
    part = Order.objects.get().seller_orders.get()
    address = part.order.get_absolute_url()

    order, receipt = client.get(address), client.get(f"{address}phieu/")
    own = Client()
    own.force_login(seller.memberships.get().user)
    work = own.get(f"/ban-hang/don-hang/{part.number}/")
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver):
        step(seller_order=part)
    money = own.get("/ban-hang/tien/")

    for shown in (order, receipt, work):
        assert "Chương trình Tết OCOP trả" in text_of(shown)
    assert "Trả 310.000 ₫ khi nhận" in text_of(order)
    assert "Bạn trả" in text_of(receipt)
    assert "Bà con nhận đủ" in text_of(work)
    assert "330.000 ₫" in text_of(work)
    assert "Chương trình Tết OCOP trả sau khi đơn xong" in text_of(money)
    assert "Chương trình còn phải trả" in text_of(money)
    assert "310.000 ₫" in text_of(money)


def test_asks_a_fixed_number_of_questions(client, data):
    make_programme()
    client.post(URL, data | {"viec": "dung-ma"})

    with CaptureQueriesContext(connection) as without:
        client.post(URL, data | {"voucher": "", "viec": "tinh-phi"})
    with CaptureQueriesContext(connection) as with_code:
        client.post(URL, data | {"viec": "tinh-phi"})

    assert len(with_code) - len(without) <= 2
    assert not Redemption.objects.exists()
