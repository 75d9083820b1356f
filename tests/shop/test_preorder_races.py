"""Pre-orders with several people at one moment; on SQLite and, with ``TEST_DATABASE_URL``, on
PostgreSQL."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction
from django.db.models import F

from common.dates import local_today
from shop.basket.models import Basket
from shop.invariants.checking import check_invariants
from shop.order import deadlines, harvesting, moves, placing, proposals
from shop.order.models import Order, SellerOrder
from shop.order.placing import BasketNotOpen, DayMoved, LinesUnavailable
from shop.partner import promised, stock
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_preorder, make_seller
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERS = (Order, LinesUnavailable, DayMoved, BasketNotOpen)


def count_up(*, record, quantity: int) -> None:
    """Hold goods as stock Oscar does: whether there are any, and whatever their day."""
    StockRecord.objects.filter(pk=record.pk).update(num_allocated=F("num_allocated") + quantity)


def no_fault() -> bool:
    return [one.as_json() for one in check_invariants().outcomes if not one.ok] == []


def later() -> dt.date:
    return local_today() + dt.timedelta(days=44)


def test_gives_the_last_two_units_to_two_of_six(place, total_of):
    baskets = [make_basket((make_preorder(make_seller(), cap=2), 1))]
    product = baskets[0].all_lines()[0].product
    baskets += [make_basket((product, 1)) for _ in range(5)]
    shown = total_of(baskets[0])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    assert sum(isinstance(one, Order) for one in results) == 2, results
    assert sum(isinstance(one, LinesUnavailable) for one in results) == 4, results
    record = StockRecord.objects.get()
    assert (record.num_in_stock, record.num_allocated, record.num_promised) == (2, 2, 2)
    assert no_fault()


def test_promises_too_much_without_the_guard(place, total_of, monkeypatch):
    """Negative control: with check and allocation unguarded the same race sells too much."""
    product = make_preorder(make_seller(), cap=2)
    baskets = [make_basket((product, 1)) for _ in range(6)]
    shown = total_of(baskets[0])
    monkeypatch.setattr(stock, "allocate", lambda *, record, quantity: None)
    monkeypatch.setattr(placing, "stock_issues", lambda basket: [])

    results = at_once([lambda b=basket: place(b, shown=shown) for basket in baskets])

    assert sum(isinstance(one, Order) for one in results) > 2, results


def test_every_order_knows_the_day_that_holds_in_the_end(place, total_of):
    product = make_preorder(make_seller(), cap=9)
    baskets = [make_basket((product, 1)) for _ in range(5)]
    shown, record, day = total_of(baskets[0]), StockRecord.objects.get(), later()

    results = at_once(
        [lambda b=basket: place(b, shown=shown) for basket in baskets]
        + [lambda: harvesting.postpone(record=record, ready_on=day)]
    )

    assert all(isinstance(one, (*ANSWERS, int)) for one in results), results
    assert set(SellerOrder.objects.values_list("ready_on", flat=True)) <= {day}
    assert no_fault()


def move_before_allocating(monkeypatch) -> None:
    monkeypatch.setattr(
        placing,
        "_tell",
        lambda *args: promised.move_day(record=StockRecord.objects.get(), ready_on=later()),
    )


def test_a_day_that_moves_in_between_stops_the_order(place, monkeypatch):
    basket = make_basket((make_preorder(make_seller()), 1))
    move_before_allocating(monkeypatch)

    with pytest.raises(DayMoved):
        place(basket)


def test_keeps_the_old_day_without_the_guard(place, monkeypatch):
    """Negative control: an allocation that does not look at the day takes the order."""
    basket = make_basket((make_preorder(make_seller()), 1))
    move_before_allocating(monkeypatch)
    monkeypatch.setattr(stock, "allocate", count_up)

    place(basket)

    assert SellerOrder.objects.get().ready_on != StockRecord.objects.get().ready_on


def test_a_harvest_among_orders_and_cancellations_leaves_nothing_wrong(place, total_of):
    product = make_preorder(make_seller(), cap=9)
    parts = [place(make_basket((product, 2))).seller_orders.get() for _ in range(2)]
    baskets = [make_basket((product, 1)) for _ in range(4)]
    shown, record = total_of(baskets[0]), StockRecord.objects.get()

    results = at_once(
        [lambda b=basket: place(Basket.objects.get(pk=b.pk), shown=shown) for basket in baskets]
        + [lambda: moves.cancel_by_shopper(seller_order=SellerOrder.objects.get(pk=parts[0].pk))]
        + [lambda: harvesting.harvest(record=record, counted=5)]
    )

    assert all(
        isinstance(one, (*ANSWERS, SellerOrder, harvesting.Harvest, harvesting.OrdersComeIn))
        for one in results
    ), results
    assert no_fault()


def slowly(act) -> list:
    """Do something about the one order while the clock looks for late ones; return the answers."""
    part, has_begun = SellerOrder.objects.get(), threading.Event()
    at = part.confirm_by + dt.timedelta(hours=60)

    def act_slowly():
        with transaction.atomic():
            act(part)
            has_begun.set()
            time.sleep(0.5)

    def look():
        has_begun.wait(10)
        return deadlines.cancel_unharvested(at) + deadlines.cancel_unconfirmed(at)

    return at_once([act_slowly, look])


def move_day(part) -> None:
    harvesting.postpone(record=StockRecord.objects.get(), ready_on=later())


def ask_to_wait(part) -> None:
    proposals.offer_later(part=part, ready_on=local_today() + dt.timedelta(days=2))


RESCUES = pytest.mark.parametrize(
    ("make", "act"), [(make_preorder, move_day), (make_listing, ask_to_wait)]
)


@RESCUES
def test_the_clock_calls_no_order_off_that_is_saved_at_that_moment(place, make, act):
    place(make_basket((make(make_seller()), 1)))

    results = slowly(act)

    assert results == [None, 0]
    assert SellerOrder.objects.get().state == "placed"
    assert no_fault()


@RESCUES
def test_the_clock_calls_it_off_without_the_guard(place, make, act, monkeypatch):
    """Negative control: who does not look again under the lock cancels what was just saved."""
    place(make_basket((make(make_seller()), 1)))
    monkeypatch.setattr(deadlines, "_is_among", lambda late, part: True)

    assert slowly(act) == [None, 1]
    assert SellerOrder.objects.get().state == "cancelled"
