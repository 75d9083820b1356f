"""A shop that stops selling at the moment somebody orders from it."""

import datetime as dt
import threading

import pytest
from django.db import connection

from common.dates import local_today
from sellers import lifecycle
from sellers.models import Seller
from shop.basket.models import Basket
from shop.order import placing
from shop.order.models import Order, SellerOrder
from shop.order.placing import LinesUnavailable, SellerNotOpen
from tests import factories
from tests.sellers.placed import place
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)
SHORT_S, LONG_S = 1, 20


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Ngọc")


@pytest.fixture
def tea(seller):
    return factories.make_listing(seller)


def close(seller):
    lifecycle.close(seller=Seller.objects.get(pk=seller.pk), actor=factories.owner_of(seller))


def close_after_the_goods_were_read(seller, tea, monkeypatch, *, patience_s):
    """Let the shop close between the look at the goods and the order; return both results."""
    looked, closed = threading.Event(), threading.Event()
    plain = placing.require_room

    def wait(*args):
        looked.set()
        closed.wait(patience_s)
        return plain(*args)

    def then_close():
        looked.wait(LONG_S)
        try:
            close(seller)
        finally:
            closed.set()

    monkeypatch.setattr(placing, "require_room", wait)
    return at_once([lambda: place((tea, 1)), then_close])


def test_a_shop_does_not_close_under_an_order_that_is_being_placed(seller, tea, monkeypatch):
    order, closing = close_after_the_goods_were_read(seller, tea, monkeypatch, patience_s=SHORT_S)

    assert isinstance(order, Order), order
    assert isinstance(closing, lifecycle.CannotClose), closing
    assert Seller.objects.get().state == "open"
    tea.refresh_from_db()
    assert tea.is_public


@on_postgresql
def test_an_order_lands_on_a_closed_shop_when_nobody_holds_it(seller, tea, monkeypatch):
    """Negative control: without the lock the order finds the shop as it was."""
    monkeypatch.setattr(placing, "hold_closed", lambda partner_ids: [])

    order, closing = close_after_the_goods_were_read(seller, tea, monkeypatch, patience_s=LONG_S)

    assert isinstance(order, Order), order
    assert closing is None
    assert Seller.objects.get().state == "closed"
    assert SellerOrder.objects.get().state == "placed"


@pytest.mark.parametrize("what", ["close", "pause"])
def test_an_order_waits_for_a_shop_that_is_closing_and_keeps_its_basket(
    seller, tea, monkeypatch, what
):
    hidden, read = threading.Event(), threading.Event()
    plain_note, plain_hold = lifecycle.note, placing.hold_closed

    def note(**event):
        hidden.set()
        read.wait(SHORT_S)
        return plain_note(**event)

    def hold(partner_ids):
        read.set()
        return plain_hold(partner_ids)

    def stop_selling():
        if what == "close":
            close(seller)
        else:
            here = Seller.objects.get(pk=seller.pk)
            back_on = local_today() + dt.timedelta(days=3)
            lifecycle.pause(seller=here, back_on=back_on, actor=factories.owner_of(seller))

    def order():
        hidden.wait(LONG_S)
        return place((tea, 1))

    monkeypatch.setattr(lifecycle, "note", note)
    monkeypatch.setattr(placing, "hold_closed", hold)
    _, refused = at_once([stop_selling, order])

    assert isinstance(refused, SellerNotOpen | LinesUnavailable), refused
    assert "Hộ bà Ngọc đang không nhận đơn" in refused.message
    assert not Order.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN
    assert tea.stockrecords.get().num_allocated == 0


def test_two_orders_of_one_shop_do_not_wait_for_each_other(seller, tea, monkeypatch):
    other = factories.make_listing(seller, "Chè hộp")

    results = at_once([lambda: place((tea, 1)), lambda: place((other, 1), phone="+84990000009")])

    assert all(isinstance(result, Order) for result in results), results
