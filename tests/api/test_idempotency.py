"""A call that writes, sent again: one effect, the same answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from api import idempotency
from api.models import StoredAnswer
from catalogue.models import Product
from shop.order.models import Order
from tests.api.calls import guest_basket, order_wish, send
from tests.factories import make_listing
from tests.threads import at_once

KEY = "a" * 16
pytestmark = pytest.mark.django_db


@pytest.fixture
def token(tea):
    return guest_basket(tea)


@pytest.fixture
def wish(token):
    return order_wish(send("get", "basket?xa=05503", status=200, Basket_Token=token))


def add(tea, token, status=201, quantity=1, key=KEY):
    body = {"product_id": tea.pk, "quantity": quantity}
    return send("post", "basket/lines", body, status, key=key, Basket_Token=token)


def test_answers_the_same_call_with_the_same_answer(tea, token):
    first, again = add(tea, token), add(tea, token)

    assert first == again
    assert first["parcels"][0]["lines"][0]["quantity"] == 2


def test_refuses_the_same_key_for_another_body(tea, token):
    add(tea, token)

    found = add(tea, token, 422, quantity=2)

    assert found["errors"][0]["field"] == "Idempotency-Key"


def test_keeps_the_keys_of_callers_apart(tea, token):
    add(tea, token)

    assert add(tea, guest_basket(tea))["parcels"][0]["lines"][0]["quantity"] == 2


@pytest.mark.parametrize("key", ["short", "x" * 65, "has spaces in the key"])
def test_asks_for_a_good_key(tea, token, key):
    found = add(tea, token, 422, key=key)

    assert "dempotency" in found["errors"][0]["field"]


def test_stores_a_refusal_that_will_stay_and_none_that_may_pass(tea, token):
    add(tea, token, 422, quantity=0)
    add(tea, token, 409, quantity=99, key="b" * 16)

    stored = StoredAnswer.objects.filter(key__in=[KEY, "b" * 16])
    assert [(row.key, row.status) for row in stored] == [(KEY, 422)]
    tea.stockrecords.update(num_in_stock=200)
    add(tea, token, 201, quantity=99, key="b" * 16)


def test_answers_goods_that_appear_later(seller, token):
    tea = make_listing(seller, state="draft")
    add(tea, token, 404)
    Product.objects.filter(pk=tea.pk).update(is_public=True, state="approved")

    add(tea, token, 201)


def test_opens_a_basket_of_its_own_for_each_call_of_a_network():
    """Two people who copy the same example behind one address share no basket."""
    baskets = {send("post", "basket", status=201, key=KEY)["basket_token"] for _ in range(2)}

    assert len(baskets) == 2


def test_stores_no_fault_of_its_own(tea, token, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("api.basket.shown", fall)
        add(tea, token, 500)
    added = add(tea, token)

    assert added["parcels"][0]["lines"][0]["quantity"] == 2


def test_takes_over_from_a_call_that_died(tea, token):
    add(tea, token)
    begun = timezone.now() - timedelta(seconds=59)
    row = StoredAnswer.objects.filter(key=KEY)
    row.update(status=None, begun_at=begun)

    add(tea, token, 409)
    row.update(begun_at=begun - timedelta(seconds=2))
    add(tea, token)


def test_forgets_answers_after_three_days(tea, token):
    add(tea, token)
    StoredAnswer.objects.update(begun_at=timezone.now() - timedelta(hours=73))

    idempotency.forget_old()

    assert not StoredAnswer.objects.exists()


def ten_orders(token, wish, keys):
    return at_once(
        [lambda key=key: send("post", "orders", wish, key=key, Basket_Token=token) for key in keys]
    )


@pytest.mark.django_db(transaction=True)
def test_places_one_order_of_ten_equal_calls_at_once(token, wish):
    results = ten_orders(token, wish, [KEY] * 10)
    after = send("post", "orders", wish, 201, key=KEY, Basket_Token=token)

    assert {status for status, _ in results} <= {201, 409}, results
    placed = {body["number"] for status, body in results if status == 201}
    assert placed == {Order.objects.get().number} == {after["number"]}


def ten_lines(tea, token):
    body = {"product_id": tea.pk, "quantity": 1}
    return at_once(
        [lambda: send("post", "basket/lines", body, key=KEY, Basket_Token=token) for _ in range(10)]
    )


@pytest.mark.django_db(transaction=True)
def test_adds_once_of_ten_equal_calls_at_once(seller):
    goods = make_listing(seller, "Chè", stock=50)
    token = guest_basket(goods)

    ten_lines(goods, token)

    shown = send("get", "basket", status=200, Basket_Token=token)
    assert shown["parcels"][0]["lines"][0]["quantity"] == 2


@pytest.mark.django_db(transaction=True)
def test_adds_more_than_once_without_the_claim(seller, monkeypatch):
    """Negative control: every call believes that it is the first."""

    def always_mine(caller, key, request_hash):
        return StoredAnswer.objects.create(
            caller=caller, key=timezone.now().isoformat() + key, request_hash="", claim="x"
        )

    goods = make_listing(seller, "Chè", stock=50)
    token = guest_basket(goods)
    monkeypatch.setattr(idempotency, "_claim", always_mine)

    ten_lines(goods, token)

    shown = send("get", "basket", status=200, Basket_Token=token)
    assert shown["parcels"][0]["lines"][0]["quantity"] > 2
