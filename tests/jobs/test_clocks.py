"""Clocks that were wrong and are set right: nothing stops, nothing is older than nothing (R30)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from jobs import heartbeat, outbox, periodic
from jobs.models import Outbox
from jobs.queries import outbox_state

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)
BACK = timedelta(minutes=-5)
AHEAD = timedelta(minutes=10)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def probe(monkeypatch):
    """Know one kind of work and one periodic job; collect what was done."""
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(periodic, "_registered", {})
    done = []
    outbox.handler("probe")(lambda payload: done.append(payload["key"]))
    periodic.periodic(seconds=30, name="tick")(lambda: done.append("tick"))
    return done


def add(key: str) -> None:
    outbox.enqueue(kind="probe", dedupe_key=key, payload={"key": key})


def test_runs_periodic_jobs_on_when_the_clock_was_ten_minutes_ahead(probe):
    with time_machine.travel(NOON + AHEAD, tick=False):
        periodic.run_due()

    with time_machine.travel(NOON, tick=False) as clock:
        periodic.run_due()
        periodic.run_due()
        clock.shift(30)
        periodic.run_due()

    assert probe == ["tick"] * 3


def test_shares_the_turns_of_a_job_between_clocks_that_differ_a_little(probe):
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(10):
            periodic.run_due()
            clock.shift(20)
            periodic.run_due()
            clock.shift(-18)

    assert probe.count("tick") <= 2


def test_does_work_that_was_written_by_a_clock_ahead_as_soon_as_the_time_comes(probe):
    with time_machine.travel(NOON + AHEAD, tick=False):
        add("ahead")

    with time_machine.travel(NOON, tick=False) as clock:
        add("now")
        outbox.drain()
        assert probe == ["now"]
        clock.shift(AHEAD)
        outbox.drain()

    assert probe == ["now", "ahead"]
    assert not Outbox.objects.waiting().exists()


def test_does_each_thing_once_when_the_clock_is_set_back(probe):
    with time_machine.travel(NOON, tick=False) as clock:
        add("a")
        clock.shift(BACK)
        add("b")
        for _ in range(20):
            outbox.drain()
            clock.shift(30)

    assert sorted(probe) == ["a", "b"]


def test_tells_no_age_below_zero(probe):
    with time_machine.travel(NOON, tick=False) as clock:
        add("a")
        heartbeat.beat(name=heartbeat.WORKER)
        clock.shift(BACK)

        assert outbox_state().oldest_due_s == 0


def test_shows_a_worker_that_lives_after_the_clock_is_set_back():
    with time_machine.travel(NOON, tick=False) as clock:
        heartbeat.beat(name=heartbeat.WORKER)
        clock.shift(BACK)
        heartbeat.beat(name=heartbeat.WORKER)

        assert heartbeat.last_beat_at() == NOON + BACK
