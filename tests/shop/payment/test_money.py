"""Money of a seller order: received, passed on, given back, each exactly once."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from shop.order import moves
from shop.order.models import SellerOrder
from shop.order.states import PaymentState, SellerOrderState
from shop.payment import fees, ledger, money
from shop.payment.models import LedgerEntry, PaymentCase, Source, Transaction
from tests.threads import at_once

A = LedgerEntry.Account
S = SellerOrderState
pytestmark = pytest.mark.django_db


def receive(part, amount, reference="FT1", **more):
    words = {"holder": A.AT_SELLER, "provider": "bank", "reference": reference} | more
    return money.receive(seller_order=part, amount_vnd=amount, **words)


def give_back(part, amount, reference="RF1", holder=A.AT_SELLER):
    return money.refund(
        seller_order=part, amount_vnd=amount, holder=holder, provider="bank", reference=reference
    )


def walk(part, *states):
    for state in states:
        moves.move(seller_order=part, to=state)


def to_the_door(part):
    walk(part, S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED)


def test_books_goods_and_freight_when_an_order_is_placed(part):
    balance = ledger.balance_of(part)

    assert balance.charged_vnd == part.total_vnd == balance.due_vnd
    assert Source.objects.get(seller_order=part).amount_allocated == part.total_vnd
    assert {(e.debit, e.credit) for e in part.ledger_entries.all()} == {
        (A.SHOPPER, A.GOODS),
        (A.SHOPPER, A.SHIPPING),
    }


def test_marks_an_order_paid_when_all_has_come(part):
    assert receive(part, part.total_vnd)

    assert part.payment_state == PaymentState.PAID
    assert ledger.balance_of(part).due_vnd == 0
    assert not PaymentCase.objects.exists()


def test_counts_the_same_money_once(part):
    assert receive(part, part.total_vnd)
    assert not receive(part, part.total_vnd)

    assert Source.objects.get(seller_order=part).amount_debited == part.total_vnd
    assert ledger.balance_of(part).received_vnd == part.total_vnd


def test_puts_too_little_money_before_a_person(part):
    receive(part, 100_000)

    case = PaymentCase.objects.get(is_open=True)
    assert part.payment_state == PaymentState.PARTLY
    assert (case.kind, case.amount_vnd) == ("under", part.total_vnd - 100_000)


def test_closes_the_case_when_the_rest_comes(part):
    receive(part, 100_000)
    receive(part, part.total_vnd - 100_000, reference="FT2")

    assert part.payment_state == PaymentState.PAID
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_puts_too_much_money_before_a_person_until_it_went_back(part):
    receive(part, part.total_vnd + 5_000, excess=PaymentCase.Kind.OVER)
    case = PaymentCase.objects.get()
    assert (case.kind, case.amount_vnd, case.is_open) == ("over", 5_000, True)

    assert give_back(part, 5_000)

    case.refresh_from_db()
    assert not case.is_open
    assert part.payment_state == PaymentState.PAID


@pytest.mark.parametrize("amount", [0, -1, 5_001, 999_999])
def test_gives_back_no_more_than_came_too_much(part, amount):
    receive(part, part.total_vnd + 5_000)

    with pytest.raises(money.RefundTooHigh):
        give_back(part, amount)

    assert ledger.balance_of(part).refunded_vnd == 0


def test_gives_back_only_what_the_holder_has(part):
    receive(part, part.total_vnd + 5_000, holder=A.AT_GATEWAY)

    with pytest.raises(money.RefundTooHigh):
        give_back(part, 5_000, holder=A.AT_SELLER)


def test_gives_the_same_refund_once(part):
    receive(part, part.total_vnd + 5_000)

    assert give_back(part, 5_000)
    assert not give_back(part, 5_000)

    assert Source.objects.get(seller_order=part).amount_refunded == 5_000


def test_asks_for_a_refund_when_a_paid_order_is_cancelled(part):
    receive(part, part.total_vnd)

    moves.cancel(seller_order=part, note="Hết hàng")

    case = PaymentCase.objects.get(is_open=True)
    assert (case.kind, case.amount_vnd) == ("refund_due", part.total_vnd)
    give_back(part, part.total_vnd)
    assert part.payment_state == PaymentState.REFUNDED
    assert ledger.balance_of(part).is_balanced


def test_owes_nothing_after_an_unpaid_order_is_cancelled(part):
    moves.cancel(seller_order=part)

    assert ledger.balance_of(part).charged_vnd == 0
    assert not PaymentCase.objects.exists()


def test_leaves_cash_with_the_carrier_until_it_is_passed_on(part):
    to_the_door(part)
    assert ledger.balance_of(part).at_carrier_vnd == part.total_vnd

    amount = money.pass_on(seller_order=part, holder=A.AT_CARRIER, reference="1")

    balance = ledger.balance_of(part)
    assert amount == part.total_vnd == balance.at_seller_vnd
    assert balance.at_carrier_vnd == 0
    with pytest.raises(money.NothingHeld):
        money.pass_on(seller_order=part, holder=A.AT_CARRIER, reference="1")


def test_leaves_cash_with_the_seller_who_delivers(part):
    SellerOrder.objects.filter(pk=part.pk).update(delivery_method="own")

    to_the_door(part)

    assert ledger.balance_of(part).at_seller_vnd == part.total_vnd


def test_takes_no_cash_for_what_is_paid_already(part):
    receive(part, part.total_vnd)

    to_the_door(part)

    assert Transaction.objects.filter(source__seller_order=part).count() == 1


def test_charges_no_fee_at_a_rate_of_nothing(part):
    to_the_door(part)
    walk(part, S.COMPLETED)

    assert not part.ledger_entries.filter(kind="fee").exists()


def test_charges_the_fee_of_the_day(part, monkeypatch):
    rate = fees.FeeRate(fees.RATES[0].valid_from, fees.Decimal("1.5"), "thử")
    monkeypatch.setattr(fees, "RATES", (rate,))

    to_the_door(part)
    walk(part, S.COMPLETED)

    assert part.ledger_entries.get(kind="fee").amount_vnd == 4_500


def test_follows_an_order_that_became_smaller(part):
    SellerOrder.objects.filter(pk=part.pk).update(goods_vnd=150_000)
    part.refresh_from_db()

    money.follow_order(part)
    money.follow_order(part)

    assert ledger.balance_of(part).charged_vnd == part.total_vnd
    assert Source.objects.get(seller_order=part).amount_allocated == part.total_vnd
    assert part.ledger_entries.filter(kind="change").count() == 1


def test_follows_a_discount(part):
    SellerOrder.objects.filter(pk=part.pk).update(discount_vnd=20_000)
    part.refresh_from_db()

    money.follow_order(part)

    assert ledger.balance_of(part).charged_vnd == part.total_vnd
    assert part.ledger_entries.get(kind="change").debit == A.DISCOUNT


def test_refuses_an_entry_from_an_account_to_itself(part):
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            seller_order=part, kind="sale", debit="goods", credit="goods",
            amount_vnd=1, key="x", at=part.placed_at,
        )  # fmt: skip


def test_refuses_the_counting_methods_of_core(part):
    with pytest.raises(NotImplementedError):
        part.source.debit(1_000)


def test_a_prepaid_order_waits_for_its_money(part):
    SellerOrder.objects.filter(pk=part.pk).update(payment_method="vietqr")
    part.refresh_from_db()
    with pytest.raises(moves.NotPaidYet):
        moves.confirm(seller_order=part)

    receive(part, part.total_vnd)
    moves.confirm(seller_order=part)

    assert part.state == S.CONFIRMED


@pytest.mark.django_db(transaction=True)
def test_counts_money_once_when_told_eight_times_at_once(part):
    def told():
        return receive(SellerOrder.objects.get(pk=part.pk), part.total_vnd)

    results = at_once([told] * 8)

    assert sorted(results) == [False] * 7 + [True]
    assert Source.objects.get(seller_order=part).amount_debited == part.total_vnd


@pytest.mark.django_db(transaction=True)
def test_counts_money_eight_times_without_the_guard(part, monkeypatch):
    """Negative control: with a new reference for every copy the same money is counted again."""
    references = iter(range(100))

    def told():
        part_now = SellerOrder.objects.get(pk=part.pk)
        return receive(part_now, part.total_vnd, reference=str(next(references)))

    at_once([told] * 8)

    assert Source.objects.get(seller_order=part).amount_debited == 8 * part.total_vnd


def test_gives_old_orders_one_record_and_one_book_per_seller(order):
    """Run the data migration on orders as they were before the ledger."""
    part, other = order.seller_orders.order_by("number")
    to_the_door(part)
    LedgerEntry.objects.all().delete()
    debit = Transaction.objects.get()
    Source.objects.exclude(pk=debit.source_id).delete()
    Source.objects.update(seller_order=None, amount_allocated=order.total_incl_tax)
    migration = importlib.import_module("shop.payment.migrations.1002_books_of_old_orders")

    migration.split_sources(apps, None)

    sources = {source.seller_order_id: source for source in order.sources.all()}
    assert set(sources) == {part.pk, other.pk}
    assert sources[part.pk].amount_debited == part.total_vnd
    assert sources[other.pk].amount_debited == 0
    assert ledger.balance_of(part).due_vnd == 0
    assert ledger.balance_of(other).due_vnd == other.total_vnd
