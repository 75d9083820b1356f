"""Writers and drainers at the same time: nothing is lost, nothing is overwritten by older."""

import random
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from shop.order.models import SellerOrder
from stats import cells, draining, proof
from stats.keys import keys_of
from stats.models import DirtyKey, SalesDay
from tests.factories import make_seller
from tests.stats.builders import HONEY, TEA, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db(transaction=True)


def run_together(*jobs) -> list[BaseException]:
    problems: list[BaseException] = []

    def run(job):
        try:
            job()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return problems


def test_two_writers_and_two_drainers_leave_cells_that_equal_the_orders():
    partners = [make_seller(f"Hộ {code}", code).partner for code in ("05503", "05692")]
    settle()
    writing = threading.Event()
    writing.set()

    def write(seed):
        chance = random.Random(seed)
        for _ in range(25):
            order = make_seller_order(
                chance.choice(partners), (TEA, 1, 1000), (HONEY, 2, 500), placed_on=days_ago(1)
            )
            SellerOrder.objects.filter(pk=order.pk).update(completed_on=days_ago(0))

    def drain():
        while writing.is_set():
            draining.drain(limit=7, budget_s=0.05)
            time.sleep(0.001)

    def write_and_stop():
        problems = run_together(lambda: write(1), lambda: write(2))
        writing.clear()
        assert problems == []

    problems = run_together(write_and_stop, drain, drain)
    settle()

    assert problems == []
    assert (
        sum(
            SalesDay.objects.filter(commune_code="", set_code="", stars=-1, cut="").values_list(
                "completed", flat=True
            )
        )
        == 50
    )
    assert proof.check_stats().ok


def test_drain_waits_for_no_key_of_an_open_transaction():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody drains while a transaction writes")
    partner = make_seller("Hộ ông Trà", "05503").partner
    settle()
    wrote, drained = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            make_seller_order(partner)
            wrote.set()
            assert drained.wait(20)

    def drain_meanwhile():
        assert wrote.wait(20)
        draining.drain()
        assert not SalesDay.objects.exists()
        drained.set()

    assert run_together(write_slowly, drain_meanwhile) == []
    assert DirtyKey.objects.exists()
    settle()
    assert proof.check_stats().ok
    assert SalesDay.objects.exists()


def test_page_survives_a_database_that_is_busy():
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one writer for everything")
    partner = make_seller("Hộ ông Trà", "05503").partner
    make_seller_order(partner)
    holding, read = threading.Event(), threading.Event()

    def hold_the_lock():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            holding.set()
            read.wait(20)
            cursor.execute("ROLLBACK")

    def open_the_page():
        assert holding.wait(20)
        try:
            draining.read_repair(budget_s=0.05)
        except OperationalError:
            pytest.fail("the page waited for the writer and broke")
        finally:
            read.set()

    assert run_together(hold_the_lock, open_the_page) == []
    assert DirtyKey.objects.exists()


@pytest.fixture
def two_writers(db):
    """Return a function: two orders of one day, the first written and still open meanwhile."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: the second order waits until the first is there")
    partner = make_seller("Hộ ông Trà", "05503").partner
    make_seller_order(partner, placed_on=days_ago(1))
    settle()

    def play(drain):
        wrote, drained = threading.Event(), threading.Event()

        def first():
            with transaction.atomic():
                make_seller_order(partner, placed_on=days_ago(1))
                wrote.set()
                assert drained.wait(20)

        def second():
            assert wrote.wait(20)
            make_seller_order(partner, placed_on=days_ago(2))
            drain()
            drained.set()

        assert run_together(first, second) == []
        drain()

    return play


def test_order_that_commits_after_a_later_one_is_counted(two_writers):
    two_writers(draining.drain)

    assert DirtyKey.objects.count() == 0
    assert proof.check_stats().ok


def test_watermark_of_ids_would_lose_an_order(two_writers):
    """Negative control: remembering the highest id instead of deleting what was read."""
    seen = {"id": 0}

    def drain_above_the_mark():
        rows = list(DirtyKey.objects.filter(id__gt=seen["id"]))
        cells.recompute({key for row in rows for key in keys_of(row)})
        seen["id"] = max([seen["id"], *(row.id for row in rows)])

    two_writers(drain_above_the_mark)
    DirtyKey.objects.all().delete()

    assert proof.check_stats().differences > 0


def test_deleting_up_to_the_highest_id_would_lose_an_order(two_writers, monkeypatch):
    """Negative control: the row of the open transaction has a lower id and is not read yet."""
    highest = []

    def drain_and_delete_below():
        rows = list(DirtyKey.objects.order_by("id"))
        cells.recompute({key for row in rows for key in keys_of(row)})
        highest.append(max((row.id for row in rows), default=0))
        DirtyKey.objects.filter(id__lte=max(highest)).delete()

    two_writers(drain_and_delete_below)

    assert DirtyKey.objects.count() == 0
    assert proof.check_stats().differences > 0


def play_two_drainers(partner, older, newer) -> list[BaseException]:
    """Let one drainer compute, another order arrive and be drained, and the first one write."""
    computed, written = threading.Event(), threading.Event()

    def first():
        older(lambda: (computed.set(), written.wait(20)))

    def second():
        assert computed.wait(20)
        make_seller_order(partner, placed_on=days_ago(1))
        try:
            newer()
        finally:
            written.set()

    return run_together(first, second)


def upsert_placed(pause=lambda: None) -> None:
    """Drain one figure the simple way: count, then write what was counted. No lock."""
    with transaction.atomic():
        rows = list(DirtyKey.objects.all())
        count = SellerOrder.objects.filter(placed_on=days_ago(1)).count()
        pause()
        SalesDay.objects.update_or_create(
            day=days_ago(1), commune_code="05503", channel="web", defaults={"placed": count}
        )
        DirtyKey.objects.filter(pk__in=[row.pk for row in rows]).delete()


def placed_in_cell() -> int:
    return (
        SalesDay.objects.exclude(commune_code="")
        .get(day=days_ago(1), set_code="", stars=-1, cut="")
        .placed
    )


@pytest.fixture
def one_order(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: a drainer keeps the other out")
    partner = make_seller("Hộ ông Trà", "05503").partner
    settle()
    make_seller_order(partner, placed_on=days_ago(1))
    return partner


def test_two_drainers_without_a_lock_would_let_the_older_count_win(one_order):
    """Negative control: the cell says one, the truth is two, and nothing is left to do."""
    problems = play_two_drainers(one_order, upsert_placed, upsert_placed)

    assert problems == []
    assert placed_in_cell() == 1
    assert SellerOrder.objects.count() == 2
    assert DirtyKey.objects.count() == 0


def test_second_drainer_keeps_out_until_the_first_is_done(one_order, monkeypatch):
    recompute = cells.recompute

    def drain_slowly(pause):
        def paused(keys):
            done = recompute(keys)
            if threading.current_thread() is slow:
                pause()
            return done

        slow = threading.current_thread()
        monkeypatch.setattr(cells, "recompute", paused)
        draining.drain(budget_s=0)

    problems = play_two_drainers(one_order, drain_slowly, lambda: draining.drain(budget_s=0))

    assert problems == []
    assert DirtyKey.objects.exists()
    settle()
    assert placed_in_cell() == 2
    assert proof.check_stats().ok


def test_without_the_lock_two_drainers_break_loudly_and_lose_nothing(one_order, monkeypatch):
    """Negative control of the lock; the unique key of a cell is the second line."""
    monkeypatch.setattr(draining, "_lock", lambda: True)
    recompute = cells.recompute
    slow = []

    def drain_slowly(pause):
        def paused(keys):
            done = recompute(keys)
            if threading.current_thread() is slow[0] and len(slow) == 1:
                slow.append(True)
                pause()
            return done

        slow.append(threading.current_thread())
        monkeypatch.setattr(cells, "recompute", paused)
        draining.drain(budget_s=0)

    def drain_beside():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        draining.drain(budget_s=0)

    problems = play_two_drainers(one_order, drain_slowly, drain_beside)

    assert [type(problem) for problem in problems] == [OperationalError]
    settle()
    assert proof.check_stats().ok
