"""What a guest chose before signing in goes into the basket of the citizen, once."""

import pytest

from shop.basket import changes
from shop.basket.models import Basket
from tests.api.calls import guest_basket, order_wish, send, token_of
from tests.factories import make_listing, make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(db):
    return make_user(name="Lan")


@pytest.fixture
def honey(seller):
    return make_listing(seller, "Mật ong", price_vnd=90_000, stock=20)


def mine(user) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(user, 'basket')}"}


def merge(token: str, who: dict[str, str], status: int = 200, key: str = ""):
    return send("post", "basket/merge", {"basket_token": token}, status, key=key, **who)


def lines_of(shown: dict) -> dict[int, int]:
    return {
        line["product_id"]: line["quantity"]
        for parcel in shown["parcels"]
        for line in parcel["lines"]
    }


def test_both_baskets_become_one_and_the_greater_number_counts(tea, honey, lan):
    who, guest = mine(lan), guest_basket(tea, honey, quantity=3)
    send("post", "basket/lines", {"product_id": tea.pk, "quantity": 2}, 201, **who)

    shown = merge(guest, who)

    assert lines_of(shown) == {tea.pk: 3, honey.pk: 3}
    assert lines_of(send("get", "basket", status=200, **who)) == {tea.pk: 3, honey.pk: 3}
    assert shown["goods_vnd"] == 3 * 195_000 + 3 * 90_000


def test_who_had_no_basket_has_that_of_the_guest(tea, lan):
    assert lines_of(merge(guest_basket(tea), mine(lan))) == {tea.pk: 1}


def test_guest_basket_is_over_then(tea, lan):
    guest = guest_basket(tea)
    merge(guest, mine(lan))

    again = send("post", "basket/lines", {"product_id": tea.pk}, 409, Basket_Token=guest)

    assert "đã nhập vào giỏ khác" in again["detail"]
    assert send("get", "basket", status=200, Basket_Token=guest)["parcels"] == []


def test_second_citizen_gets_nothing_of_it(tea, lan):
    guest, other = guest_basket(tea), mine(make_user())
    merge(guest, mine(lan))

    merge(guest, other, 409)

    assert send("get", "basket", status=200, **other)["parcels"] == []


def test_same_call_again_has_the_same_answer(tea, lan):
    guest, who, key = guest_basket(tea), mine(lan), "c0ffee00-0000-4000-8000-000000000001"

    assert merge(guest, who, key=key) == merge(guest, who, key=key)


def test_basket_that_was_ordered_stays_ordered(tea, lan):
    guest = guest_basket(tea)
    shown = send("get", "basket?xa=05503", status=200, Basket_Token=guest)
    send("post", "orders", order_wish(shown), 201, Basket_Token=guest)

    merge(guest, mine(lan), 409)

    assert not Basket.objects.filter(owner=lan, lines__isnull=False).exists()


@pytest.mark.parametrize("token", ["", "1", "1:abc", "x" * 200])
def test_wrong_token_is_said(lan, token):
    answer = merge(token, mine(lan), 422)

    assert answer["errors"][0]["field"] == "basket_token"


def test_basket_of_another_citizen_is_no_guest_basket(tea, lan):
    other = make_user()
    send("post", "basket/lines", {"product_id": tea.pk}, 201, **mine(other))
    with pytest.raises(changes.BasketGone):
        changes.take_over(owner=lan, guest=Basket.objects.get(owner=other))

    assert Basket.objects.get(owner=other).num_lines == 1


def test_right_to_the_basket_is_needed(tea, lan):
    who = {"Authorization": f"Bearer {token_of(lan, 'orders')}"}

    merge(guest_basket(tea), who, 403)

    assert Basket.objects.get(owner=None).num_lines == 1


def at_once_by_two_citizens(tea, lan) -> list:
    guest_basket(tea, quantity=2)
    basket, other = Basket.objects.get(owner=None), make_user()
    people = [lan, other, lan, other]
    return at_once([lambda who=who: changes.take_over(owner=who, guest=basket) for who in people])


@pytest.mark.django_db(transaction=True)
def test_four_at_once_put_it_in_once(tea, lan):
    results = at_once_by_two_citizens(tea, lan)

    assert sum(isinstance(one, Basket) for one in results) == 1, results
    assert sum(isinstance(one, changes.BasketGone) for one in results) == 3, results
    assert [line.quantity for row in Basket.objects.all() for line in row.all_lines()] == [2]


@pytest.mark.django_db(transaction=True)
def test_without_the_look_at_both_nobody_would_be_refused(tea, lan, monkeypatch):
    """Negative control."""
    anyhow = lambda mine, guest: {row.pk: row for row in (mine, guest)}  # noqa: E731
    monkeypatch.setattr(changes, "_held", anyhow)

    results = at_once_by_two_citizens(tea, lan)

    assert not any(isinstance(one, changes.BasketGone) for one in results)
    assert sum(isinstance(one, Basket) for one in results) > 1, results
