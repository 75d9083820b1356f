"""Moving a seller order: the table of moves, stock, money and messages."""

from itertools import product as pairs

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.models import Outbox
from shop.order import moves
from shop.order.models import Order, SellerOrder
from shop.order.states import ALLOWED_MOVES, HOLDING, SellerOrderState
from shop.partner.models import StockMovement, StockRecord
from tests.factories import make_basket, make_listing, make_seller

pytestmark = pytest.mark.django_db
S = SellerOrderState
ALL_PAIRS = list(pairs(S.values, S.values))
DISALLOWED = [(old, new) for old, new in ALL_PAIRS if new not in ALLOWED_MOVES[old]]


@pytest.fixture
def part(place):
    """One seller's part: 4 of 10 in stock."""
    order = place(make_basket((make_listing(make_seller(), stock=10), 4)))
    return order.seller_orders.get()


def levels(part):
    record = part.lines.get().stockrecord
    return record.num_in_stock, record.num_allocated


def put_in(part, state):
    """Set a state by hand, with the dates that the database asks for."""
    SellerOrder.objects.filter(pk=part.pk).update(
        state=state, completed_on=timezone.localdate() if state == S.COMPLETED else None
    )


def walk(part, *states):
    for state in states:
        moves.move(seller_order=part, to=state)
    return part


@pytest.mark.parametrize(("old", "new"), DISALLOWED)
def test_refuses_a_move_that_is_not_in_the_table(part, old, new):
    put_in(part, old)
    before = (levels(part), Outbox.objects.count(), part.events.count())

    with pytest.raises(moves.MoveNotAllowed) as refusal:
        moves.move(seller_order=part, to=new)

    assert (levels(part), Outbox.objects.count(), part.events.count()) == before
    assert S(old).label in refusal.value.message
    assert SellerOrder.objects.get(pk=part.pk).state == old


def test_refuses_a_state_that_nobody_knows(part):
    with pytest.raises(moves.MoveNotAllowed):
        moves.move(seller_order=part, to="teleported")

    assert part.state == S.PLACED


def test_goes_the_whole_road_with_instants_dates_stock_and_money(part):
    moves.confirm(seller_order=part)
    moves.pack(seller_order=part)
    assert levels(part) == (10, 4)
    moves.ship(seller_order=part, carrier="Bưu điện", tracking_code="EK1VN")
    assert levels(part) == (6, 0)
    moves.deliver(seller_order=part)
    moves.complete(seller_order=part)

    assert part.state == S.COMPLETED
    assert part.completed_on == timezone.localdate()
    assert None not in (part.confirmed_at, part.packed_at, part.shipped_at, part.delivered_at)
    assert (part.carrier, part.tracking_code) == ("Bưu điện", "EK1VN")
    assert part.payment_state == "paid"
    assert part.order.sources.get().amount_debited == part.total_vnd
    assert Order.objects.get().status == S.COMPLETED
    assert part.events.count() == 6


@pytest.mark.parametrize("road", [(), (S.CONFIRMED,), (S.CONFIRMED, S.PACKED)])
def test_frees_stock_once_when_cancelled(part, road):
    walk(part, *road)
    stale = SellerOrder.objects.get(pk=part.pk)

    moves.cancel(seller_order=part, note="Hết hàng")
    with pytest.raises(moves.MoveNotAllowed):
        moves.cancel(seller_order=stale)

    assert levels(part) == (10, 0)
    assert (part.cancelled_on, part.reason) == (timezone.localdate(), "Hết hàng")
    assert part.lines.get().allocation_cancelled
    assert Order.objects.get().status == S.CANCELLED


def test_takes_goods_out_of_stock_once_even_when_shipped_again(part):
    walk(part, S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERY_FAILED, S.SHIPPED)

    assert levels(part) == (6, 0)
    movement = StockMovement.objects.get(kind="shipped")
    assert (movement.quantity, movement.reference) == (-4, part.number)


def test_takes_cash_once(part):
    walk(part, S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED, S.COMPLETED)

    source = part.order.sources.get()
    assert source.amount_debited == part.total_vnd
    assert source.transactions.count() == 1


@pytest.mark.parametrize(("restock", "left"), [(False, 6), (True, 10)])
def test_leaves_returned_goods_out_unless_told(part, restock, left):
    walk(part, S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED)

    moves.move(seller_order=part, to=S.RETURNED, restock=restock, note="Hàng vỡ")

    assert levels(part) == (left, 0)
    assert part.returned_on == timezone.localdate()


def test_lets_the_shopper_cancel_only_before_packing(part):
    walk(part, S.CONFIRMED, S.PACKED)

    with pytest.raises(moves.MoveNotAllowed):
        moves.cancel_by_shopper(seller_order=part)

    assert levels(part) == (10, 4)


def test_tells_the_seller_when_the_shopper_cancels(part):
    moves.cancel_by_shopper(seller_order=part)

    row = Outbox.objects.get(dedupe_key=f"message:order-cancelled-seller:{part.number}")
    assert row.payload["to_phone"] == part.partner.phone


def test_tells_the_shopper_with_the_link(part):
    moves.confirm(seller_order=part)

    texts = [row.payload["text"] for row in Outbox.objects.filter(kind="message")]
    assert any("đã nhận đơn" in text and part.order.token in text for text in texts)


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["placed", "placed"], "placed"),
        (["placed", "shipped"], "processing"),
        (["completed", "cancelled"], "completed"),
        (["cancelled", "cancelled"], "cancelled"),
        (["returned", "cancelled"], "returned"),
        (["completed", "delivered"], "processing"),
    ],
)
def test_derives_the_status_of_an_order(states, status):
    assert moves.derived_status(states) == status


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wanted=st.lists(st.sampled_from(S.values), max_size=9))
def test_keeps_stock_right_on_every_road(part, wanted):
    """Held + on the shelf + sent away is always what there was."""
    record = StockRecord.objects.get()
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=10, num_allocated=4)
    put_in(part, S.PLACED)
    part.lines.update(num_allocated=4, allocation_cancelled=False)
    StockMovement.objects.filter(kind="shipped").delete()

    for state in wanted:
        try:
            moves.move(seller_order=part, to=state)
        except moves.MoveNotAllowed:
            continue

    now = SellerOrder.objects.get(pk=part.pk).state
    in_stock, held = levels(part)
    sent = -sum(StockMovement.objects.filter(kind="shipped").values_list("quantity", flat=True))
    assert in_stock + sent == 10
    assert held == (4 if now in HOLDING else 0)
