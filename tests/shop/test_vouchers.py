"""Vouchers are used as often as they say, whoever orders at the same time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from shop.basket.models import Basket
from shop.offer.limits import limits_broken
from shop.offer.models import ConditionalOffer
from shop.offer.usage import LimitReached
from shop.order.models import OrderDiscount
from shop.order.placing import TotalChanged
from shop.voucher import usage
from shop.voucher.models import Voucher
from tests.factories import make_basket, make_listing, make_seller, make_user
from tests.shop.test_offers import counters, make_offer, orders_of, rush, total_for


def make_voucher(usage=Voucher.SINGLE_USE, code="VUMOI") -> Voucher:
    """Return a voucher of 20.000 đồng that is open today."""
    now = timezone.now()
    voucher = Voucher.objects.create(
        name=f"Mã {code}",
        code=code,
        usage=usage,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    voucher.offers.add(make_offer(f"Ưu đãi của {code}", offer_type="Voucher"))
    return voucher


def close(voucher) -> None:
    """Close the voucher as staff would: it ended a minute ago."""
    ended = timezone.now() - timedelta(minutes=1)
    Voucher.objects.filter(pk=voucher.pk).update(end_datetime=ended)


def without_guards(monkeypatch):
    """Switch off what the limit stands on: the look before pricing, and the guarded UPDATE."""
    monkeypatch.setattr(Voucher, "is_available_to_user", lambda self, user=None: (True, ""))
    monkeypatch.setattr(usage, "_usable", usage.rows_of)
    monkeypatch.setattr(usage, "was_used_by", lambda voucher, user_id: False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shoppers", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_gives_a_single_use_voucher_to_one_of_many(customer, shoppers):
    voucher = make_voucher()

    results = rush(customer, shoppers, voucher=voucher)

    refused = [r for r in results if isinstance(r, LimitReached | TotalChanged)]
    voucher.refresh_from_db()
    assert (len(orders_of(results)), len(refused)) == (1, shoppers - 1), results
    assert voucher.applications.count() == voucher.num_orders == 1
    assert voucher.total_discount == 20_000
    assert counters(voucher.offers.get()) == (1, 1, 20_000)
    assert Basket.objects.filter(status=Basket.OPEN).count() == shoppers - 1
    assert limits_broken() == []


@pytest.mark.django_db(transaction=True)
def test_gives_it_to_several_without_the_guards(customer, monkeypatch):
    """Negative control: the same rush uses the voucher eight times, and the recount says so."""
    voucher = make_voucher()
    without_guards(monkeypatch)

    results = rush(customer, 8, voucher=voucher)

    assert len(orders_of(results)) == 8
    assert voucher.applications.count() == 8
    assert len(limits_broken()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shoppers", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_counts_every_use_of_a_voucher_for_many(customer, shoppers):
    voucher = make_voucher(Voucher.MULTI_USE)

    results = rush(customer, shoppers, voucher=voucher)

    voucher.refresh_from_db()
    assert len(orders_of(results)) == shoppers, results
    assert voucher.num_orders == voucher.applications.count() == shoppers
    assert voucher.total_discount == 20_000 * shoppers


@pytest.mark.django_db(transaction=True)
def test_gives_once_per_customer_once_to_a_person_with_many_baskets(customer):
    voucher, buyer = make_voucher(Voucher.ONCE_PER_CUSTOMER), make_user()

    results = rush(customer, 8, voucher=voucher, user=buyer)

    assert len(orders_of(results)) == 1, results
    assert voucher.applications.get().user == buyer
    assert limits_broken() == []


@pytest.mark.django_db(transaction=True)
def test_gives_once_per_customer_often_without_the_guards(customer, monkeypatch):
    voucher, buyer = make_voucher(Voucher.ONCE_PER_CUSTOMER), make_user()
    without_guards(monkeypatch)

    rush(customer, 8, voucher=voucher, user=buyer)

    assert voucher.applications.count() == 8
    assert len(limits_broken()) == 1


@pytest.mark.django_db
def test_gives_once_per_customer_again_to_nobody(place, customer):
    voucher = make_voucher(Voucher.ONCE_PER_CUSTOMER)
    product, buyer = make_listing(make_seller()), make_user()
    orders = []
    for _ in range(2):
        basket = make_basket((product, 1), owner=buyer)
        basket.vouchers.add(voucher)
        orders.append(place(basket, user=buyer, shown=total_for(basket, customer, buyer)))

    assert [order.discounts.count() for order in orders] == [1, 0]
    assert voucher.applications.count() == 1


@pytest.mark.django_db
def test_refuses_the_second_use_of_one_person_that_comes_at_the_same_moment(order):
    voucher = make_voucher(Voucher.ONCE_PER_CUSTOMER)
    order.user = make_user()
    order.save()
    usage.record(voucher=voucher, order=order)

    with pytest.raises(LimitReached):
        usage.record(voucher=Voucher.objects.get(), order=order)


@pytest.mark.django_db
def test_an_order_in_flight_does_not_open_a_closed_voucher(order):
    voucher = make_voucher(Voucher.MULTI_USE)
    in_flight = Voucher.objects.get()
    close(voucher)

    with pytest.raises(LimitReached) as problem:
        usage.record(voucher=in_flight, order=order)
    in_flight.record_discount({"discount": 20_000})

    voucher.refresh_from_db()
    assert problem.value.message.startswith("Mã giảm giá VUMOI vừa hết lượt.")
    assert voucher.end_datetime < timezone.now()
    assert voucher.num_orders == 0


@pytest.mark.django_db
def test_oscars_own_counting_opens_a_closed_voucher_again(order):
    """Negative control of the one above."""
    from django.db import models
    from oscar.apps.voucher.abstract_models import AbstractVoucher

    voucher = make_voucher(Voucher.MULTI_USE)
    in_flight = Voucher.objects.get()
    close(voucher)

    in_flight.save = lambda: models.Model.save(in_flight)
    AbstractVoucher.record_discount(in_flight, {"discount": 20_000})

    voucher.refresh_from_db()
    assert voucher.end_datetime > timezone.now()


@pytest.mark.django_db
def test_sells_at_the_full_price_with_a_voucher_that_was_closed(place):
    voucher = make_voucher()
    basket = make_basket((make_listing(make_seller()), 1))
    basket.vouchers.add(voucher)
    close(voucher)

    order = place(basket)

    voucher.refresh_from_db()
    assert not order.discounts.exists()
    assert voucher.num_orders == 0


@pytest.mark.django_db
def test_counts_no_use_of_a_voucher_that_gave_nothing(place):
    voucher = make_voucher()
    voucher.offers.get().suspend()
    basket = make_basket((make_listing(make_seller()), 1))
    basket.vouchers.add(voucher)

    place(basket)

    voucher.refresh_from_db()
    assert voucher.num_orders == voucher.applications.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("guest", [None, AnonymousUser()])
def test_tells_a_guest_to_sign_in_for_a_voucher_once_per_customer(guest):
    is_available, reason = make_voucher(Voucher.ONCE_PER_CUSTOMER).is_available_to_user(guest)

    assert not is_available
    assert "đăng nhập" in reason


@pytest.mark.django_db
def test_shows_a_guest_the_price_that_the_order_charges(place, customer):
    """Oscar gives voucher offers to the page of a guest, and not to the order."""
    voucher = make_voucher()
    basket = make_basket((make_listing(make_seller()), 1))
    basket.vouchers.add(voucher)
    on_the_page = total_for(basket, customer, AnonymousUser())

    order = place(basket, shown=on_the_page)

    assert order.discounts.get().amount == 20_000


@pytest.mark.django_db
def test_a_form_opened_before_an_order_sets_no_counter_back(order):
    voucher = make_voucher(Voucher.MULTI_USE)
    stale = Voucher.objects.get()
    usage.record(voucher=voucher, order=order)

    stale.name = "Tên mới"
    stale.save()

    voucher.refresh_from_db()
    assert (voucher.name, voucher.num_orders) == ("Tên mới", 1)


@pytest.mark.django_db
def test_names_a_person_who_used_a_voucher_twice(order):
    voucher = make_voucher(Voucher.ONCE_PER_CUSTOMER)
    buyer = make_user()
    for _ in range(2):
        voucher.applications.create(order=order, user=buyer)
    Voucher.objects.update(num_orders=2)

    assert [line for line in limits_broken() if "VUMOI" in line and str(buyer.pk) in line]


@pytest.mark.parametrize("name", ["vouchers-add", "vouchers-remove"])
def test_has_no_page_on_which_codes_could_be_guessed(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"basket:{name}", args=[1] if name == "vouchers-remove" else [])


@pytest.mark.django_db
def test_recounts_all_limits_in_few_queries(place, django_assert_max_num_queries):
    for number in range(3):
        make_offer(f"Ưu đãi {number}", max_global_applications=5, exclusive=False)
    for _ in range(3):
        place(make_basket((make_listing(make_seller()), 1)))

    with django_assert_max_num_queries(5):
        assert limits_broken() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "limits",
    [{"max_global_applications": 1}, {"max_discount": 30_000}, {"max_user_applications": 1},
     {"max_basket_applications": 1}],
)  # fmt: skip
def test_names_every_kind_of_limit_that_was_overrun(place, customer, limits):
    offer = make_offer(**limits)
    buyer = make_user()
    basket = make_basket((make_listing(make_seller()), 1), owner=buyer)
    order = place(basket, user=buyer, shown=total_for(basket, customer, buyer))

    OrderDiscount.objects.create(order=order, offer_id=offer.pk, frequency=1, amount=20_000)
    ConditionalOffer.objects.update(num_applications=2, total_discount=40_000)

    assert [line for line in limits_broken() if line.startswith(f"offer {offer.pk}")]


@pytest.mark.django_db
def test_names_a_counter_that_is_too_low(place):
    make_offer()
    place(make_basket((make_listing(make_seller()), 1)))

    ConditionalOffer.objects.update(num_applications=0)

    assert len(limits_broken()) == 1
