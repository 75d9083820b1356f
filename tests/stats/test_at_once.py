"""Writers and drainers at the same time: nothing is lost, nothing is overwritten by older."""

import random
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from shop.order.models import SellerOrder
from stats import draining, proof
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
    assert sum(SalesDay.objects.filter(set_code="", stars=-1, cut="").values_list("completed", flat=True)) == 50
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
