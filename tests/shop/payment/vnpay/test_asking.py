"""Asking VNPAY how a payment stands, and letting it give money back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from shop.order import amendments, moves
from shop.order.models import Order
from shop.payment import expiry, ledger, resolving
from shop.payment.gateways import ForgedNotice
from shop.payment.models import PaymentAttempt, PaymentCase, PaymentInbox
from shop.payment.vnpay import gateway, messages, signing
from tests.factories import make_official
from tests.shop.payment.vnpay.visits import attempt_of, go

pytestmark = pytest.mark.django_db
State = PaymentAttempt.State


def test_finds_out_itself_about_money_whose_notice_was_lost(browser, order, api):
    browser.post(go(browser, order), {"choice": "late"})
    Outbox.objects.filter(kind="vnpay-simulator").delete()

    settled = expiry.reconcile_gateways(timezone.now() + timedelta(minutes=5))
    again = expiry.reconcile_gateways(timezone.now() + timedelta(minutes=5))

    assert (settled, again) == (1, 0)
    assert attempt_of(order).state == State.PAID


def test_counts_a_notice_after_the_question_once(browser, order, api):
    browser.post(go(browser, order), {"choice": "late"})
    expiry.reconcile_gateways(timezone.now() + timedelta(minutes=5))
    Outbox.objects.filter(kind="vnpay-simulator").update(not_before=timezone.now())

    outbox.drain()

    assert PaymentInbox.objects.count() == 1
    assert {ledger.balance_of(part).due_vnd for part in order.seller_orders.all()} == {0}


def test_asks_nobody_about_a_visit_that_never_was_or_without_the_interface(order, api, settings):
    assert expiry.reconcile_gateways(timezone.now() + timedelta(minutes=5)) == 0
    assert len(api) == 1

    settings.VNPAY_API_URL = ""
    assert gateway.query(attempt_of(order)) is None
    assert gateway.refund(attempt_of(order), amount_vnd=Decimal(1), key="x") is None


def test_refuses_an_answer_that_vnpay_did_not_sign():
    answer = {"vnp_Command": "querydr", "vnp_TmnCode": "TNSAN001", "vnp_TransactionStatus": "00"}

    with pytest.raises(ForgedNotice):
        messages.check_answer(answer | {signing.HASH: "0" * 128}, gateway.merchant())


def cancelled_and_paid(browser, order):
    """Return the case of a part whose money came after it was called off."""
    address = go(browser, order)
    moves.cancel(seller_order=order.seller_orders.order_by("number").first())
    browser.post(address, {"choice": "ok"})
    return PaymentCase.objects.get(is_open=True)


def test_gives_money_back_through_the_gateway_once(browser, order, api):
    case, operator = cancelled_and_paid(browser, order), make_official("operator")

    resolving.ask_gateway(case=case, actor=operator)
    resolving.ask_gateway(case=case, actor=operator)
    outbox.drain()
    resolving.refund_at_gateway({"case": case.pk, "user": operator.pk})

    case.refresh_from_db()
    balance = ledger.balance_of(case.seller_order)
    assert [words["vnp_Command"] for words in api] == ["refund"]
    assert (balance.refunded_vnd, balance.at_gateway_vnd) == (case.seller_order.total_vnd, 0)
    assert (case.is_open, case.closed_by) == (False, operator)
    assert set(Order.objects.get().seller_orders.values_list("payment_state", flat=True)) == {
        "paid",
        "refunded",
    }


def test_writes_a_refund_down_whose_answer_was_lost(browser, order, api, monkeypatch):
    case, operator = cancelled_and_paid(browser, order), make_official("operator")
    post = gateway._post

    def lose_the_answer(words):
        post(words)
        raise TimeoutError

    resolving.ask_gateway(case=case, actor=operator)
    monkeypatch.setattr(gateway, "_post", lose_the_answer)
    outbox.drain()
    case.refresh_from_db()
    assert case.is_open

    monkeypatch.setattr(gateway, "_post", post)
    Outbox.objects.filter(kind=resolving.KIND).update(not_before=timezone.now())
    outbox.drain()

    case.refresh_from_db()
    assert [w["vnp_Command"] for w in api] == ["refund", "refund", "querydr"]
    assert api[0]["vnp_RequestId"] == api[1]["vnp_RequestId"]
    assert not case.is_open


def test_writes_down_what_the_gateway_gave_though_more_is_due_meanwhile(
    browser, order, api, monkeypatch
):
    browser.post(go(browser, order), {"choice": "ok"})
    part, operator = order.seller_orders.order_by("number").first(), make_official("operator")
    amendments.reduce(part, {part.lines.get().pk: 1})
    case, post = PaymentCase.objects.get(is_open=True), gateway._post

    def lose_the_answer(words):
        post(words)
        raise TimeoutError

    resolving.ask_gateway(case=case, actor=operator)
    monkeypatch.setattr(gateway, "_post", lose_the_answer)
    outbox.drain()
    moves.cancel(seller_order=part)
    monkeypatch.setattr(gateway, "_post", post)
    Outbox.objects.filter(kind=resolving.KIND).update(not_before=timezone.now())
    outbox.drain()

    case.refresh_from_db()
    assert {int(w["vnp_Amount"]) for w in api if w["vnp_Command"] == "refund"} == {15_000_000}
    assert ledger.balance_of(part).refunded_vnd == 150_000
    assert (case.is_open, case.amount_vnd) == (True, ledger.balance_of(part).net_vnd)


@pytest.mark.parametrize("other", [{"vnp_Amount": "100"}, {"vnp_TxnRef": "1234567890-1"}])
def test_takes_no_answer_about_another_payment(order, api, monkeypatch, other):
    attempt = attempt_of(order)
    answer = {
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_TransactionNo": "14123456",
        "vnp_TxnRef": attempt.reference,
        "vnp_Amount": f"{int(attempt.amount_vnd)}00",
    }
    monkeypatch.setattr(gateway, "_post", lambda words: answer)
    assert gateway.query(attempt).is_paid

    monkeypatch.setattr(gateway, "_post", lambda words: answer | other)

    assert expiry.reconcile_gateways(timezone.now() + timedelta(minutes=5)) == 0
    assert not PaymentInbox.objects.exists()


def test_waits_for_the_gateway_before_money_goes_back_by_hand(browser, order, api):
    case, operator = cancelled_and_paid(browser, order), make_official("operator")
    resolving.ask_gateway(case=case, actor=operator)

    with pytest.raises(resolving.WaitForGateway):
        resolving.mark_refunded(case=case, reference="FT26327812345", actor=operator)
    outbox.drain()
    with pytest.raises(resolving.AlreadyResolved):
        resolving.mark_refunded(case=case, reference="FT26327812345", actor=operator)

    assert ledger.balance_of(case.seller_order).refunded_vnd == case.seller_order.total_vnd
    assert [words["vnp_Command"] for words in api] == ["refund"]
