"""Baskets of guests: as long as somebody can open them, and no longer."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.personal_data import keeping
from shop.basket import keeping as baskets
from shop.basket.models import Basket, Line
from shop.order.models import Order
from tests.factories import make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def before():
    return timezone.now() - timedelta(days=31)


def make(at, **fields) -> Basket:
    basket = Basket.objects.create(**fields)
    Basket.objects.filter(pk=basket.pk).update(date_created=at)
    return basket


def put(client) -> Basket:
    product = make_listing(make_seller())
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"})
    return Basket.objects.get()


def test_forgets_what_nobody_touched_and_keeps_what_is_younger(before):
    old, young = make(before - timedelta(seconds=1)), make(before)

    assert baskets.forget_guest_baskets(before) == 1

    assert not Basket.objects.filter(pk=old.pk).exists()
    assert Basket.objects.filter(pk=young.pk).exists()


def test_keeps_an_old_basket_that_was_used_since(client, before):
    basket = put(client)
    Basket.objects.update(date_created=before - timedelta(days=60))
    assert baskets.forget_guest_baskets(before) == 0

    Line.objects.update(date_updated=before - timedelta(seconds=1))
    assert baskets.forget_guest_baskets(before) == 1
    assert not Line.objects.filter(basket_id=basket.pk).exists()


def test_leaves_baskets_of_people_and_of_orders(before):
    long_ago = before - timedelta(days=300)
    make(long_ago, owner=make_user())
    ordered = make(long_ago, status=Basket.SUBMITTED)
    make(long_ago, status=Basket.FROZEN)
    Order.objects.create(number="T1", basket=ordered, total_incl_tax=1, total_excl_tax=1)

    assert baskets.forget_guest_baskets(before) == 0
    assert Basket.objects.count() == 3


def test_goes_on_in_batches(monkeypatch, before):
    monkeypatch.setattr(baskets, "_BATCH", 4)
    for _ in range(9):
        make(before - timedelta(days=1))

    assert baskets.forget_guest_baskets(before) == 9


def test_does_not_delete_what_was_used_after_it_was_found(client, before, monkeypatch):
    put(client)
    Basket.objects.update(date_created=before - timedelta(days=1))
    numbers = list(Basket.objects.values_list("pk", flat=True))

    assert baskets._delete(numbers, before) == 0
    # Negative control: without the second look it would be gone.
    monkeypatch.setattr(baskets, "_left", lambda before: Basket.objects.all())
    assert baskets._delete(numbers, before) == 1


def test_who_comes_back_later_begins_anew(client, before):
    put(client)
    Basket.objects.update(date_created=before - timedelta(days=1))
    Line.objects.update(date_updated=before - timedelta(days=1))
    baskets.forget_guest_baskets(before)

    assert client.get(reverse("basket:summary")).status_code == 200
    assert put(client).num_lines == 1


def test_the_rule_is_applied_daily_and_outlives_the_cookie():
    rule = next(rule for rule in keeping.rules() if rule.name == "guest_baskets")

    assert timedelta(days=rule.days).total_seconds() > settings.OSCAR_BASKET_COOKIE_LIFETIME
