"""Cells equal a recount after anything that can happen to orders."""

import random
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import OcopCertificate
from common.dates import local_today
from jobs import periodic
from places.models import Commune
from sellers.models import HouseholdRecord
from shop.order.models import Line, SellerOrder
from shop.partner.models import Partner, StockRecord
from stats import cells, draining, new_day, proof, queries, recount, tasks, triggers
from stats.cells import households, inventory
from stats.keys import Key, mark, mark_everything
from stats.models import (
    PROVINCE,
    BuyerMonth,
    DirtyKey,
    HouseholdCell,
    InventoryCell,
    ProofRun,
    SalesDay,
    SalesMonth,
    SellerMonth,
    SellerYear,
)
from tests.factories import make_certificate, make_listing, make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db
SETS = (TEA, HONEY, "III.1", "")
#: Modules that ask what day it is.
CLOCKS = (new_day, inventory, households, recount)


def of_commune(**place) -> SalesDay:
    """Return the cell of a day, all stars, uncut, that is not the province's."""
    return SalesDay.objects.exclude(commune_code=PROVINCE).get(stars=-1, cut="", **place)


def test_completed_order_becomes_a_cell(tea_seller):
    order = make_seller_order(
        tea_seller.partner, (TEA, 2, 100_000), (HONEY, 1, 50_000), placed_on=days_ago(9)
    )
    complete(order)

    draining.drain()

    whole = of_commune(set_code="", day=local_today())
    tea = of_commune(set_code=TEA, day=local_today())
    assert (whole.completed, whole.completed_vnd, whole.completed_g) == (1, 250_000, 1500)
    assert (tea.completed, tea.completed_vnd, tea.completed_g) == (1, 200_000, 1000)
    assert of_commune(set_code="", day=days_ago(9)).placed == 1


def test_goods_that_came_back_are_no_longer_completed(tea_seller):
    order = make_seller_order(tea_seller.partner)
    complete(order, days_ago(3))
    SellerOrder.objects.filter(pk=order.pk).update(returned_on=local_today())

    settle()

    assert not SalesDay.objects.filter(completed__gt=0).exists()
    assert of_commune(set_code="", day=local_today()).returned == 1


def test_empty_cells_vanish(tea_seller):
    order = make_seller_order(tea_seller.partner)
    settle()

    order.lines.all().delete()
    order.delete()
    settle()

    assert SalesDay.objects.count() == 0


def test_inventory_counts_public_listings_stock_and_valid_certificates(tea_seller):
    product = make_listing(tea_seller, stock=10, price_vnd=90_000)
    make_listing(tea_seller, "Mật ong", set_code=HONEY, is_self_listed=False)
    make_listing(tea_seller, "Nháp", state="draft")
    make_certificate(product)
    StockRecord.objects.filter(product=product).update(num_allocated=2)

    settle()

    whole = InventoryCell.objects.get(commune_code="05503", set_code="", stars=-1)
    honey = InventoryCell.objects.get(commune_code="05503", set_code=HONEY, stars=-1)
    assert (whole.sellers, whole.listings, whole.ocop_listings) == (1, 2, 1)
    assert (whole.in_stock, whole.allocated) == (20, 2)
    assert whole.stock_vnd == 10 * 90_000 + 10 * 150_000
    assert (whole.self_listing_sellers, honey.self_listing_sellers) == (1, 0)


def test_certificate_that_ended_overnight_leaves_the_count(tea_seller, monkeypatch):
    product = make_listing(tea_seller)
    make_certificate(product, days_left=0)
    settle()
    InventoryCell.objects.update(computed_at=timezone.now() - timedelta(hours=20))
    tomorrow = local_today() + timedelta(days=1)
    for module in CLOCKS:
        monkeypatch.setattr(module, "local_today", lambda: tomorrow)

    draining.sync_stats()

    assert InventoryCell.objects.get(set_code="", stars=-1).ocop_listings == 0
    assert OcopCertificate.objects.count() == 1
    assert proof.check_stats().ok


def test_household_falls_asleep_after_ninety_days(monkeypatch):
    HouseholdRecord.objects.create(
        code="H1",
        commune_code="05503",
        head_name="Ông Ba",
        source="thử",
        claimed_at=timezone.now(),
        last_active_on=days_ago(90),
    )
    settle()
    cell = HouseholdCell.objects.get()
    assert (cell.registered, cell.claimed, cell.active) == (1, 1, 1)
    for module in CLOCKS:
        monkeypatch.setattr(module, "local_today", lambda: days_ago(-1))

    draining.sync_stats()

    assert HouseholdCell.objects.get().active == 0
    assert proof.check_stats().ok


def test_drain_deletes_only_what_it_read(tea_seller, monkeypatch):
    make_seller_order(tea_seller.partner, placed_on=days_ago(1))
    recompute = cells.recompute

    def recompute_while_another_writes(keys):
        make_seller_order(tea_seller.partner, placed_on=days_ago(2))
        return recompute(keys)

    monkeypatch.setattr(cells, "recompute", recompute_while_another_writes)
    draining.drain(budget_s=0)
    monkeypatch.undo()

    assert set(DirtyKey.objects.values_list("day", flat=True)) == {days_ago(2)}
    settle()
    assert proof.check_stats().ok


def test_failed_recompute_keeps_the_keys(tea_seller, monkeypatch):
    make_seller_order(tea_seller.partner)
    before = DirtyKey.objects.count()

    def fail(keys):
        raise RuntimeError

    monkeypatch.setattr(cells, "recompute", fail)
    with pytest.raises(RuntimeError):
        draining.drain()

    assert DirtyKey.objects.count() == before


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


def test_worker_and_loop_both_drain(tea_seller):
    make_seller_order(tea_seller.partner)
    tasks.drain()
    assert DirtyKey.objects.count() == 0

    make_seller_order(tea_seller.partner)
    periodic.run_due()
    assert DirtyKey.objects.count() == 0


def test_without_triggers_the_figures_drift_and_the_proof_sees_it(tea_seller):
    order = make_seller_order(tea_seller.partner, (TEA, 1, 70_000))
    complete(order)
    settle()
    triggers.remove(connection)
    SellerOrder.objects.filter(pk=order.pk).update(goods_vnd=Decimal(90_000))
    triggers.install(connection)
    assert DirtyKey.objects.count() == 0

    found = proof.check_stats()

    assert not found.ok
    assert found.difference_vnd == 20_000
    assert {example.stored["completed_vnd"] for example in found.examples} == {70_000}
    assert {example.counted["completed_vnd"] for example in found.examples} == {90_000}
    assert ProofRun.objects.first().differences == found.differences == 9
    settle()
    assert proof.check_stats().ok


def test_check_mends_what_it_finds_and_keeps_both_runs(tea_seller):
    complete(make_seller_order(tea_seller.partner))
    settle()
    SalesDay.objects.update(completed_vnd=1)
    SellerMonth.objects.all().delete()

    outcome = draining.check_and_mend()

    assert outcome.ok
    assert [bool(run.differences) for run in ProofRun.objects.all()] == [False, True]


def test_recent_check_leaves_older_months_alone(tea_seller):
    old, new = days_ago(100), days_ago(0)
    for day in (old, new):
        complete(make_seller_order(tea_seller.partner, placed_on=day), day)
    settle()
    SalesDay.objects.filter(day=old).update(placed=99)

    assert proof.check_stats(since=proof.recently()).ok
    SalesDay.objects.filter(day=new).update(placed=99)
    assert not proof.check_stats(since=proof.recently()).ok
    assert not proof.check_stats().ok


def test_proof_leaves_out_what_is_still_to_compute(tea_seller):
    make_seller_order(tea_seller.partner)

    found = proof.check_stats()

    assert found.ok
    assert found.pending > 0


def test_rebuild_removes_orphans(tea_seller):
    make_seller_order(tea_seller.partner)
    settle()
    month = days_ago(99).replace(day=1)
    orphan = {"day": month, "commune_code": "99999", "placed": 7, "channel": "web"}
    for model in (SalesDay, SalesMonth):
        model.objects.create(**orphan)
        model.objects.create(**orphan | {"commune_code": PROVINCE})
    SellerYear.objects.create(
        partner_id=1,
        commune_code="99999",
        day=month.replace(month=1),
        months=1,
        first_on=month,
        last_on=month,
    )
    SellerMonth.objects.create(partner_id=1, **orphan)
    BuyerMonth.objects.create(day=month, commune_code="99999", buyers=3)

    draining.rebuild_stats(limit=2)

    for model in (SalesDay, SalesMonth, SellerMonth, SellerYear, BuyerMonth):
        assert not model.objects.filter(commune_code="99999").exists()
    assert proof.check_stats().ok


@pytest.mark.parametrize("seed", range(4))
def test_cells_equal_a_recount_after_anything(tea_seller, seed):
    chance = random.Random(seed)
    sellers = [tea_seller, make_seller("HTX Mật", "05692"), make_seller("Hộ bà Lý", "05443")]
    listings = [
        make_listing(seller, f"Hàng {code}", set_code=code)
        for seller in sellers
        for code in (TEA, HONEY)
    ]
    for product in listings[::2]:
        make_certificate(product)

    for _ in range(60):
        chance.choice(_MOVES)(chance, sellers, listings)
        if chance.random() < 0.2:
            draining.drain(limit=chance.choice((1, 7, 500)), budget_s=0)
    settle()

    found = proof.check_stats()
    assert found.examples == []
    assert found.ok
    assert SalesDay.objects.exists()


def _any_order(chance):
    orders = list(SellerOrder.objects.all())
    return SellerOrder.objects.filter(pk=chance.choice(orders).pk if orders else None)


def _place(chance, sellers, listings):
    lines = [
        (chance.choice(SETS), chance.randint(1, 4), chance.randint(1, 300) * 1000)
        for _ in range(chance.randint(1, 3))
    ]
    make_seller_order(
        chance.choice(sellers).partner, *lines, placed_on=days_ago(chance.randint(0, 9))
    )


def _complete(chance, sellers, listings):
    _any_order(chance).update(completed_on=days_ago(chance.randint(0, 3)))


def _cancel(chance, sellers, listings):
    _any_order(chance).update(cancelled_on=days_ago(chance.randint(0, 3)))


def _return(chance, sellers, listings):
    _any_order(chance).update(returned_on=chance.choice((local_today(), None)))


def _discount(chance, sellers, listings):
    _any_order(chance).update(discount_vnd=chance.randint(0, 5))


def _correct_line(chance, sellers, listings):
    lines = list(Line.objects.all())
    if lines:
        line = chance.choice(lines)
        line.product_set_code = chance.choice(SETS)
        line.quantity += 1
        line.line_price_incl_tax += 1000
        line.save()


def _move_household(chance, sellers, listings):
    Partner.objects.filter(pk=chance.choice(sellers).partner_id).update(
        commune=Commune.objects.filter(code__in=("05503", "05692", "05443", "05488"))
        .order_by("?")
        .first()
    )


def _change_price(chance, sellers, listings):
    StockRecord.objects.filter(product=chance.choice(listings)).update(
        price=chance.randint(1, 9) * 1000, num_in_stock=chance.randint(0, 9)
    )


def _hide(chance, sellers, listings):
    product = chance.choice(listings)
    product.is_public = not product.is_public
    product.save()


def _delete_order(chance, sellers, listings):
    for order in _any_order(chance):
        order.lines.all().delete()
        order.delete()


_MOVES = (
    *(_place,) * 4,
    *(_complete,) * 3,
    _cancel,
    _return,
    _discount,
    _correct_line,
    _move_household,
    _change_price,
    _hide,
    _delete_order,
)


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


def test_time_of_the_figures_is_that_of_the_oldest_change_not_in_them(tea_seller):
    for day in range(3):
        make_seller_order(tea_seller.partner, placed_on=days_ago(day))
    long_ago = timezone.now() - timedelta(minutes=5)
    DirtyKey.objects.update(at=long_ago)

    draining._drain_once(1)

    assert queries.freshness().as_of == long_ago


def test_who_orders_during_a_rebuild_is_counted_before_it_ends(tea_seller):
    for day in range(40):
        make_seller_order(tea_seller.partner, placed_on=days_ago(day))
    settle()
    mark_everything()
    make_seller_order(tea_seller.partner)

    draining._drain_once(10)

    assert of_commune(set_code="", day=local_today()).placed == 2
    assert DirtyKey.objects.exists()


def test_comparison_counts_only_what_it_compared(tea_seller):
    make_seller_order(tea_seller.partner)
    settle()
    SalesDay.objects.update(placed=7)
    SellerOrder.objects.update(discount_vnd=1)

    found = proof.check_stats()

    assert (found.cells, found.ok) == (0, True)


def test_page_after_midnight_knows_the_new_day(tea_seller, monkeypatch):
    make_certificate(make_listing(tea_seller), days_left=0)
    settle()
    InventoryCell.objects.update(computed_at=timezone.now() - timedelta(hours=20))
    tomorrow = local_today() + timedelta(days=1)
    for module in CLOCKS:
        monkeypatch.setattr(module, "local_today", lambda: tomorrow)

    draining.read_repair()

    assert InventoryCell.objects.get(set_code="", stars=-1).ocop_listings == 0


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
