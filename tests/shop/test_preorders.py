"""Goods that are ordered before they are there: placing, coming in, coming later."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from common.dates import local_today
from jobs.models import Outbox
from shop.invariants.checking import check_invariants
from shop.order import amendments, deadlines, harvesting, limits, moves, proposals, times
from shop.order.harvesting import BadDay
from shop.order.limits import TooManyOpen
from shop.order.models import Order, Proposal, SellerOrder
from shop.order.moves import BeforeHarvest
from shop.order.placing import DayMoved, LinesUnavailable, TotalChanged
from shop.order.preorders import OnlyCash, SentApart
from shop.order.quote import quote_key
from shop.partner import promised, stock
from shop.partner.models import StockRecord
from shop.shipping.methods import PerSellerDelivery
from tests.factories import make_basket, make_listing, make_preorder, make_seller
from tests.shop import prepaid

pytestmark = pytest.mark.django_db


def record_of(product) -> StockRecord:
    return StockRecord.objects.get(product=product)


def quantities(product) -> tuple[int, int, int]:
    record = record_of(product)
    return record.num_in_stock, record.num_allocated, record.num_promised


def messages(template: str) -> list[str]:
    rows = Outbox.objects.filter(payload__template=template).order_by("pk")
    return [row.payload["text"] for row in rows]


def no_fault() -> bool:
    return [one.as_json() for one in check_invariants().outcomes if not one.ok] == []


@pytest.fixture
def seller(db):
    return make_seller("Vườn na La Hiên")


@pytest.fixture
def apples(seller):
    return make_preorder(seller, cap=10)


@pytest.fixture
def order_of(place):
    """Place an order of some goods; return its one part."""

    def press(*goods, **choices) -> SellerOrder:
        return place(make_basket(*goods), **choices).seller_orders.get()

    return press


def test_counts_its_times_from_the_day_of_sending(apples, order_of):
    part = order_of((apples, 2))

    ready_on = record_of(apples).ready_on
    assert (part.ready_on, part.is_before_harvest) == (ready_on, True)
    assert part.confirm_by == times.morning_of(ready_on) + dt.timedelta(hours=24)
    assert quantities(apples) == (10, 2, 10)
    assert no_fault()


def test_tells_both_sides_the_day(apples, order_of):
    part = order_of((apples, 2))

    day = part.ready_on.strftime("%d/%m")
    assert f"Hàng đặt trước gửi từ {day}" in messages("order-placed")[0]
    assert f"gửi từ {day}" in messages("order-preordered-seller")[0]
    assert not Outbox.objects.filter(kind="order.to-confirm").exists()


def test_sells_no_more_than_the_cap(apples, order_of):
    order_of((apples, 8))

    with pytest.raises(LinesUnavailable) as problem:
        order_of((apples, 3))

    assert problem.value.issues[0].left == 2


def test_takes_no_order_after_the_last_day(apples, order_of):
    until = record_of(apples).orders_until
    with time_machine.travel(times.morning_of(until)):
        order_of((apples, 1))

    with (
        time_machine.travel(times.morning_of(until + dt.timedelta(days=1))),
        pytest.raises(LinesUnavailable),
    ):
        order_of((apples, 1))


def test_refuses_money_ahead_of_the_goods(apples, order_of, settings):
    settings.PAYMENT_GATEWAYS = ["tests.shop.prepaid"]

    with pytest.raises(OnlyCash, match="chỉ trả tiền khi nhận"):
        order_of((apples, 1), pay_with=prepaid.CODE)

    assert not Order.objects.exists()


def test_refuses_goods_at_hand_in_the_same_parcel(apples, seller, order_of):
    tea = make_listing(seller, "Chè búp khô")

    with pytest.raises(SentApart, match="“Chè búp khô” gửi ngay"):
        order_of((apples, 1), (tea, 1))


def test_sends_goods_at_hand_of_another_seller_in_the_same_order(apples, place):
    tea = make_listing(make_seller("HTX chè"), "Chè búp khô")

    order = place(make_basket((apples, 1), (tea, 1)))

    assert sorted(p.is_before_harvest for p in order.seller_orders.all()) == [False, True]
    assert "Kiện đặt trước gửi từ" in messages("order-placed")[0]


def test_does_not_go_on_before_the_harvest(apples, order_of):
    part = order_of((apples, 2))

    with pytest.raises(BeforeHarvest):
        moves.confirm(seller_order=part)
    with pytest.raises(proposals.CannotPropose):
        proposals.offer_later(part=part, ready_on=local_today() + dt.timedelta(days=2))
    with pytest.raises(proposals.CannotPropose, match="ghi số thu được"):
        proposals.offer_less(part=part, quantities={part.lines.get().pk: 1})
    assert not Proposal.objects.exists()


def test_orders_ahead_leave_room_for_ten_others_and_are_ten_at_most(seller, order_of):
    apples = make_preorder(seller, cap=20)
    tea = make_listing(make_seller("HTX chè"), "Chè búp khô", stock=20)
    for _ in range(limits.MAX_PREORDERS):
        order_of((apples, 1))

    with pytest.raises(TooManyOpen, match="10 đơn đặt trước đang chờ thu hoạch"):
        order_of((apples, 1))
    for _ in range(limits.MAX_OPEN_CASH_ORDERS):
        order_of((tea, 1))
    with pytest.raises(TooManyOpen, match="10 đơn đang chờ gói"):
        order_of((tea, 1))

    moves.cancel_by_shopper(seller_order=SellerOrder.objects.before_harvest().first())
    assert order_of((apples, 1)).is_before_harvest


def test_an_order_of_both_kinds_needs_room_for_both(apples, place, monkeypatch):
    tea = make_listing(make_seller("HTX chè"), "Chè búp khô")
    monkeypatch.setattr(limits, "MAX_PREORDERS", 1)
    place(make_basket((apples, 1), (tea, 1)))

    with pytest.raises(TooManyOpen, match="đơn đặt trước"):
        place(make_basket((apples, 1), (tea, 1)))

    monkeypatch.setattr(limits, "MAX_PREORDERS", 9)
    monkeypatch.setattr(limits, "MAX_OPEN_CASH_ORDERS", 1)
    with pytest.raises(TooManyOpen, match="đang chờ gói"):
        place(make_basket((apples, 1), (tea, 1)))


def test_another_day_than_the_one_shown_is_asked_again(apples, place, customer, total_of):
    basket = make_basket((apples, 1))
    key = quote_key(basket, PerSellerDelivery(customer))
    harvesting.postpone(record=record_of(apples), ready_on=local_today() + dt.timedelta(days=40))

    with pytest.raises(TotalChanged):
        place(basket, shown_key=key)


def test_a_day_that_moves_during_the_press_stops_it(apples, place, monkeypatch):
    from shop.order import placing

    def move_then_tell(*args):
        StockRecord.objects.update(ready_on=local_today() + dt.timedelta(days=50))

    monkeypatch.setattr(placing, "_tell", move_then_tell)

    with pytest.raises(DayMoved):
        place(make_basket((apples, 1)))

    assert not Order.objects.exists()


def test_harvest_makes_the_promise_real_and_the_orders_ready(apples, order_of):
    parts = [order_of((apples, n)) for n in (2, 3)]

    done = harvesting.harvest(record=record_of(apples), counted=12)

    assert (done.whole, done.asked, done.called_off) == (2, 0, 0)
    assert quantities(apples) == (12, 5, 0)
    for part in parts:
        part.refresh_from_db()
        assert (part.state, part.is_before_harvest) == ("confirmed", False)
        begins = max(timezone.now(), times.morning_of(part.ready_on))
        assert part.ship_by - begins >= dt.timedelta(hours=71)
    assert len(messages("preorder-harvested")) == 2
    assert no_fault()


def test_an_order_that_came_between_the_locks_makes_the_harvest_begin_anew(
    apples, order_of, monkeypatch
):
    order_of((apples, 2))
    real, tries = promised.locked, []

    def comes_between(record):
        tries.append(record.pk)
        if len(tries) == 1:
            order_of((apples, 3))  # gone again with the try, like one that was never committed
        return real(record)

    monkeypatch.setattr(promised, "locked", comes_between)

    row, lines = harvesting._held(record_of(apples))

    assert len(tries) == 2
    assert sum(line.num_allocated for line in lines) == row.num_allocated == 2


def test_who_ordered_first_gets_all_of_a_short_harvest(apples, order_of):
    first, second, third = (order_of((apples, n)) for n in (4, 4, 2))

    done = harvesting.harvest(record=record_of(apples), counted=6)

    assert (done.whole, done.asked, done.called_off) == (1, 1, 1)
    states = [SellerOrder.objects.get(pk=p.pk).state for p in (first, second, third)]
    assert states == ["confirmed", "placed", "cancelled"]
    assert quantities(apples) == (8, 8, 2)
    assert no_fault()
    # The shopper agrees: what is owed is gone, nobody can buy what is not there.
    proposals.accept(Proposal.objects.get(seller_order=second))
    assert quantities(apples) == (6, 6, 0)
    assert SellerOrder.objects.get(pk=second.pk).state == "confirmed"
    assert no_fault()


def test_a_short_harvest_that_is_not_agreed_to_frees_nothing_that_is_not_there(apples, order_of):
    part = order_of((apples, 8))
    harvesting.harvest(record=record_of(apples), counted=6)

    proposals.decline(Proposal.objects.get(), cancel=True)

    assert SellerOrder.objects.get(pk=part.pk).state == "cancelled"
    assert quantities(apples) == (6, 0, 0)
    assert no_fault()


def test_what_is_sent_of_a_short_harvest_was_there(apples, order_of):
    part = order_of((apples, 8))
    harvesting.harvest(record=record_of(apples), counted=6)
    proposals.decline(Proposal.objects.get())

    for step in (moves.confirm, moves.pack, moves.ship):
        step(seller_order=part)

    assert quantities(apples) == (0, 0, 0)
    assert no_fault()


def test_what_comes_in_later_pays_what_a_short_harvest_owes(apples, order_of):
    order_of((apples, 8))
    harvesting.harvest(record=record_of(apples), counted=6)

    stock.add(record=record_of(apples), quantity=5)

    assert quantities(apples) == (11, 8, 0)
    assert no_fault()


def test_a_lost_harvest_calls_all_orders_off(apples, order_of):
    part = order_of((apples, 8))

    harvesting.harvest(record=record_of(apples), counted=0)

    assert SellerOrder.objects.get(pk=part.pk).state == "cancelled"
    assert quantities(apples) == (0, 0, 0)
    assert "không còn cho đơn này" in messages("order-cancelled")[0]
    assert no_fault()


def test_an_order_of_two_goods_waits_for_both(apples, seller, order_of):
    pears = make_preorder(seller, "Lê", cap=5)
    part = order_of((apples, 4), (pears, 3))

    harvesting.harvest(record=record_of(apples), counted=3)
    part.refresh_from_db()
    assert (part.is_before_harvest, no_fault()) == (True, True)
    harvesting.harvest(record=record_of(pears), counted=2)

    part.refresh_from_db()
    assert part.is_before_harvest is False
    proposals.accept(Proposal.objects.get(state="open"))
    part.refresh_from_db()
    assert part.state == "confirmed"
    assert sorted(part.lines.values_list("quantity", flat=True)) == [2, 3]
    assert no_fault()


def decline(question: Proposal) -> None:
    proposals.decline(question)


def let_lapse(question: Proposal) -> None:
    Proposal.objects.filter(pk=question.pk).update(answer_by=timezone.now())
    assert deadlines.run()["expired"] == 1


@pytest.mark.parametrize("answer", [decline, let_lapse])
def test_goods_that_came_short_and_were_not_agreed_to_are_not_packed(
    apples, seller, order_of, answer
):
    pears = make_preorder(seller, "Lê", cap=5)
    part = order_of((apples, 4), (pears, 3))
    harvesting.harvest(record=record_of(apples), counted=3)
    answer(Proposal.objects.get())

    done = harvesting.harvest(record=record_of(pears), counted=5)

    part.refresh_from_db()
    assert (part.state, part.is_before_harvest) == ("placed", False)
    assert (done.whole, done.unsure) == (0, 1)
    assert messages("preorder-harvested") == []
    assert no_fault()
    # The seller asks again, or says that the goods are there after all.
    line = part.lines.get(stockrecord__product=apples)
    proposals.accept(proposals.offer_less(part=part, quantities={line.pk: 3}))
    part.refresh_from_db()
    assert part.state == "confirmed"
    assert quantities(apples) == (3, 3, 0)
    assert no_fault()


def test_goods_that_came_short_for_others_hold_nobody_up(apples, seller, order_of):
    pears = make_preorder(seller, "Lê", cap=5)
    part = order_of((apples, 4), (pears, 3))
    order_of((apples, 4))
    first = harvesting.harvest(record=record_of(apples), counted=6)

    then = harvesting.harvest(record=record_of(pears), counted=5)

    part.refresh_from_db()
    assert (first.whole, first.waiting, first.asked) == (0, 1, 1)
    assert (part.state, then.whole) == ("confirmed", 1)
    assert no_fault()


def test_another_day_is_told_to_everybody_and_moves_the_times(apples, order_of):
    part = order_of((apples, 2))
    day = part.ready_on + dt.timedelta(days=9)

    assert harvesting.postpone(record=record_of(apples), ready_on=day) == 1

    part.refresh_from_db()
    assert part.ready_on == day
    assert part.confirm_by == times.morning_of(day) + dt.timedelta(hours=24)
    words = messages("preorder-moved")[0]
    assert f"gửi từ {day:%d/%m}" in words
    assert "hủy ở đây" in words
    assert harvesting.postpone(record=record_of(apples), ready_on=day) == 0


def test_an_earlier_day_ends_the_orders_with_it(apples):
    day = local_today() + dt.timedelta(days=3)

    harvesting.postpone(record=record_of(apples), ready_on=day)

    assert record_of(apples).orders_until == day


@pytest.mark.parametrize("days", [0, -1, 301])
def test_days_past_or_far_off_are_refused(apples, days):
    with pytest.raises(BadDay):
        harvesting.postpone(
            record=record_of(apples), ready_on=local_today() + dt.timedelta(days=days)
        )


def test_the_shopper_can_call_off_until_it_is_packed(apples, order_of):
    part = order_of((apples, 2))

    moves.cancel_by_shopper(seller_order=part)

    assert quantities(apples) == (10, 0, 10)
    assert no_fault()


def test_goods_at_hand_are_sold_before_others_are_promised(seller):
    record = record_of(make_listing(seller, stock=1))
    day = local_today() + dt.timedelta(days=9)

    with pytest.raises(promised.GoodsAtHand):
        promised.promise(record=record, quantity=5, ready_on=day, orders_until=day)


def come_back(part) -> None:
    moves.move(seller_order=part, to="delivery_failed")
    moves.move(seller_order=part, to="returned", restock=True)


def come_back_in_part(part) -> None:
    amendments.deliver_part(part, {part.lines.get().pk: 1}, restock=True)


@pytest.mark.parametrize("come", [come_back, come_back_in_part])
def test_what_comes_back_raises_no_promise(seller, order_of, come):
    tea = make_listing(seller, "Chè xuân", stock=3)
    part = order_of((tea, 3))
    for step in (moves.confirm, moves.pack, moves.ship):
        step(seller_order=part)
    day = local_today() + dt.timedelta(days=9)
    promised.promise(record=record_of(tea), quantity=5, ready_on=day, orders_until=day)

    come(part)

    assert quantities(tea) == (5, 0, 5)
    assert part.events.filter(note__contains="Chè xuân về, không cộng vào kho").count() == 1
    assert no_fault()


def test_the_cap_does_not_fall_below_what_is_ordered(apples, order_of):
    order_of((apples, 6))
    until = record_of(apples).orders_until

    promised.change(record=record_of(apples), quantity=6, orders_until=until)
    with pytest.raises(promised.TooFew):
        promised.change(record=record_of(apples), quantity=5, orders_until=until)

    assert quantities(apples) == (6, 6, 6)
    assert no_fault()


def test_what_is_freed_after_orders_were_stopped_is_not_sold_again(apples, order_of):
    part = order_of((apples, 6))
    promised.stop(record=record_of(apples))

    moves.cancel_by_shopper(seller_order=part)

    assert (record_of(apples).num_free, record_of(apples).is_taking_orders) == (0, False)
    with pytest.raises(LinesUnavailable):
        order_of((apples, 1))
    promised.change(record=record_of(apples), quantity=6, orders_until=local_today())
    assert record_of(apples).num_free == 6
    assert no_fault()


def test_the_clock_asks_once_for_all_orders_and_calls_off_last(apples, order_of):
    parts = [order_of((apples, 1)) for _ in range(3)]
    told = {}

    for days in (-2, -1, 0, 1, 2, 3, 4):
        at = times.morning_of(parts[0].ready_on + dt.timedelta(days=days))
        with time_machine.travel(at + dt.timedelta(minutes=1), tick=False):
            done = {name: n for name, n in deadlines.run().items() if n}
            assert not any(deadlines.run().values())
        if done:
            told[days] = done

    assert told == {-1: {"asked_for_harvest": 1}, 1: {"unharvested": 1}, 3: {"called_off": 3}}
    assert "Đã quá ngày hẹn" in messages("order-cancelled")[0]
    assert no_fault()


@pytest.mark.parametrize(
    "broken",
    [
        {"num_promised": 9},
        {"ready_on": None, "orders_until": None},
    ],
    ids=["promise without movement", "goods are there and the order waits"],
)
def test_a_broken_promise_is_found_at_night(apples, order_of, broken):
    order_of((apples, 2))
    StockRecord.objects.update(**broken)

    assert not no_fault()
