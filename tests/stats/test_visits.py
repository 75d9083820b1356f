"""Counts on their way from memory over batches to days: none lost, none doubled."""

import os
import threading
import time
from contextlib import nullcontext
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models import Sum

from common.dates import local_today
from stats import periodic, tasks, visits
from stats.models import VisitBatch, VisitDay
from tests.threads import at_once

MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def empty_buffer():
    """Forget what other tests have counted."""
    visits.buffer.take()
    yield
    visits.buffer.take()


def batch(*rows) -> VisitBatch:
    return VisitBatch.objects.create(counts=[list(row) for row in rows])


def days() -> dict[tuple[str, str], tuple[int, int]]:
    rows = VisitDay.objects.filter(is_demo=False).values_list("day", "page", "views", "visits")
    return {(str(day), page): (views, came) for day, page, views, came in rows}


def views_in_all() -> int:
    return VisitDay.objects.aggregate(n=Sum("views"))["n"] or 0


@pytest.mark.django_db
def test_many_views_become_one_batch():
    for number in range(7):
        visits.count("home", is_visit=number == 0)
    visits.count("product", is_visit=True)

    assert visits.flush()

    today = local_today().isoformat()
    assert VisitBatch.objects.get().counts == [[today, "home", 7, 1], [today, "product", 1, 1]]
    assert not visits.flush()


@pytest.mark.django_db
def test_batches_are_added_to_their_days_and_go_away():
    batch(("2026-11-16", "home", 5, 2), ("2026-11-16", "goods", 3, 0))
    batch(("2026-11-16", "home", 1, 1), ("2026-11-17", "home", 4, 4))

    assert visits.collect() == 2

    assert days() == {
        ("2026-11-16", "home"): (6, 3),
        ("2026-11-16", "goods"): (3, 0),
        ("2026-11-17", "home"): (4, 4),
    }
    assert not VisitBatch.objects.exists()


@pytest.mark.django_db
def test_collecting_twice_adds_nothing():
    batch(("2026-11-16", "home", 5, 2))
    visits.collect()

    assert visits.collect() == 0

    assert days() == {("2026-11-16", "home"): (5, 2)}


@pytest.mark.django_db
def test_more_batches_than_one_turn_takes_are_all_collected(monkeypatch):
    monkeypatch.setattr(visits, "_BATCHES", 3)
    for _ in range(8):
        batch(("2026-11-16", "home", 1, 0))

    assert visits.collect() == 8

    assert days() == {("2026-11-16", "home"): (8, 0)}


@pytest.mark.django_db
def test_real_visits_do_not_touch_those_of_the_demo():
    VisitDay.objects.create(day=MONDAY, page="home", views=100, visits=40, is_demo=True)
    batch(("2026-11-16", "home", 5, 2))

    visits.collect()

    assert days() == {("2026-11-16", "home"): (5, 2)}
    assert VisitDay.objects.get(is_demo=True).views == 100


@pytest.mark.django_db
@pytest.mark.parametrize("job", [tasks.collect_visits, periodic.collect_visits])
def test_both_clocks_collect(job):
    batch(("2026-11-16", "home", 5, 2))

    job()

    assert days() == {("2026-11-16", "home"): (5, 2)}


@pytest.mark.django_db
def test_loop_without_celery_collects(django_capture_on_commit_callbacks):
    batch(("2026-11-16", "home", 5, 2))

    call_command("run_jobs", "--once")

    assert days() == {("2026-11-16", "home"): (5, 2)}


def test_collecting_goes_to_the_queue_of_the_statistics():
    entry = django_settings.CELERY_BEAT_SCHEDULE["collect-visits"]

    assert entry["task"] == tasks.collect_visits.name == "stats.tasks.collect_visits"
    assert entry["schedule"] == 60


@pytest.mark.django_db
def test_crash_while_adding_loses_and_doubles_nothing(monkeypatch):
    batch(("2026-11-16", "home", 5, 2))
    add = visits._add

    def add_and_crash(*sums):
        add(*sums)
        raise OperationalError("gone")

    monkeypatch.setattr(visits, "_add", add_and_crash)
    with pytest.raises(OperationalError):
        visits.collect()
    monkeypatch.setattr(visits, "_add", add)

    assert days() == {}
    assert visits.collect() == 1
    assert days() == {("2026-11-16", "home"): (5, 2)}


class Meeting:
    """Makes two collectors meet between reading and writing, if their locks let them."""

    def __init__(self, add) -> None:
        self.add, self.barrier, self.met = add, threading.Barrier(2), 0

    def __call__(self, views, came) -> None:
        if views:
            try:
                self.barrier.wait(1.5)
                self.met += 1
            except threading.BrokenBarrierError:
                pass
        self.add(views, came)


@pytest.mark.django_db(transaction=True)
def test_two_collectors_at_once_count_every_batch_once(monkeypatch):
    for _ in range(4):
        batch(("2026-11-16", "home", 5, 2), ("2026-11-17", "goods", 1, 0))
    meeting = Meeting(visits._add)
    monkeypatch.setattr(visits, "_add", meeting)

    collected = at_once([visits.collect, visits.collect])

    assert sum(collected) == 4
    assert meeting.met == 0
    assert days() == {("2026-11-16", "home"): (20, 8), ("2026-11-17", "goods"): (4, 0)}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_collectors_count_a_batch_twice(monkeypatch):
    """Show that the test above can fail: the same meeting, with the lock taken away."""
    for _ in range(4):
        batch(("2026-11-16", "home", 5, 2))
    meeting = Meeting(visits._add)
    monkeypatch.setattr(visits, "_add", meeting)
    monkeypatch.setattr(visits, "_waiting", lambda: VisitBatch.objects.order_by("pk"))
    if connection.vendor == "sqlite":
        monkeypatch.setattr(visits, "transaction", SimpleNamespace(atomic=nullcontext))

    collected = at_once([visits.collect, visits.collect])

    assert collected == [4, 4]
    assert meeting.met == 2
    assert days() == {("2026-11-16", "home"): (40, 16)}


@pytest.mark.django_db(transaction=True)
def test_writers_and_collectors_at_once_keep_every_view():
    stop = threading.Event()
    problems = []

    def write(page):
        for _ in range(20):
            batch(("2026-11-16", page, 3, 1), ("2026-11-17", page, 2, 1))

    def collect():
        while not stop.is_set():
            visits.collect()
            time.sleep(0.002)

    def write_all():
        problems.extend(x for x in at_once([lambda: write("home"), lambda: write("goods")]) if x)
        stop.set()

    problems.extend(x for x in at_once([write_all, collect, collect]) if x)
    visits.collect()

    assert problems == []
    assert views_in_all() == 2 * 20 * 5
    assert not VisitBatch.objects.exists()


@pytest.mark.django_db
def test_database_that_is_away_costs_no_count(monkeypatch):
    visits.count("home", is_visit=True)
    create = VisitBatch.objects.create

    def away(**_fields):
        visits.count("home", is_visit=False)
        raise OperationalError("away")

    monkeypatch.setattr(VisitBatch.objects, "create", away)
    with pytest.raises(OperationalError):
        visits.flush()
    monkeypatch.setattr(VisitBatch.objects, "create", create)
    visits.flush()

    assert [row[2:] for row in VisitBatch.objects.get().counts] == [[2, 1]]


def test_buffer_is_bounded_and_forgets_the_oldest_day_first():
    full = visits.Buffer()
    for number in range(visits._MOST_KEYS + 50):
        full.add(MONDAY + timedelta(days=number), "home", 1, 0)

    kept = full.take()

    assert len(kept) == visits._MOST_KEYS
    assert min(day for day, _page in kept) == MONDAY + timedelta(days=50)


def test_threads_of_one_process_lose_no_count():
    shared = visits.Buffer()

    at_once([lambda: [shared.add(MONDAY, "home", 1, 1) for _ in range(2_000)]] * 4)

    assert shared.take() == {(MONDAY, "home"): (8_000, 8_000)}


def test_no_thread_writes_beside_the_tests():
    visits.count("home", is_visit=True)

    assert not any(thread.name == "visits" for thread in threading.enumerate())


@pytest.mark.django_db(transaction=True)
def test_thread_writes_while_the_process_runs_and_once_more_at_its_end(settings):
    settings.VISIT_SECONDS = 0.05
    writer = visits.Writer(visits._write_in_thread)
    visits.buffer.add(MONDAY, "home", 2, 1)
    writer.start()
    writer.start()
    deadline = time.monotonic() + 20
    while not VisitBatch.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    names = [thread.name for thread in threading.enumerate()]

    settings.VISIT_SECONDS = 3_600
    visits.buffer.add(MONDAY, "home", 5, 0)
    writer.finish()

    assert names.count("visits") == 1
    assert visits.collect() >= 1
    assert days() == {("2026-11-16", "home"): (7, 1)}


@pytest.mark.django_db(transaction=True)
def test_busy_database_makes_the_thread_keep_its_counts(monkeypatch, caplog):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one writer for everything")
    monkeypatch.setattr(visits, "_WAIT_MS", 50)
    visits.buffer.add(MONDAY, "home", 2, 1)
    thread = threading.Thread(target=visits._write_in_thread)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        thread.start()
        thread.join(20)
        seconds = time.monotonic() - start
        cursor.execute("ROLLBACK")

    assert seconds < 5
    assert "OperationalError" in caplog.text
    assert visits.buffer.take() == {(MONDAY, "home"): (2, 1)}
    assert not VisitBatch.objects.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_child_of_a_fork_starts_empty_and_has_its_own_thread():
    visits.buffer.add(MONDAY, "home", 2, 1)
    child = os.fork()
    if not child:
        is_fresh = visits.buffer.take() == {} and visits.writer._thread is None
        os._exit(0 if is_fresh else 1)

    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert visits.buffer.take() == {(MONDAY, "home"): (2, 1)}
