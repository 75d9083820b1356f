"""A receiver that is paused loses nothing, and nothing is sent to it meanwhile."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from shop.order import moves
from tests.architecture.crawling import order_of
from tests.factories import make_user
from tests.operators import enter
from tests.webhooks.receiving import deliver, listening, subscribe
from webhooks import again, following, sending, subscribing
from webhooks.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


def test_pauses_a_receiver_after_three_days_and_goes_on_with_what_it_missed(receiver, tea, lan):
    subscribe(receiver, "order.placed")
    order_of(lan, tea)
    receiver.status = 500
    deliver()
    Subscription.objects.update(failing_since=timezone.now() - subscribing.GIVES_UP_AFTER)
    deliver()
    paused = Subscription.objects.get()
    order_of(lan, tea)
    receiver.status = 204
    deliver()
    before = len(receiver.got)

    call_command("webhook", "resume", str(paused.pk), stdout=StringIO())
    call_command("webhook", "replay", str(paused.pk), "--failed", stdout=StringIO())
    deliver()

    assert paused.paused_at
    assert before == 2
    assert len({one["id"] for one in receiver.news[before:]}) == 2


def test_sends_again_what_an_operator_asks_for(receiver, tea, lan):
    row, _ = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    deliver()
    out = StringIO()

    call_command("webhook", "replay", str(row.pk), stdout=out)
    deliver()

    assert "1 sent again" in out.getvalue()
    first, again = (body for _, body in receiver.got)
    assert first == again


def test_stops_at_a_receiver_that_is_gone(receiver, tea, lan):
    subscribe(receiver, "order.*")
    receiver.status = 410
    part = order_of(lan, tea).seller_orders.get()
    deliver()
    moves.confirm(seller_order=part)
    deliver()

    assert len(receiver.got) == 1
    assert Subscription.objects.get().paused_at


def missed_over_a_pause(receiver, tea, lan) -> list[str]:
    """Pause a receiver while news is on its way and more happens; return what it got after."""
    row, _ = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    following.follow()
    subscribing.pause(subscription=row)
    deliver()
    order_of(lan, tea)
    deliver()
    assert receiver.got == []

    again.resume(subscription=row)
    deliver()

    return [one["id"] for one in receiver.news]


def test_news_from_before_and_during_a_pause_comes_after_it(receiver, tea, lan):
    assert len(set(missed_over_a_pause(receiver, tea, lan))) == 2


def test_without_its_word_that_a_row_waits_the_pause_would_lose_news(
    receiver, tea, lan, monkeypatch
):
    """Negative control: the sending counts as done while the receiver is paused."""
    real = sending.send

    def done_when_paused(*, delivery_id):
        if not Subscription.objects.get().paused_at:
            real(delivery_id=delivery_id)

    monkeypatch.setattr(sending, "send", done_when_paused)
    monkeypatch.setattr(again, "_enqueue_again", lambda rows: 0)

    assert len(set(missed_over_a_pause(receiver, tea, lan))) == 1


def test_a_paused_receiver_costs_one_look_an_hour(receiver, tea, lan):
    row, _ = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    following.follow()
    subscribing.pause(subscription=row)
    deliver()
    waiting = sending.outbox.Outbox.objects.get(kind=sending.KIND)

    assert (waiting.tries, waiting.done_at) == (0, None)
    assert waiting.not_before > timezone.now() + timedelta(minutes=59)


def test_stock_that_changed_over_a_pause_is_told_once_as_it_stands(receiver, tea):
    row, _ = subscribe(receiver, "stock.changed")
    with listening() as other:
        subscribe(other, "stock.changed")
        deliver()
        subscribing.pause(subscription=row)
        for left in (7, 5, 3):
            tea.stockrecords.update(num_in_stock=left)
            deliver()

        again.resume(subscription=row)
        deliver()
        deliver()

        assert [one["data"]["left"] for one in other.news] == [7, 5, 3]
    assert [one["data"]["left"] for one in receiver.news] == [3]


def test_nothing_is_sent_again_while_one_of_the_receivers_is_paused(receiver, tea, lan):
    row, _ = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    deliver()
    subscribing.pause(subscription=row)

    with pytest.raises(CommandError, match="Sàn A đang tạm dừng"):
        call_command("webhook", "replay", str(row.pk))
    deliver()

    assert len(receiver.got) == 1
    assert Delivery.objects.get().delivered_at


def test_the_office_reads_why_nothing_was_sent_again(client, receiver, tea, lan):
    enter(client, make_user(name="Nguyễn Văn Điều", is_staff=True, is_superuser=True))
    row, _ = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    deliver()
    subscribing.pause(subscription=row)
    chosen = {"action": "replay", "_selected_action": [Delivery.objects.get().pk]}

    page = client.post(reverse("admin:webhooks_delivery_changelist"), chosen, follow=True)

    assert "Sàn A đang tạm dừng. Bấm “Gửi tiếp”" in page.content.decode()


def test_one_that_is_too_fast_for_its_receiver_waits_without_losing_a_try(receiver, tea, lan):
    subscribe(receiver, "order.placed")
    receiver.status = 429
    order_of(lan, tea)
    deliver()

    waiting = sending.outbox.Outbox.objects.get(kind=sending.KIND)
    assert (Subscription.objects.get().fails, waiting.tries) == (1, 0)
    receiver.status = 204
    deliver()
    assert len(receiver.got) == 2
