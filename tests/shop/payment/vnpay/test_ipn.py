"""Notices of VNPAY: genuine ones count once, all others change nothing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order import moves
from shop.payment import expiry, ledger
from shop.payment.models import PaymentAttempt, PaymentCase, PaymentInbox, Transaction
from tests.shop.payment.vnpay.visits import IPN, attempt_of, ipn_query, send

pytestmark = pytest.mark.django_db
State = PaymentAttempt.State


def is_untouched(order):
    states = set(order.seller_orders.values_list("payment_state", flat=True))
    nothing = not (PaymentInbox.objects.exists() or Transaction.objects.exists())
    attempts = set(PaymentAttempt.objects.values_list("state", flat=True))
    return nothing and (states, attempts) == ({"unpaid"}, {State.AWAITING})


def test_answers_a_notice_and_its_copies(client, order):
    query = ipn_query(attempt_of(order))

    codes = [send(client, query) for _ in range(3)]

    assert codes == ["00", "02", "02"]
    assert Transaction.objects.count() == 2


@pytest.mark.parametrize("names", ["no yes", "yes no", "no yes no", "no no yes yes"])
def test_lets_success_win_in_any_order(client, order, names):
    attempt = attempt_of(order)
    news = {
        "yes": ipn_query(attempt),
        "no": ipn_query(
            attempt,
            vnp_ResponseCode="24",
            vnp_TransactionStatus="02",
            vnp_TransactionNo="0",
        ),
    }

    for name in names.split():
        send(client, news[name])

    assert attempt_of(order).state == State.PAID
    assert {ledger.balance_of(part).due_vnd for part in order.seller_orders.all()} == {0}
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_shows_money_that_the_gateway_holds_until_it_has_decided(client, order):
    attempt = attempt_of(order)

    code = send(client, ipn_query(attempt, vnp_TransactionStatus="07"))

    case = PaymentCase.objects.get()
    assert (code, case.kind, case.is_open) == ("00", "held", True)
    assert set(order.seller_orders.values_list("payment_state", flat=True)) == {"unpaid"}
    assert expiry.expire_unpaid(timezone.now() + timedelta(hours=1)) == 0
    assert send(client, ipn_query(attempt)) == "00"
    case.refresh_from_db()
    assert not case.is_open
    assert set(order.seller_orders.values_list("payment_state", flat=True)) == {"paid"}


def test_gives_each_seller_the_exact_share_and_opens_a_case_for_a_cancelled_part(client, order):
    first, second = order.seller_orders.order_by("number")
    moves.cancel(seller_order=first)

    assert send(client, ipn_query(attempt_of(order))) == "00"

    first.refresh_from_db()
    second.refresh_from_db()
    assert ledger.balance_of(first).received_vnd == first.total_vnd
    assert (second.payment_state, ledger.balance_of(second).due_vnd) == ("paid", 0)
    case = PaymentCase.objects.get(is_open=True)
    assert (case.seller_order, case.kind, case.amount_vnd) == (first, "late", first.total_vnd)


def mutated(attempt):
    """Yield forged notices with the code that each deserves."""
    good = ipn_query(attempt)
    fields = [pair.split("=")[0] for pair in good.split("&")]
    for field in fields:
        yield re.sub(rf"{field}=([^&]*)", rf"{field}=\g<1>1", good), "97"
        yield re.sub(rf"{field}=[^&]*&?", "", good), "97"
        yield f"{good}&{field}=1", "97"
    yield "", "97"
    yield good.replace("vnp_", "VNP_"), "97"
    yield ipn_query(attempt, secret="doan-mo"), "97"
    yield ipn_query(attempt, secret=""), "97"
    yield ipn_query(attempt, vnp_TmnCode="TNSAN002"), "97"
    yield f"{good}&vnp_SecureHashType=&vnp_BankCode=NCB", "97"
    for reference in ("", "khong-co-1", f"{attempt.reference}0", attempt.reference[:-1]):
        yield ipn_query(attempt, vnp_TxnRef=reference), "01"
    amount = int(attempt.amount_vnd) * 100
    for wrong in (amount + 100, amount - 100, amount // 100, amount * 100, 100):
        yield ipn_query(attempt, vnp_Amount=str(wrong)), "04" if wrong % 100 == 0 else "99"
    yield ipn_query(attempt, vnp_Amount="-1"), "99"
    yield ipn_query(attempt, vnp_TransactionStatus=""), "99"


def test_refuses_forged_and_foreign_notices_without_a_trace(client, order):
    tried = list(mutated(attempt_of(order)))

    wrong = [(query, code) for query, code in tried if send(client, query) != code]

    assert len(tried) >= 40
    assert wrong == []
    assert is_untouched(order)


def test_believes_the_old_secret_while_it_is_being_changed(client, order, settings):
    query = ipn_query(attempt_of(order), secret="khoa-cu")
    assert send(client, query) == "97"

    settings.VNPAY_HASH_SECRET_OLD = "khoa-cu"
    assert send(client, query) == "00"


def test_never_marks_an_order_paid_by_the_return_address_alone(browser, order):
    query = ipn_query(attempt_of(order))

    page = browser.get(f"/thanh-toan/vnpay/ket-qua/?{query}")

    assert "Đang chờ VNPAY xác nhận" in page.content.decode()
    assert is_untouched(order)


def test_shows_nothing_of_an_order_for_a_forged_return_address(client, order):
    query = ipn_query(attempt_of(order), secret="doan-mo")

    page = client.get(f"/thanh-toan/vnpay/ket-qua/?{query}").content.decode()

    assert "Chưa đọc được kết quả" in page
    assert order.number not in page


def test_takes_notices_by_get_only(client):
    assert client.post(IPN).status_code == 405


def test_answers_unknown_error_when_the_books_are_closed(client, order, monkeypatch):
    def broken(notice):
        raise RuntimeError("no database")

    monkeypatch.setattr("shop.payment.inbox.take_once", broken)

    assert send(client, ipn_query(attempt_of(order))) == "99"
