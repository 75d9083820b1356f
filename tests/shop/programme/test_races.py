"""Many redeem at one moment: the budget holds to the last đồng, a person's share as well."""

import copy
import threading
import time
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from common.dates import local_today
from shop.invariants.programmes import programmes_keep_their_limits
from shop.order import several
from shop.order.models import Order, SellerOrder
from shop.payment import money
from shop.payment.models import LedgerEntry
from shop.programme import redeeming, reporting, running
from shop.programme.models import Programme, Redemption
from shop.programme.quoting import Funding, UsedUp
from tests.factories import make_basket, make_listing, make_seller, make_user
from tests.shop.programme.making import code_of, make_programme
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
EACH = Decimal(37_000)
THREADS = 20


def redeem_once(number: int, partner, funding: Funding, phone: str = "") -> bool:
    """Write a small order and hold its money, in one transaction as placing does."""
    now = timezone.now()
    phone = phone or f"+8499{number:07d}"
    try:
        with transaction.atomic():
            order = Order.objects.create(
                number=f"R{number}", total_incl_tax=100_000, total_excl_tax=100_000,
                currency="VND", customer_phone=phone, date_placed=now,
            )  # fmt: skip
            part = SellerOrder.objects.create(
                order=order, partner=partner, number=f"R{number}-1", goods_vnd=100_000,
                funded_vnd=funding.total_vnd, commune_code="05443", seller_kind="household",
                seller_name=partner.name, placed_at=now, placed_on=local_today(),
            )  # fmt: skip
            money.open_accounts(order, [part])
            redeeming.reserve(order, [part], funding)
    except UsedUp:
        return False
    return True


def rush(programme, shoppers: int, phone: str = "") -> list[int]:
    """Let so many redeem over some threads; return how many each thread got through."""
    partner = make_seller().partner
    code = code_of(programme)

    def worker(first: int):
        own = copy.deepcopy(code)
        funding = Funding(own, {1: EACH}, {partner.pk: EACH})
        numbers = range(first, shoppers, THREADS)
        return sum(redeem_once(number, partner, funding, phone) for number in numbers)

    return at_once([lambda n=first: worker(n) for first in range(min(THREADS, shoppers))])


def held() -> Decimal:
    return Redemption.objects.aggregate(sum=Sum("amount_vnd"))["sum"] or Decimal(0)


def held_now() -> Decimal:
    rows = Redemption.objects.filter(kind=Redemption.Kind.RELEASED)
    return held() - 2 * (rows.aggregate(sum=Sum("amount_vnd"))["sum"] or 0)


def booked() -> Decimal:
    rows = LedgerEntry.objects.filter(debit=LedgerEntry.Account.PROGRAMME)
    return rows.aggregate(sum=Sum("amount_vnd"))["sum"] or Decimal(0)


def booked_by_order() -> dict[str, Decimal]:
    rows = LedgerEntry.objects.filter(debit=LedgerEntry.Account.PROGRAMME)
    sums = rows.order_by().values_list("seller_order__number").annotate(sum=Sum("amount_vnd"))
    return dict(sums)


@pytest.mark.parametrize("shoppers", [60, pytest.param(1_000, marks=pytest.mark.slow)])
def test_never_gives_more_than_the_budget(shoppers):
    fitting = shoppers // 4
    programme = make_programme(budget_vnd=EACH * fitting + EACH - 1)

    results = rush(programme, shoppers)

    programme.refresh_from_db()
    assert sum(results) == fitting, results
    assert programme.held_vnd == held() == booked() == EACH * fitting
    assert Order.objects.count() == fitting
    finding = programmes_keep_their_limits()
    assert all("without its lines" in words for words in finding.examples), finding
    running.move(programme=programme, to=Programme.State.CLOSED, actor=make_user())
    closing = reporting.report(programme)
    assert closing.agrees
    assert len(closing.rows) == fitting
    assert closing.funded_vnd == booked()
    assert {row.number: row.funded_vnd for row in closing.rows} == booked_by_order()


def test_a_closing_report_that_misses_the_ledger_says_so():
    """Negative control: one đồng was let go of that no book knows of."""
    programme = make_programme()
    rush(programme, 2)
    row = Redemption.objects.order_by("pk").first()
    row.pk, row.kind, row.amount_vnd, row.key = None, Redemption.Kind.RELEASED, 1, "forged"
    row.save(force_insert=True)

    closing = reporting.report(programme)

    assert not closing.agrees
    assert {row.number: row.funded_vnd for row in closing.rows} != booked_by_order()


def test_gives_too_much_without_the_guard(monkeypatch):
    """Negative control: looked at first and written later, the same rush spends too much."""

    def look_and_write(programme, amount_vnd):
        if programme.budget_vnd < programme.held_vnd + amount_vnd:
            raise UsedUp
        Programme.objects.filter(pk=programme.pk).update(held_vnd=programme.held_vnd + amount_vnd)
        programme.held_vnd += amount_vnd

    monkeypatch.setattr(redeeming, "_hold", look_and_write)
    programme = make_programme(budget_vnd=EACH * 15)

    results = rush(programme, 60)

    assert sum(results) > 15, results
    assert held() > programme.budget_vnd
    assert programmes_keep_their_limits().broken


def test_counts_the_uses_of_one_person_under_the_lock():
    programme = make_programme(budget_vnd=EACH * 100, per_person=2)

    results = rush(programme, 20, phone="+84990123456")

    assert sum(results) == 2, results


def test_gives_one_person_too_much_when_counted_before_the_lock(monkeypatch):
    """Negative control: nobody looks again once the programme is locked."""
    monkeypatch.setattr(redeeming, "require_uses_left", lambda code, phone: None)
    programme = make_programme(budget_vnd=EACH * 100, per_person=2)

    results = rush(programme, 20, phone="+84990123456")

    assert sum(results) > 2, results
    assert any("by one phone" in words for words in programmes_keep_their_limits().examples)


def test_keeps_the_budget_while_whole_orders_are_placed(place, total_of, customer):
    product = make_listing(make_seller(), price_vnd=150_000, stock=50)
    make_programme(budget_vnd=70_000)
    baskets = [make_basket((product, 1)) for _ in range(8)]
    shown = total_of(baskets[0]) - 20_000

    def press(number, basket):
        phone = replace(customer, phone=f"+8499012345{number}").phone
        return place(basket, shown=shown, voucher="TETOCOP", phone=phone)

    results = at_once([lambda n=n, b=b: press(n, b) for n, b in enumerate(baskets)])

    assert sum(isinstance(one, Order) for one in results) == 3, results
    assert sum(isinstance(one, UsedUp) for one in results) == 5, results
    assert product.stockrecords.get().num_allocated == 3
    assert Programme.objects.filter(held_vnd=60_000, budget_vnd__gte=F("held_vnd")).exists()
    assert not programmes_keep_their_limits().broken


@pytest.fixture
def placed_meanwhile(monkeypatch):
    """A programme with an order, and another that is placed in the middle of its report."""
    programme, partner, books = make_programme(), make_seller().partner, reporting._books
    funding = Funding(code_of(programme), {1: EACH}, {partner.pk: EACH})
    redeem_once(1, partner, funding)

    def later(parts):
        assert at_once([lambda: redeem_once(2, partner, funding)]) == [True]
        return books(parts)

    monkeypatch.setattr(reporting, "_books", later)
    return programme


def test_reports_as_of_one_moment(placed_meanwhile):
    found = reporting.report(placed_meanwhile)

    assert found.agrees
    assert len(found.rows) == 1


def test_reports_a_difference_that_is_none_without_the_snapshot(placed_meanwhile, monkeypatch):
    """Negative control: each query reads as of its own moment."""
    monkeypatch.setattr(reporting, "snapshot", nullcontext)

    assert not reporting.report(placed_meanwhile).agrees


@pytest.fixture
def called_off_while_placed(place, total_of, monkeypatch):
    """Call off an order of two sellers while somebody orders goods of the second one."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: nobody waits for a row")
    tea = make_listing(make_seller(), price_vnd=150_000, stock=10)
    noodles = make_listing(make_seller("HTX miến"), price_vnd=150_000, stock=10)
    make_programme(per_person=5)
    basket, other = make_basket((tea, 1), (noodles, 1)), make_basket((noodles, 1))
    parts = list(
        place(basket, shown=total_of(basket) - 20_000, voucher="TETOCOP").seller_orders.order_by(
            "pk"
        )
    )
    shown, first_is_off, follow = total_of(other) - 20_000, threading.Event(), redeeming.follow

    def follow_slowly(part, *, is_void):
        follow(part, is_void=is_void)
        first_is_off.set()
        time.sleep(0.5)

    def order():
        first_is_off.wait(10)
        return place(other, shown=shown, voucher="TETOCOP", phone="+84990123499")

    monkeypatch.setattr(redeeming, "follow", follow_slowly)
    return lambda: at_once([lambda: several.cancel_parts_by_shopper(parts=parts), order])


def test_calls_two_parcels_off_while_somebody_orders(called_off_while_placed):
    called_off, order = called_off_while_placed()

    assert called_off == 2
    assert isinstance(order, Order), order
    assert Programme.objects.get().held_vnd == held_now() == 20_000


def test_blocks_itself_when_goods_are_locked_behind_the_programme(
    called_off_while_placed, monkeypatch
):
    """Negative control: each parcel locks its goods when its turn comes."""
    monkeypatch.setattr(several, "lock_goods", lambda parts: None)

    results = called_off_while_placed()

    assert any(isinstance(one, OperationalError) for one in results), results
