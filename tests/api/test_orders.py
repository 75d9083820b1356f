"""Orders of programs: placed by the service of the page, seen by nobody else."""

import pytest

from api import orders
from api.models import StoredAnswer
from shop.basket.models import Basket
from shop.order.models import Order, SellerOrder
from shop.partner.models import StockRecord
from tests.api.calls import guest_basket, order_wish, send, token_of
from tests.architecture.crawling import order_of
from tests.factories import make_basket, make_listing, make_user

pytestmark = pytest.mark.django_db


def looked(token):
    return send("get", "basket?xa=05503", status=200, Basket_Token=token)


def place(token, status=201, **changes):
    wish = order_wish(looked(token), **changes)
    return send("post", "orders", wish, status, Basket_Token=token)


def bearer_of(user, *rights):
    return {"Authorization": f"Bearer {token_of(user, *(rights or ('basket', 'orders')))}"}


@pytest.fixture
def token(tea):
    return guest_basket(tea, quantity=2)


@pytest.fixture
def lans_order(tea):
    """An order of a citizen, placed by a program."""
    lan = make_user()
    mine = bearer_of(lan)
    send("post", "basket/lines", {"product_id": tea.pk}, 201, **mine)
    shown = send("get", "basket?xa=05503", status=200, **mine)
    return lan, send("post", "orders", order_wish(shown), 201, **mine)


def test_places_the_order_of_a_guest_as_the_page_does(tea, token):
    placed = place(token)

    order = Order.objects.get()
    assert (placed["number"], placed["secret"]) == (order.number, order.token)
    assert placed["total_vnd"] == int(order.total_incl_tax)
    assert (order.user, order.customer_phone) == (None, "+84912345678")
    assert StockRecord.objects.get().num_allocated == 2
    assert Basket.objects.get().status == Basket.SUBMITTED


def test_keeps_name_phone_and_address_out_of_what_is_stored(token, lans_order):
    place(token)
    lan, placed = lans_order
    send("post", f"orders/{placed['number']}/cancel", {}, 200, **bearer_of(lan))

    stored = " ".join(StoredAnswer.objects.values_list("body", flat=True))
    assert placed["number"] in stored
    for secret in ("Trần Thu Hà", "912345678", "Số 12"):
        assert secret not in stored


def test_shows_an_order_to_who_holds_its_secret(token):
    placed = place(token)
    number = placed["number"]

    seen = send("get", f"orders/{number}", status=200, Order_Secret=placed["secret"])

    assert seen["parcels"][0]["state"] == "placed"
    assert "Số 12" not in seen["address"]
    send("get", f"orders/{number}", status=404, Order_Secret="x")
    send("get", f"orders/{number}", status=401)


def test_says_what_a_programme_pays_so_that_the_sums_add_up(token):
    placed = place(token)
    SellerOrder.objects.update(funded_vnd=20_000)

    seen = send("get", f"orders/{placed['number']}", status=200, Order_Secret=placed["secret"])

    parcel = seen["parcels"][0]
    assert (placed["funded_vnd"], seen["funded_vnd"], parcel["funded_vnd"]) == (0, 20_000, 20_000)
    assert seen["total_vnd"] == placed["total_vnd"] - 20_000
    for one in (seen, parcel | {"goods_vnd": sum(line["sum_vnd"] for line in parcel["lines"])}):
        paid = one["goods_vnd"] - one["discount_vnd"] + one["shipping_vnd"] - one["funded_vnd"]
        assert paid == one["total_vnd"]


def test_shows_a_citizen_the_own_orders_only(lans_order):
    lan, placed = lans_order
    stranger = bearer_of(make_user())

    own = send("get", f"orders/{placed['number']}", status=200, **bearer_of(lan))

    assert own["name"] == "Trần Thu Hà"
    assert placed["secret"] == ""
    send("get", f"orders/{placed['number']}", status=404, **stranger)
    send("post", f"orders/{placed['number']}/cancel", {}, 404, **stranger)
    assert send("get", "orders", status=200, **stranger)["items"] == []


def test_without_the_look_at_the_owner_a_stranger_sees_the_order(lans_order, monkeypatch):
    """Negative control: everybody counts as the owner."""
    monkeypatch.setattr(orders, "may_see", lambda auth, order: True)

    send("get", f"orders/{lans_order[1]['number']}", status=200, **bearer_of(make_user()))


def test_needs_the_right_to_orders(lans_order):
    lan, placed = lans_order

    send("get", f"orders/{placed['number']}", status=403, **bearer_of(lan, "basket"))
    send("get", "orders", status=403, **bearer_of(lan, "basket"))


def test_refuses_a_price_that_changed_and_tells_the_new_ones(tea, token):
    wish = order_wish(looked(token))
    tea.stockrecords.update(price=200_000)

    found = send("post", "orders", wish, 409, Basket_Token=token)
    again = order_wish(found["basket"])
    send("post", "orders", again, 201, Basket_Token=token)

    assert found["reason"] == "price_changed"
    assert found["basket"]["goods_vnd"] == 400_000
    assert Order.objects.count() == 1


def test_refuses_goods_that_are_gone_and_tells_what_is_left(tea, token):
    wish = order_wish(looked(token))
    tea.stockrecords.update(num_in_stock=1)

    found = send("post", "orders", wish, 409, Basket_Token=token)

    assert found["reason"] == "out_of_stock"
    assert [(one["wanted"], one["left"]) for one in found["left"]] == [(2, 1)]
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"name": ""}, "name"),
        ({"commune": "99999"}, "commune"),
        ({"line1": ""}, "line1"),
        ({"payment": "bitcoin"}, "payment"),
        ({"quote": ""}, "quote"),
        ({"total": 1}, "total"),
    ],
)
def test_keeps_the_rules_of_the_page(token, changes, field):
    found = place(token, 422, **changes)

    assert [error["field"] for error in found["errors"]] == [field]
    assert not Order.objects.exists()


def test_another_key_for_the_same_basket_finds_the_same_order(tea, token):
    wish = order_wish(looked(token))

    first = send("post", "orders", wish, 201, Basket_Token=token)
    second = send("post", "orders", wish, 201, Basket_Token=token)

    assert first["number"] == second["number"]
    send("post", "basket/lines", {"product_id": tea.pk}, 409, Basket_Token=token)


def test_keeps_the_limit_of_open_orders(seller):
    goods = make_listing(seller, "Chè", stock=50)
    for _ in range(10):
        place(guest_basket(goods))

    found = place(guest_basket(goods), 409)

    assert (found["reason"], "10 đơn" in found["detail"]) == ("refused", True)


def test_cancels_what_is_not_packed(lans_order):
    lan, placed = lans_order
    path = f"orders/{placed['number']}/cancel"

    gone = send("post", path, {}, 200, **bearer_of(lan))

    assert gone["parcels"][0]["state"] == "cancelled"
    assert StockRecord.objects.get().num_allocated == 0
    send("post", path, {}, 409, **bearer_of(lan))
    send("post", path, {"parcel": "x"}, 404, **bearer_of(lan))


def test_lists_the_own_orders_in_parts_and_with_the_same_queries(
    tea, program, django_assert_max_num_queries
):
    lan = make_user()
    tea.stockrecords.update(num_in_stock=50)
    numbers = [order_of(lan, tea).number for _ in range(5)]
    make_basket((tea, 1), owner=lan)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token_of(lan, 'orders')}"}

    first = program.get("orders?limit=2", **headers)
    second = program.get(f"orders?limit=2&cursor={first['next_cursor']}", **headers)
    with django_assert_max_num_queries(12):
        program.get("orders?limit=100", **headers)

    seen = [row["number"] for row in first["items"] + second["items"]]
    assert seen == numbers[::-1][:4]
