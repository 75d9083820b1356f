"""Several buyers at once, and a crash at every statement; on SQLite and, with
``TEST_DATABASE_URL``, on PostgreSQL."""

import pytest
from django.db import connection

from jobs.models import Outbox
from shop.basket.models import Basket
from shop.order.models import Order, SellerOrder, ShippingAddress
from shop.order.moves import MoveNotAllowed, cancel
from shop.order.placing import LinesUnavailable
from shop.partner import stock
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_seller
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_sells_two_units_to_two_of_six_buyers(place, total_of):
    product = make_listing(make_seller(), stock=2)
    baskets = [make_basket((product, 1)) for _ in range(6)]
    shown = total_of(baskets[0])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    sold = [r for r in results if isinstance(r, Order)]
    refused = [r for r in results if isinstance(r, LinesUnavailable)]
    record = StockRecord.objects.get()
    assert (len(sold), len(refused)) == (2, 4), results
    assert (record.num_in_stock, record.num_allocated) == (2, 2)
    assert Basket.objects.filter(status=Basket.OPEN).count() == 4


@pytest.mark.django_db(transaction=True)
def test_makes_one_order_of_six_presses_at_once(place, total_of):
    product = make_listing(make_seller(), stock=10)
    basket = make_basket((product, 1))
    shown = total_of(basket)

    results = at_once(
        [lambda: place(Basket.objects.get(pk=basket.pk), shown=shown) for _ in range(6)]
    )

    assert {getattr(result, "pk", result) for result in results} == {Order.objects.get().pk}
    assert StockRecord.objects.get().num_allocated == 1


@pytest.mark.django_db(transaction=True)
def test_frees_stock_once_when_cancelled_six_times_at_once(place):
    product = make_listing(make_seller(), stock=10)
    part = place(make_basket((product, 4))).seller_orders.get()

    results = at_once(
        [lambda: cancel(seller_order=SellerOrder.objects.get(pk=part.pk)) for _ in range(6)]
    )

    assert sum(isinstance(result, SellerOrder) for result in results) == 1, results
    assert sum(isinstance(result, MoveNotAllowed) for result in results) == 5
    assert StockRecord.objects.get().num_allocated == 0


@pytest.mark.django_db(transaction=True)
def test_oversells_without_the_guard(place, total_of, monkeypatch):
    """Negative control: with check and allocation unguarded the same race sells too much."""
    from shop.order import placing

    product = make_listing(make_seller(), stock=2)
    baskets = [make_basket((product, 1)) for _ in range(6)]
    shown = total_of(baskets[0])
    monkeypatch.setattr(stock, "allocate", lambda *, record, quantity: None)
    monkeypatch.setattr(placing, "stock_issues", lambda basket: [])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    assert sum(isinstance(result, Order) for result in results) > 2, results


class Crash(Exception):
    """The process died here."""


def crash_at(number):
    """Return an execute wrapper that raises at one statement."""
    seen = iter(range(10_000))

    def wrapper(execute, sql, params, many, context):
        if next(seen) == number:
            raise Crash(sql)
        return execute(sql, params, many, context)

    return wrapper


@pytest.mark.django_db(transaction=True)
def test_leaves_nothing_behind_wherever_it_crashes(place, total_of):
    goods = [(make_listing(make_seller(f"HTX {n}"), f"Món {n}"), 1) for n in range(2)]
    basket = make_basket(*goods)
    shown = total_of(basket)

    crashes = 0
    for number in range(200):
        try:
            with connection.execute_wrapper(crash_at(number)):
                place(Basket.objects.get(pk=basket.pk), shown=shown)
        except Crash:
            crashes += 1
        else:
            break
        assert not Order.objects.exists()
        assert not ShippingAddress.objects.exists()
        assert not Outbox.objects.exists()
        assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {0}
        assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN

    assert crashes > 30
    assert Order.objects.count() == 1
