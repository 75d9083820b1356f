"""Heartbeats: fresh enough for health, without a write per second."""

from datetime import UTC, datetime, timedelta

import time_machine

from jobs import heartbeat

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)


def test_beat_is_written_at_most_every_ten_seconds(db, django_assert_num_queries):
    with time_machine.travel(NOON, tick=False) as clock:
        heartbeat.beat(name="worker")
        clock.shift(timedelta(seconds=9))
        with django_assert_num_queries(1):
            heartbeat.beat(name="worker")
        first = heartbeat.last_beat_at()
        clock.shift(timedelta(seconds=1))
        heartbeat.beat(name="worker")

    assert (first, heartbeat.last_beat_at()) == (NOON, NOON + timedelta(seconds=10))


def test_beat_from_a_clock_that_ran_ahead_is_corrected(db):
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        heartbeat.beat(name="worker")

    with time_machine.travel(NOON, tick=False):
        heartbeat.beat(name="worker")

    assert heartbeat.last_beat_at() == NOON
