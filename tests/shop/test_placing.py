"""Turning a basket into an order."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from stdnum import luhn

from jobs.models import Outbox
from shop.basket.models import Basket
from shop.order.models import Order, SellerOrder, ShippingAddress
from shop.order.placing import BasketNotOpen, LinesUnavailable, TotalChanged
from shop.order.utils import OrderNumberGenerator
from shop.partner import stock
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_certificate, make_listing, make_seller, make_user
from tests.shop.payment.transfers import paid_seller

pytestmark = pytest.mark.django_db


def stock_of(product):
    record = StockRecord.objects.get(product=product)
    return record.num_in_stock, record.num_allocated


def nothing_was_stored():
    return not (
        Order.objects.exists() or ShippingAddress.objects.exists() or Outbox.objects.exists()
    )


def test_writes_one_part_per_seller_whose_sums_add_up(order):
    parts = list(order.seller_orders.order_by("number"))

    assert [part.number for part in parts] == [f"{order.number}-1", f"{order.number}-2"]
    assert [part.goods_vnd for part in parts] == [300_000, 90_000]
    assert sum(part.total_vnd for part in parts) == order.total_incl_tax
    assert sum(part.shipping_vnd for part in parts) == order.shipping_incl_tax
    allocated = [source.amount_allocated for source in order.sources.order_by("pk")]
    assert allocated == [part.total_vnd for part in parts]
    assert sum(allocated) == order.total_incl_tax
    assert [event.to_state for part in parts for event in part.events.all()] == ["placed"] * 2


def test_snapshots_what_is_true_of_goods_and_seller(place):
    product = make_listing(make_seller(kind="cooperative"), net_weight_g=500, ship_weight_g=550)
    make_certificate(product, 4)

    order = place(make_basket((product, 3)))

    part, line = order.seller_orders.get(), order.lines.get()
    assert (part.commune_code, part.seller_kind, part.weight_g) == ("05503", "cooperative", 1650)
    assert (part.destination_province_code, part.state) == ("01", "placed")
    assert (line.product_set_code, line.ocop_stars, line.sale_unit) == ("I.5.a", 4, "goi")
    assert (line.net_weight_g, line.seller_order_id, line.num_allocated) == (500, part.pk, 3)
    assert (part.confirm_by - part.placed_at).total_seconds() == 24 * 3600


def test_holds_the_goods_and_submits_the_basket(place):
    product = make_listing(make_seller(), stock=10)
    basket = make_basket((product, 4))

    place(basket)

    assert stock_of(product) == (10, 4)
    assert Basket.objects.get(pk=basket.pk).status == Basket.SUBMITTED


def test_queues_one_notice_per_seller_and_one_message_with_the_link(order):
    payloads = [row.payload for row in Outbox.objects.filter(kind="message")]
    notices = Outbox.objects.filter(kind="order.to-confirm")

    links = [p for p in payloads if order.token in json.dumps(p)]
    assert len(payloads) == 1
    assert {row.payload["number"] for row in notices} == {
        part.number for part in order.seller_orders.all()
    }
    assert [p["to_phone"] for p in links] == ["+84990123456"]


def test_refuses_the_last_unit_to_the_second_buyer_and_keeps_the_basket(place):
    product = make_listing(make_seller(), "Mật ong", stock=1)
    first, second = make_basket((product, 1)), make_basket((product, 1))
    place(first)

    with pytest.raises(LinesUnavailable) as refusal:
        place(second)

    assert [(i.title, i.wanted, i.left) for i in refusal.value.issues] == [("Mật ong", 1, 0)]
    assert Basket.objects.get(pk=second.pk).status == Basket.OPEN
    assert second.lines.get().quantity == 1
    assert (Order.objects.count(), stock_of(product)) == (1, (1, 1))


def lose_the_race(monkeypatch, product):
    """Let another buyer take everything between the check and the allocation."""
    from shop.order import placing

    def race(basket, real=placing.stock_issues):
        found = real(basket)
        StockRecord.objects.filter(product=product, num_allocated=0).update(num_allocated=1)
        return found

    monkeypatch.setattr(placing, "stock_issues", race)


def test_refuses_the_last_unit_taken_after_the_check(place, monkeypatch):
    product = make_listing(make_seller(), stock=1)
    basket = make_basket((product, 1))
    lose_the_race(monkeypatch, product)

    with pytest.raises(LinesUnavailable):
        place(basket)

    assert nothing_was_stored()
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_oversells_when_the_guard_is_off(place, monkeypatch):
    """Negative control: without the guarded update the race above sells the unit twice."""
    product = make_listing(make_seller(), stock=1)
    basket = make_basket((product, 1))
    lose_the_race(monkeypatch, product)
    monkeypatch.setattr(stock, "allocate", lambda *, record, quantity: None)

    place(basket)

    sold = sum(Order.objects.values_list("lines__quantity", flat=True))
    assert sold + stock_of(product)[1] > stock_of(product)[0]


def test_refuses_oversold_stock_in_the_database_itself():
    product = make_listing(make_seller(), stock=1)

    with pytest.raises(Exception, match=r"(?i)constraint"):
        StockRecord.objects.filter(product=product).update(num_allocated=F("num_in_stock") + 1)


def test_answers_a_second_press_with_the_same_order(place):
    basket = make_basket((make_listing(make_seller()), 1))

    first, second = place(basket), place(Basket.objects.get(pk=basket.pk), shown=1)

    assert first.pk == second.pk
    assert (Order.objects.count(), SellerOrder.objects.count()) == (1, 1)


def test_asks_again_when_the_price_has_changed(place, total_of):
    product = make_listing(make_seller(), price_vnd=150_000)
    basket = make_basket((product, 1))
    shown = total_of(basket)
    StockRecord.objects.filter(product=product).update(price=999_000)

    with pytest.raises(TotalChanged) as question:
        place(basket, shown=shown)

    assert question.value.now - question.value.shown == Decimal(849_000)
    assert nothing_was_stored()
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_refuses_goods_hidden_since_they_were_chosen(place, total_of):
    product = make_listing(make_seller())
    basket = make_basket((product, 1))
    shown = total_of(basket)
    type(product).objects.filter(pk=product.pk).update(is_public=False)

    with pytest.raises(LinesUnavailable) as refusal:
        place(basket, shown=shown)

    assert refusal.value.issues[0].left == 0
    assert nothing_was_stored()


def test_refuses_an_empty_basket(place):
    basket = make_basket()

    with pytest.raises(BasketNotOpen):
        place(basket, shown=0)

    assert nothing_was_stored()


def test_stores_nothing_when_the_last_statement_fails(place, monkeypatch):
    from shop.order import notices

    product = make_listing(make_seller(), stock=3)
    basket = make_basket((product, 2))
    monkeypatch.setattr(notices, "tell_shopper_placed", lambda order, parts: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        place(basket)

    assert nothing_was_stored()
    assert stock_of(product) == (3, 0)
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


@pytest.mark.parametrize("pay_with", ["cod", "vietqr", "vnpay"])
def test_places_five_lines_of_three_sellers_in_sixty_statements(
    customer, total_of, settings, pay_with
):
    from shop.order.placing import place_order

    settings.VNPAY_TMN_CODE, settings.VNPAY_HASH_SECRET = "TNSAN001", "khoa-thu"
    settings.VNPAY_PAY_URL = "https://vnpay.example.vn/pay"
    sellers = [paid_seller(f"HTX {n}") for n in range(3)]
    goods = [(make_listing(sellers[n % 3], f"Món {n}"), 1) for n in range(5)]
    basket, user = make_basket(*goods), make_user()
    shown = total_of(basket)

    with CaptureQueriesContext(connection) as statements:
        place_order(
            basket=basket, customer=customer, user=user, shown_total_vnd=shown, pay_with=pay_with
        )

    assert len(statements) <= 60, len(statements)


def test_looks_at_all_sellers_in_one_statement(place, total_of):
    goods = [(make_listing(make_seller(f"HTX {n}"), f"Món {n}"), 1) for n in range(4)]
    basket = make_basket(*goods)
    shown = total_of(basket)

    with CaptureQueriesContext(connection) as statements:
        place(basket, shown=shown)

    sellers = 'FROM "partner_partner" WHERE "partner_partner"."id" IN'
    looks = [one["sql"] for one in statements if sellers in one["sql"]]
    assert len(looks) == 1
    assert looks[0].endswith("FOR KEY SHARE") == (connection.vendor == "postgresql")


def test_numbers_orders_with_a_digit_that_catches_one_wrong_digit():
    number = OrderNumberGenerator().order_number()
    wrong = [
        number[:at] + digit + number[at + 1 :]
        for at in range(len(number))
        for digit in "0123456789"
        if digit != number[at]
    ]

    assert (len(number), luhn.calc_check_digit(number[:-1])) == (10, number[-1])
    assert not [n for n in wrong if luhn.calc_check_digit(n[:-1]) == n[-1]]
