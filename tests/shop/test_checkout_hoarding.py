"""Nobody can freeze the stock: baskets hold nothing, and few unpaid orders fit one phone (R27)."""

import threading

import pytest
from django.db import connection

from shop.basket.models import Basket, Line
from shop.order import limits, placing
from shop.order.limits import TooManyOpen
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_seller
from tests.shop import prepaid
from tests.shop.test_races import at_once

pytestmark = pytest.mark.django_db
PHONES = [f"+8499000000{n}" for n in range(5)]


@pytest.fixture
def goods(settings):
    """Goods of which there are fifty, and a way to pay before the goods are packed."""
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", prepaid.__name__]
    return make_listing(make_seller(), stock=50)


def free_units(product):
    return StockRecord.objects.get(product=product).net_stock_level


def hoard(place, goods, times=10):
    """Order without paying from each phone; return how many orders were taken."""
    taken = 0
    for _ in range(times):
        for phone in PHONES:
            try:
                place(make_basket((goods, 1)), phone=phone, pay_with=prepaid.CODE)
                taken += 1
            except TooManyOpen:
                pass
    return taken


def test_reserves_nothing_for_a_thousand_baskets(goods, place):
    model = make_basket((goods, 50)).lines.get()
    baskets = Basket.objects.bulk_create(Basket() for _ in range(999))
    Line.objects.bulk_create(
        Line(
            basket=basket,
            product=goods,
            stockrecord=model.stockrecord,
            line_reference=model.line_reference,
            quantity=50,
            price_currency=model.price_currency,
        )
        for basket in baskets
    )

    order = place(make_basket((goods, 50)))

    assert Basket.objects.filter(status=Basket.OPEN, lines__quantity=50).count() == 1_000
    assert (order.lines.get().quantity, free_units(goods)) == (50, 0)


def test_takes_two_unpaid_orders_of_each_phone_and_leaves_the_rest_to_others(goods, place):
    taken = hoard(place, goods)

    assert taken == len(PHONES) * limits.MAX_UNPAID_ORDERS == 10
    assert free_units(goods) == 40
    place(make_basket((goods, 40)), phone="+84990999999")
    assert free_units(goods) == 0


def test_tells_the_shopper_what_to_do_and_keeps_the_basket(client, goods, place, checkout_data):
    for _ in range(2):
        place(make_basket((goods, 1)), pay_with=prepaid.CODE)
    client.post(f"/gio-hang/them/{goods.pk}/", {"quantity": "1"})

    page = client.post(
        "/dat-hang/", checkout_data | {"payment": "prepaid", "shown_total": "180000"}
    )

    html = page.content.decode()
    assert page.status_code == 200
    assert "còn 2 đơn chưa chuyển tiền" in html
    assert 'value="Trần Thu Hà"' in html
    assert Order.objects.count() == 2
    assert Basket.objects.filter(status=Basket.OPEN).count() == 1


def test_freezes_the_stock_when_nobody_counts(goods, place, monkeypatch):
    """Negative control: without the cap the same five phones take everything."""
    monkeypatch.setattr(placing, "require_room", lambda phone, method: None)

    taken = hoard(place, goods)

    assert (taken, free_units(goods)) == (50, 0)


def press_together(place, goods, total_of):
    """Let one phone order six times at one moment; return what each press gave."""
    baskets = [make_basket((goods, 1)) for _ in range(6)]
    shown = total_of(baskets[0])
    words = {"phone": PHONES[0], "pay_with": prepaid.CODE, "shown": shown}
    return at_once([lambda basket=basket: place(basket, **words) for basket in baskets])


@pytest.mark.django_db(transaction=True)
def test_takes_two_unpaid_orders_of_a_phone_that_orders_six_times_at_once(goods, place, total_of):
    results = press_together(place, goods, total_of)

    taken = [one for one in results if isinstance(one, Order)]
    refused = [one for one in results if isinstance(one, TooManyOpen)]
    assert (len(taken), len(refused)) == (limits.MAX_UNPAID_ORDERS, 4), results
    assert free_units(goods) == 48


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_takes_more_at_once_when_nobody_waits(goods, place, total_of, monkeypatch):
    """Negative control: without the lock on the phone all presses count the same orders."""
    met = threading.Barrier(6)
    monkeypatch.setattr(limits, "hold", lambda name: met.wait(20))

    results = press_together(place, goods, total_of)

    assert sum(isinstance(one, Order) for one in results) > limits.MAX_UNPAID_ORDERS
