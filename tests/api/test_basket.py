"""The basket of a program: the rules of the page, the prices of this moment."""

import pytest

from shop.basket.models import Basket
from tests.api.calls import guest_basket, send, token_of
from tests.factories import make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(tea):
    return guest_basket(tea, quantity=2)


def test_shows_goods_fees_and_ways_to_pay(tea, token):
    shown = send("get", "basket?xa=05503", status=200, Basket_Token=token)

    (parcel,) = shown["parcels"]
    (line,) = parcel["lines"]
    assert (line["product_id"], line["quantity"], line["sum_vnd"]) == (tea.pk, 2, 390_000)
    assert parcel["is_fee_exact"] is True
    assert [way["code"] for way in parcel["deliveries"] if way["is_chosen"]] == ["carrier"]
    assert shown["total_vnd"] == 390_000 + parcel["fee_vnd"]
    assert "cod" in [way["code"] for way in shown["payments"]]
    assert shown["problems"] == []


def test_reads_the_price_again_at_each_look(tea, token):
    before = send("get", "basket", status=200, Basket_Token=token)
    tea.stockrecords.update(price=200_000)

    after = send("get", "basket", status=200, Basket_Token=token)

    assert after["goods_vnd"] == 400_000
    assert after["quote"] != before["quote"]


def test_says_what_is_no_longer_there(tea, token):
    tea.stockrecords.update(num_in_stock=1)

    shown = send("get", "basket", status=200, Basket_Token=token)

    assert shown["parcels"][0]["lines"][0]["left"] == 1
    assert "chỉ còn 1" in shown["problems"][0]


def test_changes_and_removes_a_line(tea, token):
    shown = send("get", "basket", status=200, Basket_Token=token)
    line = f"basket/lines/{shown['parcels'][0]['lines'][0]['id']}"

    changed = send("patch", line, {"quantity": 5}, 200, Basket_Token=token)
    send("patch", line, {"quantity": 11}, 409, Basket_Token=token)
    gone = send("delete", line, status=200, Basket_Token=token)
    send("patch", line, {"quantity": 1}, 404, Basket_Token=token)

    assert changed["goods_vnd"] == 5 * 195_000
    assert gone["parcels"] == []


def test_refuses_more_than_there_is(tea, token):
    wish = {"product_id": tea.pk, "quantity": 9}

    found = send("post", "basket/lines", wish, 409, Basket_Token=token)

    assert "chỉ còn 10" in found["detail"]


def test_knows_no_goods_outside_the_window(seller, token):
    hidden = make_listing(seller, "Món kín", state="hidden")

    found = send("post", "basket/lines", {"product_id": hidden.pk}, 404, Basket_Token=token)

    assert "Món kín" not in str(found)


def test_keeps_a_citizens_basket_for_all_their_programs(tea):
    lan = make_user()
    mine = {"Authorization": f"Bearer {token_of(lan, 'basket')}"}
    other = {"Authorization": f"Bearer {token_of(lan, 'basket')}"}

    assert send("get", "basket", status=200, **mine)["parcels"] == []
    send("post", "basket/lines", {"product_id": tea.pk}, 201, **mine)

    assert send("get", "basket", status=200, **other)["goods_vnd"] == 195_000
    assert Basket.objects.get().owner == lan


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Basket_Token": "1:abc"}, 401),
        ({"Authorization": "Bearer tna_x"}, 401),
    ],
)
def test_opens_no_basket_without_its_secret(token, headers, status):
    send("get", "basket", status=status, **headers)


def test_needs_the_right_to_the_basket(tea):
    headers = {"Authorization": f"Bearer {token_of(make_user(), 'orders')}"}

    found = send("get", "basket", status=403, **headers)

    assert "basket" in found["detail"]


def test_reaches_no_line_of_another_basket(tea, token):
    line = send("get", "basket", status=200, Basket_Token=token)["parcels"][0]["lines"][0]["id"]
    stranger = guest_basket(tea)

    send("patch", f"basket/lines/{line}", {"quantity": 9}, 404, Basket_Token=stranger)
    send("delete", f"basket/lines/{line}", status=200, Basket_Token=stranger)

    assert send("get", "basket", status=200, Basket_Token=token)["goods_vnd"] == 390_000


def test_limits_guests_by_network_and_citizens_each_for_themselves(
    tea, token, settings, monkeypatch
):
    settings.RATE_LIMIT_FACTOR = 0.05
    monkeypatch.setattr("marketplace.limiting.client_ip", lambda request: "1.2.3.4")
    wish = {"product_id": tea.pk, "quantity": 1}
    headers = {"Authorization": f"Bearer {token_of(make_user(), 'basket')}"}

    guests = [send("post", "basket/lines", wish, Basket_Token=token) for _ in range(4)]
    status, _ = send("post", "basket/lines", wish, **headers)

    assert guests[-1][0] == 429
    assert status == 201


@pytest.mark.parametrize("query", ["xa=99999", "xa=1", "giao=x", "tinh=19"])
def test_refuses_words_it_cannot_read(token, query):
    send("get", f"basket?{query}", status=422, Basket_Token=token)


@pytest.mark.parametrize("many", [1, 10])
def test_looks_with_the_same_queries_for_any_number_of_goods(
    seller, many, django_assert_max_num_queries
):
    other = make_seller("Hộ khác")
    goods = [make_listing(seller if n % 2 else other, f"Chè {n}") for n in range(many)]
    token = guest_basket(*goods)

    with django_assert_max_num_queries(12):
        send("get", "basket?xa=05503", status=200, Basket_Token=token)
