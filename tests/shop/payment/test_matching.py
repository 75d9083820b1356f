"""Whose money a transfer is, and what is wrong with it."""

import json

import pytest

from jobs.models import Outbox
from shop.order import amendments, moves
from shop.order.models import SellerOrder
from shop.order.states import PaymentState, SellerOrderState
from shop.payment import bank_feed, claims, inbox, ledger, shares
from shop.payment.models import LedgerEntry, PaymentAttempt, PaymentCase, PaymentInbox
from shop.payment.vietqr import gateway as vietqr
from shop.payment.vietqr import payload
from tests.factories import make_basket, make_listing, make_user
from tests.shop.payment import transfers

Outcome = PaymentInbox.Outcome
State = PaymentAttempt.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def part(place):
    return transfers.waiting_part(place)


@pytest.fixture
def attempt(part):
    return transfers.attempt_of(part)


def queued_texts():
    return [row.payload["text"] for row in Outbox.objects.filter(kind="message")]


def received(part):
    return ledger.balance_of(part).received_vnd


def test_asks_for_exactly_the_total_of_each_seller(place):
    goods = [
        (make_listing(transfers.paid_seller(name), price_vnd=price), 1)
        for name, price in (("HTX một", 150_000), ("HTX hai", 90_000))
    ]

    order = place(make_basket(*goods), pay_with="vietqr")

    for part in order.seller_orders.all():
        attempt = transfers.attempt_of(part)
        code = payload.parse(attempt.payload)
        assert (code.amount_vnd, code.account) == (part.total_vnd, attempt.bank_account)
        assert code.memo == f"TNDH{attempt.reference}"
        assert part.pay_by == attempt.expires_at
        assert (attempt.expires_at - attempt.created_at).total_seconds() == 1800


def test_counts_a_transfer_with_its_memo_in_whatever_dress(part, attempt):
    mangled = f"mbvcb 99812 tndh-{attempt.reference[:6]} {attempt.reference[6:]} CT tu 0123"

    outcome = inbox.take(transfers.transfer(attempt, memo=mangled))

    part.refresh_from_db()
    attempt.refresh_from_db()
    assert (outcome, part.payment_state, attempt.state) == (Outcome.MATCHED, "paid", State.PAID)
    assert ledger.balance_of(part).at_seller_vnd == part.total_vnd
    assert part.pay_by is None
    assert not PaymentCase.objects.exists()


def test_never_matches_on_the_amount_alone(part, attempt):
    outcome = inbox.take(transfers.transfer(attempt, memo="tien che"))

    assert (outcome, received(part)) == (Outcome.UNMATCHED, 0)
    case = PaymentCase.objects.get()
    found = (case.kind, case.amount_vnd, case.seller_order)
    assert found == ("unmatched", attempt.amount_vnd, None)


def test_leaves_two_memos_in_one_transfer_to_a_person(place, part, attempt):
    other = transfers.attempt_of(transfers.waiting_part(place))
    both = f"TNDH{attempt.reference} va TNDH{other.reference}"

    outcome = inbox.take(transfers.transfer(attempt, memo=both))

    assert outcome == Outcome.UNMATCHED
    assert (received(part), received(other.seller_order)) == (0, 0)


def test_counts_the_same_memo_written_twice(part, attempt):
    twice = f"TNDH{attempt.reference}. TNDH{attempt.reference}"

    assert inbox.take(transfers.transfer(attempt, memo=twice)) == Outcome.MATCHED


def test_refuses_the_right_memo_on_another_account(part, attempt):
    outcome = inbox.take(transfers.transfer(attempt, account="999900001111"))

    assert (outcome, received(part)) == (Outcome.UNMATCHED, 0)
    assert PaymentCase.objects.get().kind == "unmatched"


def test_counts_money_that_came_to_the_virtual_account(part, attempt):
    account = f"111122223333 {attempt.bank_account}"

    assert inbox.take(transfers.transfer(attempt, account=account)) == Outcome.MATCHED


def test_ignores_money_that_went_out(part, attempt):
    outcome = inbox.take(transfers.transfer(attempt, is_incoming=False))

    assert (outcome, received(part)) == (Outcome.IGNORED, 0)
    assert not PaymentCase.objects.exists()


@pytest.mark.parametrize(
    ("more", "outcome", "kind", "state"),
    [(-1, Outcome.UNDER, "under", "partly"), (1, Outcome.OVER, "over", "paid")],
    ids=["one đồng too little", "one đồng too much"],
)
def test_shows_a_difference_of_one_dong(part, attempt, more, outcome, kind, state):
    found = inbox.take(transfers.transfer(attempt, attempt.amount_vnd + more))

    part.refresh_from_db()
    assert (found, part.payment_state) == (outcome, state)
    case = PaymentCase.objects.get(is_open=True)
    assert (case.kind, case.amount_vnd, case.seller_order) == (kind, 1, part)


def test_closes_the_case_when_the_rest_comes(part, attempt):
    inbox.take(transfers.transfer(attempt, attempt.amount_vnd - 1000))

    outcome = inbox.take(transfers.transfer(attempt, 1000))

    part.refresh_from_db()
    assert (outcome, part.payment_state) == (Outcome.MATCHED, PaymentState.PAID)
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_keeps_a_second_payment_for_giving_back(part, attempt):
    inbox.take(transfers.transfer(attempt))

    outcome = inbox.take(transfers.transfer(attempt))

    case = PaymentCase.objects.get(is_open=True)
    assert (outcome, case.kind, case.amount_vnd) == (Outcome.DUPLICATE, "duplicate", part.total_vnd)


def test_keeps_money_that_comes_after_the_order_was_called_off(part, attempt):
    moves.cancel(seller_order=part)

    outcome = inbox.take(transfers.transfer(attempt))

    case = PaymentCase.objects.get(is_open=True)
    part.refresh_from_db()
    assert (outcome, case.kind, part.state) == (Outcome.LATE, "late", SellerOrderState.CANCELLED)
    assert ledger.balance_of(part).is_balanced


def test_takes_money_of_an_expired_try_while_the_order_waits(part, attempt):
    PaymentAttempt.objects.update(state=State.EXPIRED)

    assert inbox.take(transfers.transfer(attempt)) == Outcome.MATCHED


def test_tells_seller_and_shopper_once(part, attempt):
    notice = transfers.transfer(attempt)

    inbox.take(notice)
    inbox.take(notice)

    paid = [text for text in queued_texts() if part.number in text and "Đã nhận" in text]
    assert len(paid) == 1


def test_shares_an_amount_to_the_dong():
    assert shares.split(100, [1, 1, 1]) == [34, 33, 33]
    assert shares.split(120_001, [100_000, 20_001]) == [100_000, 20_001]
    assert sum(shares.split(99_999, [7, 11, 13])) == 99_999


# Claims ------------------------------------------------------------------------------------------


def test_holds_the_goods_for_a_day_when_the_shopper_says_it_is_sent(part, attempt):
    claims.claim_paid(seller_order=part)
    claims.claim_paid(seller_order=part)

    attempt.refresh_from_db()
    assert attempt.state == State.CLAIMED
    assert (part.pay_by - attempt.claimed_at).total_seconds() == 24 * 3600
    asked = [text for text in queued_texts() if attempt.reference in text]
    assert len(asked) == 1


def test_refuses_a_claim_for_an_order_that_is_over(part):
    moves.cancel(seller_order=part)

    with pytest.raises(claims.OrderIsOver):
        claims.claim_paid(seller_order=part)


def test_refuses_claims_for_cash(place):
    part = transfers.waiting_part(place, pay_with="cod")

    with pytest.raises(claims.NotATransfer):
        claims.claim_paid(seller_order=part)
    with pytest.raises(claims.NotATransfer):
        claims.confirm_received(seller_order=part, actor=None)


def test_lets_the_seller_confirm_the_money_once(part, attempt):
    seller = make_user()

    claims.confirm_received(seller_order=part, actor=seller)
    claims.confirm_received(seller_order=part, actor=seller)

    attempt.refresh_from_db()
    assert (part.payment_state, received(part)) == ("paid", part.total_vnd)
    assert (attempt.state, part.pay_by) == (State.PAID, None)
    assert str(seller.pk) in PaymentInbox.objects.get(provider="seller").raw


def test_books_what_was_sent_when_goods_fell_away_meanwhile(part, attempt):
    sent = part.total_vnd
    claims.claim_paid(seller_order=part)
    amendments.reduce(part, {part.lines.get().pk: 1})

    claims.confirm_received(seller_order=part, actor=make_user())

    case = PaymentCase.objects.get(is_open=True)
    assert received(part) == sent
    assert (case.kind, case.amount_vnd) == ("over", sent - part.total_vnd)
    assert part.payment_state == "paid"


def test_takes_the_banks_word_after_the_sellers_as_proof_only(part, attempt):
    claims.confirm_received(seller_order=part, actor=make_user())
    notice = transfers.transfer(attempt)

    first, again, more = (
        inbox.take(notice),
        inbox.take(notice),
        inbox.take(transfers.transfer(attempt)),
    )

    assert (first, again, more) == (Outcome.MATCHED, Outcome.MATCHED, Outcome.DUPLICATE)
    assert received(part) == 2 * part.total_vnd
    assert PaymentInbox.objects.get(reference=notice.reference).attempt == attempt


def test_counts_the_seller_only_for_what_the_bank_did_not_tell(part, attempt):
    inbox.take(transfers.transfer(attempt, 100_000))

    claims.confirm_received(seller_order=part, actor=make_user())
    proof = inbox.take(transfers.transfer(attempt, attempt.amount_vnd - 100_000))

    assert proof == Outcome.MATCHED
    assert received(part) == part.total_vnd
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_lets_the_seller_go_on_only_after_the_money(part):
    with pytest.raises(moves.NotPaidYet):
        moves.confirm(seller_order=part)

    claims.confirm_received(seller_order=part, actor=make_user())
    moves.confirm(seller_order=SellerOrder.objects.get(pk=part.pk))

    holds = LedgerEntry.Account.AT_SELLER
    assert LedgerEntry.objects.get(kind="receipt").debit == holds


def test_counts_money_for_two_memos_of_an_order_beside_the_sellers_word_once(part, attempt):
    PaymentAttempt.objects.update(state=State.CANCELLED)
    vietqr.create(part.order, [part])
    newest = part.payment_attempts.first()
    claims.confirm_received(seller_order=part, actor=make_user())

    outcomes = [inbox.take(transfers.transfer(one)) for one in (newest, attempt)]

    assert outcomes == [Outcome.MATCHED, Outcome.DUPLICATE]
    assert received(part) == 2 * part.total_vnd


def test_asks_again_into_the_account_that_the_shopper_knows(part, attempt):
    part.partner.bank_accounts.update(withdrawn_at=attempt.created_at)
    PaymentAttempt.objects.update(state=State.CANCELLED)

    vietqr.create(part.order, [part])

    newest = part.payment_attempts.first()
    assert newest.pk != attempt.pk
    assert newest.bank_account == attempt.bank_account


def test_knows_an_account_in_small_letters(part, attempt):
    PaymentAttempt.objects.update(bank_account="VQRQ0001ABC")
    attempt.refresh_from_db()
    body = transfers.sepay(attempt) | {"accountNumber": "vqrq 0001 abc"}

    outcome = inbox.take(bank_feed.read(json.dumps(body).encode()))

    assert outcome == Outcome.MATCHED
