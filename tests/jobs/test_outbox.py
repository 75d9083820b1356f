"""The outbox: written with the business row, run once, tried again, never lost."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from jobs import outbox, publishing, tasks
from jobs.models import Outbox
from jobs.querysets import MAX_TRIES

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)


@pytest.fixture
def handled(monkeypatch):
    """Collect the payloads that the handler of kind "probe" got."""
    monkeypatch.setattr(outbox, "_handlers", {})
    payloads = []
    outbox.handler("probe")(payloads.append)
    return payloads


@pytest.fixture
def published(monkeypatch, settings):
    """Collect what is published to the broker."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setitem(publishing._broker, "down_until", 0.0)
    monkeypatch.setattr(publishing._messenger, "ask", publishing.publish)
    calls = []
    monkeypatch.setattr(tasks.drain, "apply_async", lambda **options: calls.append(options))
    return calls


@pytest.fixture
def failing(monkeypatch):
    """Register a handler of kind "probe" that always fails."""
    monkeypatch.setattr(outbox, "_handlers", {})

    @outbox.handler("probe")
    def fail(payload):
        raise ConnectionError("provider says no")


def add(key="k1", **more):
    return outbox.enqueue(kind="probe", dedupe_key=key, payload={"key": key}, **more)


def test_same_key_is_written_once_and_returns_its_row(db, handled):
    first = add()

    second = add()

    assert second.pk == first.pk
    assert Outbox.objects.count() == 1


def test_row_disappears_when_the_business_transaction_rolls_back(transactional_db, handled):
    with transaction.atomic():
        add()
        transaction.set_rollback(True)

    assert not Outbox.objects.exists()
    assert outbox.drain() == 0


def test_due_row_is_run_once_with_its_payload(db, handled):
    add()

    assert (outbox.drain(), outbox.drain()) == (1, 0)

    assert handled == [{"key": "k1"}]
    assert Outbox.objects.get().done_at is not None


def test_row_waits_until_its_moment(db, handled):
    with time_machine.travel(NOON, tick=False) as clock:
        add(not_before=NOON + timedelta(minutes=10))

        too_early = outbox.drain()
        clock.shift(timedelta(minutes=10))

        assert (too_early, outbox.drain()) == (0, 1)


def test_drain_stops_at_its_limit_and_oldest_goes_first(db, handled):
    for key in ("a", "b", "c"):
        add(key)

    assert outbox.drain(limit=2) == 2

    assert [payload["key"] for payload in handled] == ["a", "b"]


def test_drain_without_seconds_left_takes_nothing(db, handled):
    add()

    assert outbox.drain(budget_s=0) == 0

    assert Outbox.objects.get().tries == 0


def test_failed_row_waits_longer_each_time_and_ends_as_dead(db, failing):
    with time_machine.travel(NOON, tick=False) as clock:
        row = add()
        waits = []
        for _ in range(MAX_TRIES):
            assert outbox.drain() == 1
            row.refresh_from_db()
            waits.append((row.not_before - clock_now()).total_seconds())
            clock.move_to(row.not_before)
        after_death = outbox.drain()

    assert 5 <= waits[0] <= 6.25
    assert 10 <= waits[1] <= 12.5
    assert max(waits) == 3600
    assert after_death == 0
    assert list(Outbox.objects.dead()) == [row]
    assert row.last_error == "ConnectionError: provider says no"


def test_what_is_kept_of_an_error_names_nobody(db, monkeypatch):
    def fail(payload):
        raise ValueError("bad\0 value of 0912 345 678\nDETAIL: Key (phone)=(+84912345678)")

    monkeypatch.setitem(outbox._handlers, "test", outbox.Registered(fail, "", False))
    outbox.enqueue(kind="test", dedupe_key="x", payload={})

    outbox.drain()

    assert Outbox.objects.get().last_error == "ValueError: bad value of (…)"


def clock_now():
    return datetime.now(UTC)


def test_row_that_its_handler_puts_off_keeps_its_tries(db, monkeypatch):
    until = NOON

    def put_off(payload):
        raise outbox.Later(until)

    monkeypatch.setitem(outbox._handlers, "later", outbox.Registered(put_off, "", False))
    outbox.enqueue(kind="later", dedupe_key="later", payload={})

    outbox.drain()

    row = Outbox.objects.get()
    assert (row.tries, row.not_before, row.last_error) == (0, until, "")


def test_failing_row_does_not_stop_the_others(db, failing):
    done = []
    outbox.handler("fine")(done.append)
    add()
    outbox.enqueue(kind="fine", dedupe_key="k2", payload={"n": 2})

    assert outbox.drain() == 2

    assert done == [{"n": 2}]


def test_kind_without_handler_is_kept_with_its_reason(db, handled):
    outbox.enqueue(kind="unknown", dedupe_key="k1", payload={})

    outbox.drain()

    row = Outbox.objects.get()
    assert row.done_at is None
    assert "no handler for unknown" in row.last_error


def test_payload_is_forgotten_when_the_handler_asks_for_it(db, handled):
    outbox.handler("secret", forget_payload=True)(handled.append)
    outbox.enqueue(kind="secret", dedupe_key="k1", payload={"code": "123456"})

    outbox.drain()

    assert handled == [{"code": "123456"}]
    assert Outbox.objects.get().payload == {}


def test_only_the_first_of_two_callers_takes_a_row(db, handled):
    add()
    mine, yours = Outbox.objects.get(), Outbox.objects.get()

    assert outbox._take(mine)

    assert not outbox._take(yours)


def test_row_of_a_worker_that_died_is_free_again_after_the_lease(db, handled):
    with time_machine.travel(NOON, tick=False) as clock:
        row = add()
        outbox._take(row)

        clock.shift(timedelta(seconds=49))
        still_leased = outbox.drain()
        clock.shift(timedelta(seconds=2))

        assert (still_leased, outbox.drain()) == (0, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lease", "runs"),
    [
        pytest.param(outbox.LEASE, 1, id="with the lease"),
        pytest.param(timedelta(0), 2, id="negative control without lease"),
    ],
)
def test_second_drainer_leaves_a_row_alone_while_the_first_runs_it(monkeypatch, lease, runs):
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(outbox, "LEASE", lease)
    started, second_is_done, seen = threading.Event(), threading.Event(), []

    @outbox.handler("probe")
    def slow(payload):
        seen.append(threading.current_thread().name)
        if len(seen) == 1:
            started.set()
            second_is_done.wait(timeout=20)

    add()
    first = threading.Thread(target=drain_and_close, name="first")
    first.start()
    assert started.wait(timeout=20)
    outbox.drain(limit=1)
    second_is_done.set()
    first.join(timeout=20)

    assert len(seen) == runs


def drain_and_close():
    try:
        outbox.drain(limit=1)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_drainers_run_forty_rows_once_each(monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", {})
    seen = []
    outbox.handler("probe")(lambda payload: seen.append(payload["key"]))
    for number in range(40):
        add(f"k{number}")

    drainers = [threading.Thread(target=drain_all_and_close) for _ in range(4)]
    for drainer in drainers:
        drainer.start()
    for drainer in drainers:
        drainer.join(timeout=60)

    assert sorted(seen) == sorted(f"k{number}" for number in range(40))


def drain_all_and_close():
    try:
        outbox.drain()
    finally:
        connection.close()


def test_broker_is_asked_once_per_transaction(
    db, handled, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        add("a")
        add("b")
        add("a")

    [call] = published
    assert call["kwargs"] == {"queue": ""}
    assert call["retry"] is False


def test_known_key_does_not_ask_the_broker_again(transactional_db, handled, published):
    add()

    add()

    assert len(published) == 1


def test_queues_are_asked_apart_when_the_setting_splits_them(
    db, handled, published, settings, django_capture_on_commit_callbacks
):
    settings.JOBS_SPLIT_QUEUES = True
    outbox.handler("paid", queue="payments")(handled.append)

    with django_capture_on_commit_callbacks(execute=True):
        add("a")
        outbox.enqueue(kind="paid", dedupe_key="p1", payload={})

    assert [call["kwargs"]["queue"] for call in published] == ["", "payments"]


def test_drain_of_one_queue_leaves_other_kinds_alone(db, handled):
    outbox.handler("paid", queue="payments")(handled.append)
    add("a")
    outbox.enqueue(kind="paid", dedupe_key="p1", payload={"paid": True})

    assert outbox.drain(queue="payments") == 1

    assert handled == [{"paid": True}]


def test_dead_broker_breaks_neither_the_commit_nor_the_next_ones(
    transactional_db, handled, published, monkeypatch
):
    asked = []

    def refuse(**options):
        asked.append(options)
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.drain, "apply_async", refuse)

    for key in ("a", "b", "c"):
        with transaction.atomic():
            add(key)

    assert Outbox.objects.waiting().count() == 3
    assert len(asked) == 1
    assert outbox.drain() == 3


def test_broker_that_hangs_keeps_nobody_waiting(transactional_db, handled, published, monkeypatch):
    hangs = threading.Event()
    messenger = publishing._Messenger()
    monkeypatch.setattr(publishing, "_messenger", messenger)
    monkeypatch.setattr(tasks.drain, "apply_async", lambda **_options: hangs.wait(30))
    begun = time.monotonic()

    for key in ("a", "b", "c"):
        with transaction.atomic():
            add(key)

    took = time.monotonic() - begun
    hangs.set()
    assert took < 5
    assert outbox.drain() == 3


def test_error_of_the_publisher_itself_does_not_reach_the_caller(
    transactional_db, handled, monkeypatch
):
    def explode(queue):
        raise RuntimeError("bug in publish")

    monkeypatch.setattr(outbox, "_publish", explode)

    with transaction.atomic():
        add()

    assert Outbox.objects.count() == 1


def test_celery_task_drains_and_shows_that_the_worker_lives(db, handled):
    from jobs.heartbeat import last_beat_at

    add()

    tasks.drain()

    assert handled == [{"key": "k1"}]
    assert last_beat_at() is not None


def test_a_long_pile_is_worked_off_turn_by_turn_without_waiting_for_beat(db, handled, published):
    for number in range(120):
        add(f"k{number}")
    published.clear()

    tasks.drain()
    turns = 1
    while published:
        published.clear()
        tasks.drain()
        turns += 1

    assert (len(handled), turns) == (120, 3)


def test_no_turn_follows_when_nothing_is_due(db, handled, published):
    """Negative control: a worker must not call itself for ever."""
    add("later", not_before=timezone.now() + timedelta(hours=1))
    add("now")
    published.clear()

    tasks.drain()

    assert published == []
