"""Draining leaves room for others, and nothing waits for ever."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.dates import local_today
from stats import draining, new_day, proof
from stats.keys import Key, mark
from stats.models import (
    PROVINCE,
    DirtyKey,
    SalesMonth,
)
from tests.stats.builders import TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db


def test_second_drainer_leaves_at_once(tea_seller, monkeypatch):
    make_seller_order(tea_seller.partner)
    monkeypatch.setattr(draining, "_lock", lambda: False)

    done = draining.drain()

    assert (done.keys, done.rows) == (0, 0)
    assert done.left > 0


def test_drain_in_small_batches_reaches_the_same_cells(tea_seller):
    for day in range(12):
        make_seller_order(tea_seller.partner, (TEA, 1, 1000), placed_on=days_ago(day))

    draining.drain(limit=5, budget_s=60)

    assert proof.check_stats().ok
    assert DirtyKey.objects.count() == 0


def test_months_do_not_wait_while_days_keep_coming(tea_seller, monkeypatch):
    """Constant writing must not starve the months: what waits too long is computed anyway."""
    for day in range(6):
        make_seller_order(tea_seller.partner, placed_on=days_ago(day))
    monkeypatch.setattr(draining, "_all_done_at", time.monotonic())
    draining.drain(limit=1, budget_s=0.0001)
    assert not SalesMonth.objects.exists()
    monkeypatch.setattr(draining, "_all_done_at", time.monotonic() - 5)

    draining.drain(limit=1, budget_s=0.0001)

    assert SalesMonth.objects.exists()
    assert DirtyKey.objects.exists()


def test_a_long_drain_lets_other_writers_in(tea_seller, monkeypatch):
    """SQLite has one writer: without a pause an order would wait until a rebuild is done."""
    waits: list[float] = []
    monkeypatch.setattr(draining.time, "sleep", waits.append)
    for day in range(6):
        make_seller_order(tea_seller.partner, placed_on=days_ago(day))

    draining.drain(limit=2, budget_s=60)

    assert not DirtyKey.objects.exists()
    if connection.vendor == "sqlite":
        assert len(waits) > 2
        assert all(wait >= 0.02 for wait in waits[1:])
    else:
        assert not any(waits)


def test_batches_shrink_until_they_take_a_short_time():
    done = draining.Drained(keys=400, rows=400, left=9)

    assert draining._let_writers_in(done, 4.0, 500) == (50, 1.0)
    assert draining._let_writers_in(done, 0.4, 500) == (300, 0.1)
    assert draining._let_writers_in(done, 0.01, 500) == (500, 0.02)
    assert draining._let_writers_in(done, 0.01, 10) == (10, 0.02)


def test_buyers_of_the_province_wait_when_they_are_slow_to_count(tea_seller, monkeypatch):
    complete(make_seller_order(tea_seller.partner))
    settle()
    monkeypatch.setattr(draining, "_buyers_s", 2.0)
    complete(make_seller_order(tea_seller.partner))

    draining.read_repair()

    assert set(DirtyKey.objects.values_list("family", flat=True)) == {"buyers"}
    assert SalesMonth.objects.get(commune_code="", set_code="", stars=-1, cut="").completed == 2
    DirtyKey.objects.update(at=timezone.now() - timedelta(seconds=11))
    draining.drain(budget_s=3)
    assert DirtyKey.objects.count() == 0
    assert proof.check_stats().ok


def test_so_many_months_of_buyers_are_counted_as_there_is_time_for(tea_seller, monkeypatch):
    """A rebuild of three years must not wait for a drain that has time for all of it at once."""
    day = local_today().replace(day=1)
    mark([Key("buyers", "", day)], at=timezone.now() - timedelta(minutes=1))
    monkeypatch.setattr(draining, "_buyers_s", 2.0)

    assert draining._buyers_that_fit(50, 0.2) == 0
    assert draining._buyers_that_fit(50, 10) == 5
    assert draining._buyers_that_fit(50, 500) == 50
    DirtyKey.objects.update(at=timezone.now())
    assert draining._buyers_that_fit(50, 500) == 0
    monkeypatch.setattr(draining, "_buyers_s", 0.001)
    assert draining._buyers_that_fit(50, 0.2) == 50


def test_a_page_does_not_even_look_at_buyers_that_it_would_not_count(monkeypatch):
    mark([Key("buyers", PROVINCE, local_today().replace(day=1))])
    new_day.mark_new_day()
    monkeypatch.setattr(draining, "_buyers_s", 2.0)

    with CaptureQueriesContext(connection) as asked:
        draining.read_repair()

    assert len([q for q in asked if "stat_dirty" in q["sql"]]) == 1
    assert DirtyKey.objects.count() == 1


def test_who_keeps_drainers_out_waits_for_rows_no_longer_than_usual(tea_seller):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such setting")

    def now() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
    with draining.alone():
        assert now() == "7s"
    assert now() == "7s"
