"""Lowering quantities: stock, prices, totals, the books and the figures follow."""

from decimal import Decimal

import pytest
from django.db.models import F, Sum

from shop.order import amendments, moves
from shop.order.models import Line, SellerOrder
from shop.partner.models import StockMovement, StockRecord
from shop.payment import ledger
from shop.payment.models import PaymentCase
from stats import draining, proof
from stats.models import SalesDay
from tests.factories import make_basket, make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(place):
    """Five packs at 185.000 and two at 90.000 of one seller, with one order of another."""
    seller = make_seller()
    tea = make_listing(seller, "Chè nõn tôm", price_vnd=185_000, stock=10, sale_unit="goi")
    noodles = make_listing(seller, "Miến dong", price_vnd=90_000, stock=10)
    other = make_listing(make_seller("HTX miến Nà Dài"), "Mật ong", price_vnd=70_000)
    order = place(make_basket((tea, 5), (noodles, 2), (other, 1)))
    return order.seller_orders.get(partner=seller.partner)


def tea_of(part) -> Line:
    return part.lines.get(title="Chè nõn tôm")


def assert_all_agrees(part):
    """The order is the sum of its parts, parts of their lines, stock of what lines hold."""
    part.refresh_from_db()
    order = type(part.order).objects.get(pk=part.order_id)
    parts = SellerOrder.objects.filter(order=order)
    assert order.total_incl_tax == sum(one.total_vnd for one in parts) == order.total_excl_tax
    lines = part.lines.aggregate(
        before=Sum("line_price_before_discounts_incl_tax"), paid=Sum("line_price_incl_tax")
    )
    assert (part.goods_vnd, part.goods_vnd - part.discount_vnd) == (lines["before"], lines["paid"])
    for record in StockRecord.objects.all():
        held = Line.objects.filter(stockrecord=record).aggregate(n=Sum("num_allocated"))["n"]
        moved = record.movements.aggregate(n=Sum("quantity"))["n"]
        assert (record.num_allocated, record.num_in_stock) == (held or 0, moved)
    for line in part.lines.all():
        prices = line.prices.aggregate(
            n=Sum("quantity"), sum=Sum(F("quantity") * F("price_incl_tax"))
        )
        assert (prices["n"] or 0) == line.quantity
        assert abs((prices["sum"] or 0) - line.line_price_incl_tax) < 1
    balance = ledger.balance_of(part)
    assert balance.is_balanced
    assert balance.charged_vnd == (0 if part.state in ledger.VOID else part.total_vnd)


def test_lowers_one_line_and_everything_that_hangs_on_it(part):
    tea, weight = tea_of(part), part.weight_g
    actor = make_user()

    amendments.reduce(part, {tea.pk: 3}, actor=actor)

    tea.refresh_from_db()
    assert (tea.quantity, tea.num_allocated, tea.ordered_quantity) == (3, 3, 5)
    assert tea.line_price_incl_tax == 555_000
    assert part.goods_vnd == 555_000 + 180_000
    assert part.weight_g < weight
    assert tea.stockrecord.num_allocated == 3
    event = part.events.last()
    assert (event.from_state, event.to_state) == ("placed", "placed")
    assert event.note == "Giảm Chè nõn tôm từ 5 xuống 3 gói."
    assert event.actor == actor
    assert_all_agrees(part)


def test_changes_nothing_the_second_time(part):
    tea = tea_of(part)
    amendments.reduce(part, {tea.pk: 3})
    before = (part.events.count(), part.total_vnd)

    amendments.reduce(part, {tea.pk: 3})

    assert (part.events.count(), part.total_vnd) == before
    assert_all_agrees(part)


def test_keeps_discounts_in_whole_dong(part):
    tea = tea_of(part)
    # A voucher of 100.001 on this line: the share of three packs does not come out even.
    paid = tea.line_price_incl_tax - 100_001
    Line.objects.filter(pk=tea.pk).update(line_price_incl_tax=paid, line_price_excl_tax=paid)
    part.lines.get(pk=tea.pk).prices.update(price_incl_tax=paid / 5, price_excl_tax=paid / 5)
    SellerOrder.objects.filter(pk=part.pk).update(discount_vnd=100_001)
    type(part.order).objects.filter(pk=part.order_id).update(
        total_incl_tax=F("total_incl_tax") - 100_001, total_excl_tax=F("total_excl_tax") - 100_001
    )

    amendments.reduce(part, {tea.pk: 3})

    assert part.discount_vnd == Decimal(60_001)
    assert_all_agrees(part)


@pytest.mark.parametrize("left", [6, -1])
def test_never_raises_a_quantity(part, left):
    with pytest.raises(amendments.QuantityTooHigh):
        amendments.reduce(part, {tea_of(part).pk: left})

    assert_all_agrees(part)


def test_takes_no_line_of_another_part(part):
    other = Line.objects.get(title="Mật ong")

    with pytest.raises(amendments.QuantityTooHigh):
        amendments.reduce(part, {other.pk: 0})


def test_asks_to_cancel_when_nothing_would_be_left(part):
    with pytest.raises(amendments.NothingLeft):
        amendments.reduce(part, dict.fromkeys(part.lines.values_list("pk", flat=True), 0))

    assert_all_agrees(part)


@pytest.mark.parametrize("state", ["delivered", "completed", "cancelled", "returned"])
def test_lowers_nothing_once_the_parcel_is_handed_over_or_gone(part, state):
    SellerOrder.objects.filter(pk=part.pk).update(state=state, completed_on="2026-01-01")

    with pytest.raises(amendments.CannotAmend):
        amendments.reduce(part, {tea_of(part).pk: 3})


def ship(part):
    for step in (moves.confirm, moves.pack, moves.ship):
        step(seller_order=part)


@pytest.mark.parametrize(("restock", "in_stock"), [(True, 7), (False, 5)])
def test_delivers_a_part_and_collects_what_was_taken(part, restock, in_stock):
    ship(part)
    tea = tea_of(part)

    amendments.deliver_part(part, {tea.pk: 3}, restock=restock)

    assert part.state == "delivered"
    assert ledger.balance_of(part).received_vnd == part.total_vnd == 735_000 + part.shipping_vnd
    assert StockRecord.objects.get(pk=tea.stockrecord_id).num_in_stock == in_stock
    assert StockMovement.objects.filter(kind="returned").count() == restock
    assert_all_agrees(part)


def test_delivers_no_part_of_what_has_not_left(part):
    with pytest.raises(moves.MoveNotAllowed):
        amendments.deliver_part(part, {tea_of(part).pk: 3})

    assert tea_of(part).quantity == 5


def test_returned_goods_are_the_delivered_ones(part):
    ship(part)
    tea = tea_of(part)
    amendments.deliver_part(part, {tea.pk: 3}, restock=False)

    moves.move(seller_order=part, to="returned", restock=True)

    assert StockRecord.objects.get(pk=tea.stockrecord_id).num_in_stock == 8
    assert PaymentCase.objects.get(seller_order=part).amount_vnd == 735_000 + part.shipping_vnd
    assert_all_agrees(part)


def test_statistics_follow_a_reduced_order(part):
    draining.drain(budget_s=20)
    cells = SalesDay.objects.filter(
        commune_code=part.commune_code, set_code="", stars=-1, cut="", day=part.placed_on
    )
    before = cells.get().placed_vnd

    amendments.reduce(part, {tea_of(part).pk: 3})
    draining.drain(budget_s=20)

    assert before - cells.get().placed_vnd == 370_000
    assert proof.check_stats().ok
