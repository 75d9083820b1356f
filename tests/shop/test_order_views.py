"""The shopper's order pages: who sees what, finding an order, calling it off."""

import pytest
from django.test import Client
from django.urls import reverse

from common.money import format_vnd
from shop.order import moves
from shop.order.models import SellerOrder
from shop.order.tracking import order_page
from tests.factories import make_basket, make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db


def first_part(order):
    return order.seller_orders.order_by("number").first()


@pytest.mark.parametrize("query", ["", "?k=", "?k=wrong", "?k=%00", "?k=é"])
def test_does_not_exist_for_a_stranger(client, order, query):
    client.force_login(make_user())

    assert client.get(order.get_absolute_url() + query).status_code == 404


def test_does_not_exist_without_an_order(client):
    assert client.get("/don-hang/0000000000/").status_code == 404


def test_does_not_open_a_guest_order_for_every_guest(client, order):
    assert order.user is None

    assert client.get(order.get_absolute_url()).status_code == 404


def test_opens_by_the_secret_link_with_name_phone_and_house_masked(client, order):
    html = client.get(order.get_guest_url()).content.decode()

    assert "0990 *** 456" in html
    assert "H***" in html
    assert all(secret not in html for secret in ("0990 123 456", "Trần Thu Hà", "Số 12"))


def test_shows_everything_to_the_owner(client, place):
    user = make_user()
    order = place(make_basket((make_listing(make_seller()), 1)), user=user)
    client.force_login(user)

    html = client.get(order.get_absolute_url()).content.decode()

    assert "0990 123 456" in html
    assert "Số 12" in html


def test_finds_an_order_by_number_and_phone(client, order):
    typed = {"number": f" {order.number[:4]} {order.number[4:]}-1 ", "phone": "0990123456"}

    answer = client.post("/don-hang/", typed)

    assert answer.url == order.get_guest_url()


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "0000000000", "phone": "0990123456"},
        {"number": "", "phone": ""},
        {"number": "<b>", "phone": "abc"},
    ],
)
def test_says_the_same_for_every_wrong_pair(client, order, typed):
    page = client.post("/don-hang/", typed)

    assert page.status_code == 200
    assert "<title>Lỗi:" in page.content.decode()


def test_does_not_find_an_order_with_another_phone(client, order):
    page = client.post("/don-hang/", {"number": order.number, "phone": "0990123457"})

    assert "Chưa thấy đơn nào khớp" in page.content.decode()


def test_cancels_one_parcel_with_the_secret(client, order):
    part = first_part(order)
    url = reverse("orders:cancel", args=[order.number, part.number])

    answer = client.post(url, {"k": order.token})

    states = list(order.seller_orders.order_by("number").values_list("state", flat=True))
    assert answer.url == order.get_guest_url()
    assert states == ["cancelled", "placed"]


def test_receipt_asks_no_money_for_a_cancelled_parcel(client, order):
    gone, coming = order.seller_orders.order_by("number")
    client.post(reverse("orders:cancel", args=[order.number, gone.number]), {"k": order.token})

    html = client.get(order.get_guest_url()).content.decode()

    assert f"−{format_vnd(gone.total_vnd)}" in html
    assert f'<span class="nowrap">{format_vnd(coming.total_vnd)}</span></summary>' in html


@pytest.mark.parametrize("key", ["", "wrong"])
def test_cancels_nothing_for_a_stranger(client, order, key):
    part = first_part(order)

    answer = client.post(reverse("orders:cancel", args=[order.number, part.number]), {"k": key})

    assert answer.status_code == 404
    assert SellerOrder.objects.get(pk=part.pk).state == "placed"


def test_cancels_nothing_on_get_or_without_a_csrf_token(order):
    part = first_part(order)
    url = reverse("orders:cancel", args=[order.number, part.number])
    strict = Client(enforce_csrf_checks=True)

    assert strict.get(url).status_code == 405
    assert strict.post(url, {"k": order.token}).status_code == 403
    assert SellerOrder.objects.get(pk=part.pk).state == "placed"


def test_does_not_cancel_what_is_packed(client, order):
    part = first_part(order)
    moves.confirm(seller_order=part)
    moves.pack(seller_order=part)

    url = reverse("orders:cancel", args=[order.number, part.number])
    page = client.post(url, {"k": order.token}, follow=True)

    assert "đã gói xong nên không hủy được" in page.content.decode()
    assert SellerOrder.objects.get(pk=part.pk).state == "packed"


def test_does_not_cancel_a_part_of_another_order(client, order, place):
    other = first_part(place(make_basket((make_listing(make_seller()), 1))))

    url = reverse("orders:cancel", args=[order.number, other.number])
    answer = client.post(url, {"k": order.token})

    assert answer.status_code == 404
    assert SellerOrder.objects.get(pk=other.pk).state == "placed"


def test_answers_on_top_and_marks_one_step_as_now(order):
    part = first_part(order)
    for step in (moves.confirm, moves.pack, moves.ship):
        step(seller_order=part)

    page = order_page(order, is_masked=False)

    assert page.headline.startswith("Đang giao kiện 1, dự kiến ")
    steps = page.parcels[0].steps
    assert [step.state for step in steps] == ["done", "done", "now", "next"]
    assert [step.label for step in steps] == [
        "Đã đặt hàng",
        "Đã gói xong",
        "Đang giao",
        "Tới tay bạn",
    ]


@pytest.mark.parametrize("state", moves.S.values)
def test_shows_an_order_in_every_state(client, order, state):
    order.seller_orders.update(state=state, completed_on="2026-01-01", reason="Mưa lớn")

    assert client.get(order.get_guest_url()).status_code == 200


@pytest.mark.parametrize("lines", [1, 30])
def test_shows_any_order_in_a_bounded_number_of_queries(
    client, place, lines, django_assert_max_num_queries
):
    goods = [(make_listing(make_seller(f"HTX {n % 4}"), f"Món {n}"), 1) for n in range(lines)]
    order = place(make_basket(*goods))
    client.get(order.get_guest_url())

    with django_assert_max_num_queries(12):
        client.get(order.get_guest_url())


def test_lists_own_orders_only(client, place, order):
    user = make_user()
    own = place(make_basket((make_listing(make_seller(), "Mật ong rừng"), 1)), user=user)
    client.force_login(user)

    html = client.get(reverse("customer:order-list")).content.decode()

    assert own.number in html
    assert order.number not in html
    assert client.get(reverse("customer:order", args=[own.number])).url == own.get_absolute_url()
    assert client.get(reverse("customer:order", args=[order.number])).status_code == 404


def test_asks_guests_to_sign_in_before_listing_orders(client):
    assert "/dang-nhap/" in client.get(reverse("customer:order-list")).url


@pytest.mark.parametrize("name", ["login", "logout", "register", "summary"])
def test_keeps_the_names_of_the_customer_pages(client, name):
    assert client.get(reverse(f"customer:{name}")).status_code == 302
