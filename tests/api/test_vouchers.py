"""Programs use the code of a programme: priced, redeemed and guarded as on the page."""

import pytest
from django.core.cache import cache

from api import vouchers
from api.problems import ProblemError
from shop.order.models import Order
from shop.programme.guessing import MOST_AN_HOUR
from shop.programme.models import Redemption
from tests.api.calls import guest_basket, order_wish, send, token_of
from tests.factories import make_user
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
CODE = "TETOCOP"


@pytest.fixture(autouse=True)
def forget_guesses():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def token(tea):
    return guest_basket(tea, quantity=2)


def priced(token, status=200, code=CODE, **more):
    wish = {"voucher": code, "phone": "0912 345 678", "commune": "05503"} | more
    return send("post", "basket/voucher", wish, status, Basket_Token=token)


def place(token, shown, status=201, **changes):
    return send("post", "orders", order_wish(shown, **changes), status, Basket_Token=token)


def test_prices_the_basket_and_redeems_the_code_with_the_order(token):
    make_programme()
    plain = send("get", "basket?xa=05503", status=200, Basket_Token=token)

    shown = priced(token)
    placed = place(token, shown, voucher=CODE)

    assert (shown["funded_vnd"], shown["programme"]) == (20_000, "Tết OCOP")
    assert shown["total_vnd"] == plain["total_vnd"] - 20_000
    assert shown["quote"] != plain["quote"]
    assert (placed["funded_vnd"], placed["total_vnd"]) == (20_000, shown["total_vnd"])
    assert Redemption.objects.get().amount_vnd == 20_000


def test_keeps_nothing_of_a_code_that_was_only_looked_at(token):
    make_programme()
    priced(token)

    assert not Redemption.objects.exists()
    assert send("get", "basket?xa=05503", status=200, Basket_Token=token)["funded_vnd"] == 0


def test_takes_the_price_without_the_code_for_changed(token):
    make_programme()
    plain = send("get", "basket?xa=05503", status=200, Basket_Token=token)

    refused = place(token, plain, 409, voucher=CODE)

    assert refused["reason"] == "price_changed"
    assert refused["basket"]["funded_vnd"] == 20_000
    assert place(token, refused["basket"], voucher=CODE)["funded_vnd"] == 20_000


def test_a_changed_price_is_told_while_others_guess_with_the_same_basket(token, monkeypatch):
    make_programme()
    plain = send("get", "basket?xa=05503", status=200, Basket_Token=token)
    first, calls = vouchers.guard, []

    def guesses_in_between(*args):
        calls.append(args)
        if len(calls) > 1:
            raise ProblemError(429)
        return first(*args)

    monkeypatch.setattr(vouchers, "guard", guesses_in_between)

    assert place(token, plain, 409, voucher=CODE)["reason"] == "price_changed"
    # Negative control: the guard stands before what was not looked at.
    priced(token, 429)


def test_says_why_a_code_does_not_count_and_places_nothing(token):
    programme = make_programme()
    shown = priced(token)
    programme.state = programme.State.CLOSED
    programme.save()

    assert "đã kết thúc" in priced(token, 409)["detail"]
    refused = place(token, shown, 409, voucher=CODE)
    assert (refused["reason"], "đã kết thúc" in refused["detail"]) == ("voucher_refused", True)
    assert not Order.objects.exists()


def test_asks_for_the_phone_where_a_list_decides(token):
    make_programme(who="phones")

    assert "số điện thoại" in priced(token, 409, phone="")["detail"]
    assert priced(token, 422, phone="12")["errors"][0]["field"] == "phone"


@pytest.mark.parametrize("who", ["guest", "citizen"])
def test_stops_who_guesses(tea, who):
    make_programme()
    mine = {"Basket_Token": guest_basket(tea, quantity=2)}
    if who == "citizen":
        mine = {"Authorization": f"Bearer {token_of(make_user(), 'basket', 'orders')}"}
        send("post", "basket/lines", {"product_id": tea.pk, "quantity": 2}, 201, **mine)

    codes = [f"SAIBET{number}" for number in range(MOST_AN_HOUR)]
    found = [send("post", "basket/voucher", {"voucher": code}, **mine)[0] for code in codes]

    assert set(found) == {409}
    send("post", "basket/voucher", {"voucher": "SAINUA"}, 429, **mine)
    # Right, and late: who has guessed so often waits with this one too.
    send("post", "basket/voucher", {"voucher": CODE}, 429, **mine)


def test_an_empty_basket_has_nothing_to_pay_for():
    make_programme()

    assert "chưa có gì" in priced(send("post", "basket", status=201)["basket_token"], 409)["detail"]
