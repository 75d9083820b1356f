"""Periodic functions and the loop for machines without Celery."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from jobs import outbox, periodic
from jobs.heartbeat import last_beat_at
from jobs.queries import outbox_state

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch):
    """Forget the handlers and functions of other apps."""
    monkeypatch.setattr(periodic, "_registered", {})
    monkeypatch.setattr(outbox, "_handlers", {})


def test_function_runs_again_only_after_its_seconds(db):
    runs = []
    periodic.periodic(seconds=60, name="count")(lambda: runs.append(1))

    with time_machine.travel(NOON, tick=False) as clock:
        done = [periodic.run_due()]
        clock.shift(timedelta(seconds=59))
        done.append(periodic.run_due())
        clock.shift(timedelta(seconds=1))
        done.append(periodic.run_due())

    assert done == [["count"], [], ["count"]]
    assert len(runs) == 2


def test_broken_function_does_not_stop_the_others(db):
    @periodic.periodic(seconds=60, name="a-broken")
    def broken():
        raise ValueError

    periodic.periodic(seconds=60, name="fine")(lambda: None)

    assert periodic.run_due() == ["fine"]


def test_run_jobs_once_empties_the_outbox_and_reports_json(db):
    seen = []
    outbox.handler("probe")(seen.append)
    periodic.periodic(seconds=60, name="fine")(lambda: None)
    for number in range(60):
        outbox.enqueue(kind="probe", dedupe_key=f"k{number}", payload={})
    printed = io.StringIO()

    call_command("run_jobs", "--once", "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == {"outbox_tried": 60, "periodic": ["fine"]}
    assert len(seen) == 60
    assert last_beat_at() is not None


def test_state_counts_waiting_dead_and_the_oldest_delay(db):
    outbox.handler("probe")(lambda payload: None)
    with time_machine.travel(NOON, tick=False) as clock:
        outbox.enqueue(kind="probe", dedupe_key="late", payload={})
        gone = outbox.enqueue(kind="probe", dedupe_key="gone", payload={})
        gone.tries = 12
        gone.save()
        clock.shift(timedelta(seconds=90))

        state = outbox_state()

    assert (state.waiting, state.dead, state.oldest_due_s) == (1, 1, 90)
    assert state.worker_seen_at is None
