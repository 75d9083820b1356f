"""Nobody works for a day, or a provider takes half a minute: people buy all the same (R29, R30)."""

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts import codes
from jobs import outbox
from jobs.messages import Message
from jobs.models import Outbox
from jobs.periodic import run_due
from sellers import noticing
from shop.invariants.checking import check_invariants
from shop.order import moves
from shop.order.models import SellerOrder
from stats import draining, proof
from tests.factories import make_basket, make_listing, make_seller

ORDERS = 6


class Provider:
    """A provider of messages that remembers what it took, and may take its time."""

    took: list[Message] = []
    gate = threading.Event()

    def send(self, message: Message) -> None:
        Provider.gate.wait(30)
        Provider.took.append(message)


@pytest.fixture
def provider(settings, monkeypatch):
    settings.MESSAGE_BACKEND = "tests.shop.test_workers_away.Provider"
    monkeypatch.setattr(Provider, "took", [])
    monkeypatch.setattr(Provider, "gate", threading.Event())
    Provider.gate.set()
    return Provider


def work() -> None:
    """Be a worker that has come back, until nothing is due."""
    run_due()
    while outbox.drain(limit=500) + sum(noticing.run().values()):
        pass
    while draining.drain(limit=500, budget_s=5).left:
        pass


def test_after_a_day_without_workers_everything_is_caught_up_and_nothing_is_stale(
    db, provider, place, client
):
    tea = make_listing(make_seller(), "Chè búp khô", price_vnd=150_000, stock=100)
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        orders = [place(make_basket((tea, 1)), phone=f"+8499012340{n}") for n in range(ORDERS)]
        codes.request_code(
            phone="+84990555555", purpose="login", browser_key="b", ip="", is_urgent=False
        )
        answered = SellerOrder.objects.get(order=orders[0])
        moves.confirm(seller_order=answered)
        clock.shift(timedelta(hours=26))

        page_begun = time.monotonic()
        assert client.get("/").status_code == 200
        draining.read_repair(budget_s=0.2)
        page_took = time.monotonic() - page_begun
        work()
        sent = [(message.dedupe_key, message.template) for message in provider.took]
        work()

    keys = Counter(key for key, _ in sent)
    assert max(keys.values()) == 1, keys.most_common(3)
    assert len(provider.took) == len(sent)
    templates = Counter(template for _, template in sent)
    assert templates["one_time_code"] == 0
    asked = [key for key, _ in sent if key.startswith(f"notice-step:{answered.number}:")]
    assert asked == []
    assert not Outbox.objects.due(timezone.now()).exists()
    assert page_took < 5
    assert proof.check_stats().ok
    assert check_invariants().ok


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_takes_half_a_minute_holds_up_no_order(provider, place):
    tea = make_listing(make_seller(), "Chè búp khô", price_vnd=150_000, stock=100)
    usual = seconds_of(place, tea, "+84990123401")
    provider.gate.clear()
    worker = threading.Thread(target=drain_and_close)
    worker.start()
    while not Outbox.objects.filter(kind="message", tries=1, done_at=None).exists():
        time.sleep(0.05)

    slow = [seconds_of(place, tea, f"+8499012341{n}") for n in range(3)]
    is_stuck = worker.is_alive() and not provider.took
    provider.gate.set()
    worker.join(60)
    work()

    assert is_stuck
    assert min(slow) < usual + 0.5
    keys = [message.dedupe_key for message in provider.took]
    assert len(keys) == len(set(keys)) > 3


def seconds_of(place, product, phone: str) -> float:
    begun = time.monotonic()
    place(make_basket((product, 1)), phone=phone)
    return time.monotonic() - begun


def drain_and_close() -> None:
    try:
        outbox.drain()
    finally:
        connection.close()
