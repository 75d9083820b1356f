"""What happens when time passes: reminders, cancelled, closed and expired, each once."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from common.dates import local_today
from jobs.models import Outbox
from jobs.periodic import _registered
from shop.order import deadlines, moves, proposals, times
from shop.order.models import SellerOrder
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(place):
    """An order that waits for its seller."""
    product = make_listing(make_seller(), "Chè nõn tôm", price_vnd=185_000)
    return place(make_basket((product, 5))).seller_orders.get()


def run_after(hours: float) -> dict[str, int]:
    """Look at the deadlines so many hours from now, twice; return what the first look did."""
    with time_machine.travel(timezone.now() + dt.timedelta(hours=hours), tick=False):
        first = deadlines.run()
        assert not any(deadlines.run().values())
    return {name: count for name, count in first.items() if count}


def sent(template: str) -> int:
    return Outbox.objects.filter(payload__template=template).count()


@pytest.mark.parametrize("hours", [1, 11.9])
def test_leaves_a_fresh_order_alone(part, hours):
    assert run_after(hours) == {}


def test_reminds_the_seller_at_half_time(part):
    assert run_after(12.1) == {"reminded": 1}
    assert sent("remind-confirm") == 1


def test_tells_seller_and_operator_when_the_time_is_over(part, settings):
    assert run_after(24.1) == {"unconfirmed": 1}
    assert sent("late-confirm") == 1
    told = Outbox.objects.get(payload__template="late-confirm-operator")
    assert told.payload["to_phone"] == settings.OPERATOR["phone"]


def test_calls_the_order_off_two_days_later(part):
    assert run_after(71.9) == {"unconfirmed": 1}
    assert run_after(72.1) == {"cancelled": 1}

    part.refresh_from_db()
    assert (part.state, part.reason) == ("cancelled", "Người bán không xác nhận kịp")
    assert StockRecord.objects.get().num_allocated == 0
    assert sent("order-cancelled") == sent("order-missed") == 1


def test_waits_while_the_shopper_has_an_offer_to_answer(part):
    with time_machine.travel(timezone.now() + dt.timedelta(hours=60)):
        proposals.offer_later(part=part, ready_on=local_today() + dt.timedelta(days=1))

    assert "cancelled" not in run_after(72.1)


def test_does_not_blame_a_seller_who_waits_for_the_money(part):
    SellerOrder.objects.filter(pk=part.pk).update(payment_method="vietqr")

    assert run_after(100) == {}


def test_leaves_demo_orders_alone(part):
    SellerOrder.objects.filter(pk=part.pk).update(is_demo=True)

    assert run_after(100) == {}


def test_tells_once_when_a_parcel_did_not_leave(part):
    moves.confirm(seller_order=part)

    assert run_after(71.9) == {}
    assert run_after(72.1) == {"unshipped": 1}
    assert sent("late-ship") == sent("late-ship-operator") == 1


def test_tells_again_when_an_agreed_day_passes(part):
    moves.confirm(seller_order=part)
    run_after(72.1)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        day = local_today() + dt.timedelta(days=2)
        proposals.accept(proposals.offer_later(part=part, ready_on=day))

    assert run_after(24 * 7) == {"unshipped": 1}
    assert sent("late-ship") == 2


def test_closes_what_was_delivered_three_days_ago(part):
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver):
        step(seller_order=part)

    assert run_after(71.9) == {}
    assert run_after(72.1) == {"completed": 1}

    part.refresh_from_db()
    assert part.state == "completed"
    assert part.events.last().actor is None


def test_does_not_close_what_the_shopper_wants_to_return(part):
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver):
        step(seller_order=part)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=60)):
        proposals.ask_return(part=part, reason="Chè bị ẩm")

    assert run_after(73) == {}
    assert run_after(133) == {"expired": 1, "completed": 1}
    assert sent("order-return-expired") == 1


def test_expires_an_offer_that_nobody_answers(part):
    moves.confirm(seller_order=part)
    proposals.offer_less(part=part, quantities={part.lines.get().pk: 3})

    assert run_after(24.1) == {"expired": 1}

    part.refresh_from_db()
    assert (part.state, part.goods_vnd) == ("confirmed", 925_000)
    assert sent("order-expired") == 1


def test_takes_the_times_from_the_settings(part, settings):
    settings.ORDER_HOURS = {"cancel_unconfirmed": 1}

    assert "cancelled" in run_after(25.1)


def test_one_broken_order_does_not_stop_the_others(part, place, monkeypatch):
    other = place(make_basket((make_listing(make_seller()), 1)), phone="+84990123499")
    other = other.seller_orders.get()
    really = deadlines.moves.move

    def break_one(*, seller_order, **options):
        if seller_order.pk == part.pk:
            raise RuntimeError
        return really(seller_order=seller_order, **options)

    monkeypatch.setattr(deadlines.moves, "move", break_one)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=72.1)):
        assert deadlines.cancel_unconfirmed(timezone.now()) == 1

    other.refresh_from_db()
    assert other.state == "cancelled"


def test_is_looked_at_every_minute():
    assert _registered["order.deadlines"].seconds == 60


def test_refuses_a_deadline_that_nobody_knows(settings):
    settings.ORDER_HOURS = {"cancel_unconfirmd": 1}

    with pytest.raises(ImproperlyConfigured, match="cancel_unconfirmd"):
        times.hours("answer_offer")


def test_a_clock_that_is_set_back_ends_nothing_early_and_tells_nothing_twice(part):
    run_after(24.1)

    assert run_after(24.0) == {}
    assert run_after(71.9) == {}
    assert (sent("remind-confirm"), sent("late-confirm")) == (0, 1)
