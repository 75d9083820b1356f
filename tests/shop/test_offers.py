"""Offers stay within their limits, whoever orders at the same time."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.basket.models import Basket
from shop.offer import usage
from shop.offer.applicator import Applicator
from shop.offer.limits import limits_broken
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.offer.usage import LimitReached
from shop.order import moves, roads
from shop.order.models import Order, OrderDiscount
from shop.order.placing import OrderTooLarge, TotalChanged, fresh_basket, place_order
from shop.shipping import offers
from shop.shipping.methods import PerSellerDelivery
from tests.factories import make_basket, make_listing, make_seller, make_user
from tests.shop.payment import transfers
from tests.shop.test_races import at_once


def make_offer(name="Mừng vụ mới", *, off=20_000, kind=Benefit.FIXED, **fields) -> ConditionalOffer:
    """Return an offer on all goods: ``off`` đồng, or per cent, off a basket, once per basket."""
    goods, _ = Range.objects.get_or_create(name="Mọi món", includes_all_products=True)
    fields.setdefault("max_basket_applications", 1)
    return ConditionalOffer.objects.create(
        name=name,
        condition=Condition.objects.create(range=goods, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=goods, type=kind, value=off),
        **fields,
    )


def counters(offer) -> tuple:
    offer.refresh_from_db()
    return offer.num_applications, offer.num_orders, offer.total_discount


def discounted() -> int:
    """Return how many orders got a discount, recounted."""
    return OrderDiscount.objects.count()


def total_for(basket, customer, user=None):
    """Return the total that the shopper sees."""
    priced = fresh_basket(basket.pk, user)
    return priced.total_incl_tax + PerSellerDelivery(customer).calculate(priced).incl_tax


def rush(customer, shoppers: int, *, voucher=None, user=None):
    """Let many shoppers who saw the discount press at once; return their results."""
    product = make_listing(make_seller(), stock=1_000)
    baskets = [make_basket((product, 1)) for _ in range(shoppers)]
    for basket in baskets if voucher else ():
        basket.vouchers.add(voucher)
    shown = total_for(baskets[0], customer, user)

    def press(number, basket):
        # A phone of its own each: one phone may have a few open orders only.
        caller = replace(customer, phone=f"+8499{number:07d}")
        return place_order(basket=basket, customer=caller, user=user, shown_total_vnd=shown)

    return at_once([lambda pair=pair: press(*pair) for pair in enumerate(baskets)])


def without_guards(monkeypatch):
    """Switch off what the limits stand on: the look before pricing, and the guarded UPDATE."""
    monkeypatch.setattr(ConditionalOffer, "get_max_applications", lambda self, user=None: 1)
    monkeypatch.setattr(usage, "_with_room", lambda offer, times, discount: usage.rows_of(offer))
    monkeypatch.setattr(usage, "is_within_user_limit", lambda offer, order: True)
    monkeypatch.setattr(usage, "settle_status", lambda offer: None)


def orders_of(results) -> list[Order]:
    return [result for result in results if isinstance(result, Order)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("limit", "shoppers"), [(3, 8), pytest.param(10, 100, marks=pytest.mark.slow)]
)
def test_gives_an_offer_as_often_as_allowed_to_a_rush(customer, limit, shoppers):
    offer = make_offer(max_global_applications=limit)

    results = rush(customer, shoppers)

    refused = [r for r in results if isinstance(r, LimitReached | TotalChanged)]
    assert (len(orders_of(results)), len(refused)) == (limit, shoppers - limit), results
    assert counters(offer) == (limit, limit, Decimal(20_000 * limit))
    assert discounted() == limit
    assert offer.status == ConditionalOffer.CONSUMED
    assert Basket.objects.filter(status=Basket.OPEN).count() == shoppers - limit
    assert limits_broken() == []


@pytest.mark.django_db(transaction=True)
def test_gives_it_too_often_without_the_guards(customer, monkeypatch):
    """Negative control: the same rush overruns the limit, and the recount says so."""
    offer = make_offer(max_global_applications=3)
    without_guards(monkeypatch)

    results = rush(customer, 8)

    assert len(orders_of(results)) == 8
    assert counters(offer)[0] == 8
    assert len(limits_broken()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shoppers", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_never_gives_more_money_than_the_budget(customer, shoppers):
    offer = make_offer(max_discount=50_000)

    results = rush(customer, shoppers)

    assert len(orders_of(results)) == 2, results
    assert counters(offer) == (2, 2, Decimal(40_000))
    assert limits_broken() == []


@pytest.mark.django_db(transaction=True)
def test_gives_more_than_the_budget_without_the_guards(customer, monkeypatch):
    from shop.offer import applicator

    make_offer(max_discount=50_000)
    without_guards(monkeypatch)
    monkeypatch.setattr(applicator, "_over_budget", lambda basket: set())

    rush(customer, 8)

    given = sum(OrderDiscount.objects.values_list("amount", flat=True))
    assert given > 50_000
    assert len(limits_broken()) == 1


@pytest.mark.django_db
def test_gives_an_offer_to_a_person_as_often_as_allowed(place, customer):
    offer = make_offer(max_user_applications=1)
    product, buyer = make_listing(make_seller(), stock=10), make_user()
    orders = []
    for _ in range(2):
        basket = make_basket((product, 1), owner=buyer)
        orders.append(place(basket, user=buyer, shown=total_for(basket, customer, buyer)))

    assert [order.discounts.count() for order in orders] == [1, 0]
    assert counters(offer)[0] == 1


@pytest.mark.django_db
def test_refuses_a_second_use_of_one_person_that_comes_at_the_same_moment(order):
    offer = make_offer(max_user_applications=1)
    order.user = make_user()
    order.save()
    for _ in range(2):
        OrderDiscount.objects.create(order=order, offer_id=offer.pk, frequency=1, amount=20_000)

    with pytest.raises(LimitReached):
        usage.record(offer=offer, order=order, times=1, discount_vnd=Decimal(20_000))


@pytest.mark.django_db
def test_gives_guests_no_offer_that_is_counted_by_person(place):
    offer = make_offer(max_user_applications=1)

    order = place(make_basket((make_listing(make_seller()), 1)))

    assert not order.discounts.exists()
    assert counters(offer) == (0, 0, 0)


@pytest.mark.django_db
def test_keeps_the_basket_and_asks_again_when_an_offer_has_just_run_out(
    place, total_of, monkeypatch
):
    offer = make_offer(max_global_applications=1)
    basket = make_basket((make_listing(make_seller()), 1))
    shown = total_of(basket)
    # Between the pricing and the guard somebody else takes the last use.
    record = usage.record

    def late(**words):
        ConditionalOffer.objects.filter(pk=offer.pk).update(num_applications=1)
        record(**words)

    monkeypatch.setattr(usage, "record", late)
    with pytest.raises(LimitReached) as problem:
        place(basket, shown=shown)

    basket.refresh_from_db()
    assert problem.value.message.startswith("Ưu đãi “Mừng vụ mới” vừa hết lượt.")
    assert basket.status == Basket.OPEN
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_sells_at_the_full_price_when_an_offer_is_used_up(place, total_of):
    offer = make_offer(max_discount=50_000, total_discount=40_000)
    basket = make_basket((make_listing(make_seller(), price_vnd=150_000), 1))

    order = place(basket)

    assert not order.discounts.exists()
    assert order.total_incl_tax == total_of(basket)
    assert counters(offer) == (0, 0, 40_000)


@pytest.mark.django_db
def test_gives_what_is_left_of_other_offers_when_one_has_no_budget():
    make_offer("Hết tiền", off=30_000, priority=2, max_discount=10_000)
    small = make_offer("Còn tiền", off=5_000, priority=1)
    basket = fresh_basket(make_basket((make_listing(make_seller()), 1)).pk)

    basket.reset_offer_applications()
    Applicator().apply(basket)

    assert set(basket.offer_applications.offers) == {small.pk}
    assert basket.total_discount == 5_000


@pytest.mark.django_db
def test_rounds_the_discount_of_every_line_to_whole_dong(place):
    offer = make_offer(off=3, kind=Benefit.PERCENTAGE)
    seller = make_seller()
    goods = [(make_listing(seller, f"Món {n}", price_vnd=33_333 + n), 1) for n in range(3)]

    order = place(make_basket(*goods))

    amounts = [line.line_price_incl_tax for line in order.lines.all()]
    given = sum(line.line_price_before_discounts_incl_tax - paid
                for line, paid in zip(order.lines.all(), amounts, strict=True))  # fmt: skip
    assert all(amount == int(amount) for amount in amounts)
    assert given == order.discounts.get().amount == counters(offer)[2] == 2_999


@pytest.mark.django_db
def test_gives_no_offer_on_delivery_fees(place):
    make_offer(off=100, kind=Benefit.SHIPPING_PERCENTAGE)

    order = place(make_basket((make_listing(make_seller()), 1)))

    assert not order.discounts.exists()
    assert order.shipping_incl_tax > 0


@pytest.mark.django_db
def test_a_form_opened_before_an_order_sets_no_counter_back(place):
    offer = make_offer(max_global_applications=5)
    stale = ConditionalOffer.objects.get(pk=offer.pk)
    place(make_basket((make_listing(make_seller()), 1)))

    stale.name = "Tên mới"
    stale.save()

    assert counters(offer) == (1, 1, 20_000)
    assert offer.name == "Tên mới"


@pytest.mark.django_db
def test_an_order_in_flight_does_not_open_a_suspended_offer():
    offer = make_offer()
    in_flight = ConditionalOffer.objects.get(pk=offer.pk)
    offer.suspend()

    with pytest.raises(LimitReached):
        usage.record(offer=in_flight, order=Order(), times=1, discount_vnd=Decimal(1))
    in_flight.save()

    offer.refresh_from_db()
    assert offer.status == ConditionalOffer.SUSPENDED
    assert counters(offer) == (0, 0, 0)


@pytest.mark.django_db
def test_oscars_own_save_opens_a_suspended_offer_again():
    """Negative control of the two above."""
    from oscar.apps.offer.abstract_models import AbstractConditionalOffer as Theirs

    offer = make_offer()
    in_flight = ConditionalOffer.objects.get(pk=offer.pk)
    offer.suspend()

    Theirs.save(in_flight)

    offer.refresh_from_db()
    assert offer.status == ConditionalOffer.OPEN


@pytest.mark.django_db
def test_opens_a_used_up_offer_when_its_limit_is_raised():
    offer = make_offer(max_global_applications=1, num_applications=1, status="Consumed")

    offer.max_global_applications = 2
    offer.save()

    offer.refresh_from_db()
    assert offer.status == ConditionalOffer.OPEN
    assert offer.is_available(test_date=timezone.now())


@pytest.mark.django_db
def test_lets_nobody_wait_for_money_for_goods_that_are_free(place):
    seller = transfers.paid_seller()
    offers.set_offers(partner=seller.partner, place_words="Xóm 1")
    make_offer(off=100, kind=Benefit.PERCENTAGE)
    basket = make_basket((make_listing(seller), 1))

    order = place(basket, pay_with="vietqr", deliveries={seller.partner.pk: "pickup"}, shown=0)

    part = order.seller_orders.get()
    assert (part.total_vnd, part.payment_method) == (0, "cash_pickup")
    assert not part.payment_attempts.exists()
    assert not roads.is_waiting_for_money(part)
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver, moves.complete):
        step(seller_order=part)
    assert part.state == "completed"


@pytest.mark.django_db
def test_refuses_an_order_whose_discount_no_book_can_hold(place):
    make_offer(off=90, kind=Benefit.PERCENTAGE)
    goods = make_listing(make_seller(), price_vnd=90_000_000, stock=200)

    with pytest.raises(OrderTooLarge):
        place(make_basket((goods, 150)))
