"""What changes reaches the cells, and the proof sees what did not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from catalogue.models import OcopCertificate
from common.dates import local_today
from jobs import periodic
from sellers.models import HouseholdRecord
from shop.order.models import SellerOrder
from shop.partner.models import StockRecord
from stats import cells, draining, new_day, proof, queries, recount, tasks, triggers
from stats.cells import households, inventory
from stats.keys import mark_everything
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
from tests.factories import make_certificate, make_listing
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db
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
