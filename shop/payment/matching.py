"""What a genuine notice means: whose money it is, and what is right or wrong with it.

Called by ``payment.inbox`` only, inside its transaction, once for every notice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from shop.order.models import Order, SellerOrder
from shop.order.states import PaymentMethod, PaymentState, SellerOrderState
from shop.payment import attempts, cases, ledger, money, shares
from shop.payment.gateways import Notice
from shop.payment.models import (
    LedgerEntry,
    PaymentAttempt,
    PaymentCase,
    PaymentInbox,
    Transaction,
)
from shop.payment.vietqr import memo

Outcome, State, Kind = PaymentInbox.Outcome, PaymentAttempt.State, PaymentCase.Kind
#: The provider of money that a seller has seen on their own phone.
BY_HAND = "seller"
#: Stock waits so long for money that somebody says is on its way.
HOLD_CLAIMED = timedelta(hours=24)
#: After a try that failed the shopper has so long for another one.
TRY_AGAIN_WITHIN = timedelta(minutes=30)
_CASES = {Outcome.LATE: Kind.LATE, Outcome.DUPLICATE: Kind.DUPLICATE, Outcome.OVER: Kind.OVER}
#: One payment of several parts is called by the worst thing that happened to it.
_WORST_FIRST = (Outcome.LATE, Outcome.DUPLICATE, Outcome.UNDER, Outcome.OVER, Outcome.MATCHED)


#: What else may be paid by transfer, as apps above know it: they are asked in turn.
_ELSEWHERE: list[Callable[[Notice], str]] = []


def also_ask(reader: Callable[[Notice], str]) -> None:
    """Let an app look at money that names no try to pay.

    ``reader`` is called once for a notice, in its transaction, and returns the outcome when the
    money was for something of its own, else an empty text.
    """
    if reader not in _ELSEWHERE:
        _ELSEWHERE.append(reader)


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a notice, and the try to pay that it belongs to."""

    outcome: str
    attempt: PaymentAttempt | None = None


def settle(notice: Notice, row: PaymentInbox) -> Match:
    """Find whose money it is, note it, and open a case for whatever is wrong with it."""
    if not notice.is_incoming:
        return Match(Outcome.IGNORED)
    attempt = find(notice)
    if attempt is None:
        found = next((outcome for ask in _ELSEWHERE if (outcome := ask(notice))), "")
        return Match(found or _of_nobody(notice, row))
    # Every writer locks the order first; what the try looks like counts from here on.
    Order.objects.select_for_update().get(pk=attempt.order_id)
    attempt.refresh_from_db()
    if notice.is_held:
        return Match(_hold(attempt, notice, row), attempt)
    cases.close_held(attempt, resolution="Cổng thanh toán đã báo kết quả")
    if not notice.is_paid:
        return Match(_fail(attempt), attempt)
    try:
        with transaction.atomic():
            return Match(_take(attempt, notice, row), attempt)
    except money.TooLarge:
        return Match(_of_nobody(notice, row))


def find(notice: Notice) -> PaymentAttempt | None:
    """Return the try to pay that a notice names; never guesses by the amount. 1 query.

    A memo counts only alone, and only on money that came to the account of that try.
    """
    if notice.attempt:
        named = PaymentAttempt.objects.filter(gateway=notice.provider, reference=notice.attempt)
        return named.first()
    memos = memo.find_memos(notice.memo)
    if len(memos) != 1:
        return None
    reference = memos[0].removeprefix(memo.PREFIX)
    attempt = PaymentAttempt.objects.filter(
        gateway=PaymentMethod.VIETQR, reference=reference
    ).first()
    if attempt is None or attempt.bank_account not in notice.account.split():
        return None
    return attempt


def holder_of(part: SellerOrder) -> str:
    """Return who has money that was paid for a seller order this way."""
    is_transfer = part.payment_method == PaymentMethod.VIETQR
    return LedgerEntry.Account.AT_SELLER if is_transfer else LedgerEntry.Account.AT_GATEWAY


def judge(part: SellerOrder, amount_vnd: Decimal) -> str:
    """Return what an amount would be for a seller order as it is now. 1 query."""
    due = ledger.balance_of(part).due_vnd
    if part.state in ledger.VOID:
        return Outcome.LATE
    if due <= 0:
        return Outcome.DUPLICATE
    if amount_vnd == due:
        return Outcome.MATCHED
    return Outcome.UNDER if amount_vnd < due else Outcome.OVER


def note_money(
    part: SellerOrder, *, amount_vnd: Decimal, holder: str, notice: Notice, row: PaymentInbox
) -> str:
    """Note money of a locked seller order with the case that it calls for."""
    outcome = judge(part, amount_vnd)
    money.receive(
        seller_order=part,
        amount_vnd=amount_vnd,
        holder=holder,
        provider=notice.provider,
        reference=notice.reference,
        excess=_CASES.get(outcome, Kind.REFUND_DUE),
        notice=row,
    )
    return outcome


def note_told(
    part: SellerOrder, *, amount_vnd: Decimal, holder: str, notice: Notice, row: PaymentInbox
) -> str:
    """Note money that a bank or gateway tells of, unless the seller noted this very money."""
    if _was_seen_by_hand(part, amount_vnd, notice):
        return Outcome.MATCHED
    return note_money(part, amount_vnd=amount_vnd, holder=holder, notice=notice, row=row)


def _of_nobody(notice: Notice, row: PaymentInbox) -> str:
    if not (notice.is_paid or notice.is_held):
        return Outcome.FAILED
    cases.open_case(kind=Kind.UNMATCHED, amount_vnd=notice.amount_vnd, notice=row)
    return Outcome.UNMATCHED


def _take(attempt: PaymentAttempt, notice: Notice, row: PaymentInbox) -> str:
    found = set()
    for part, amount in shares.of_attempt(attempt, notice.amount_vnd):
        locked = money.lock(part)
        holder = holder_of(locked)
        found.add(note_told(locked, amount_vnd=amount, holder=holder, notice=notice, row=row))
    outcome = next(name for name in _WORST_FIRST if name in found)
    if outcome != Outcome.UNDER:
        attempts.settle(attempt, State.PAID)
    return outcome


def _was_seen_by_hand(part: SellerOrder, amount: Decimal, notice: Notice) -> bool:
    """Say whether the seller noted this very money before the bank told of it.

    The first notice of that amount proves what the seller said; a second one is more money.
    """
    received = Transaction.objects.filter(source__seller_order=part, txn_type=Transaction.RECEIVED)
    if not received.filter(provider=BY_HAND, amount=amount).exists():
        return False
    counted = received.filter(provider=notice.provider).values("reference")
    proofs = PaymentInbox.objects.filter(
        attempt__in=attempts.of_part(part).order_by(), outcome=Outcome.MATCHED, amount_vnd=amount
    )
    return not proofs.exclude(provider=BY_HAND).exclude(reference__in=counted).exists()


def _fail(attempt: PaymentAttempt) -> str:
    """Close the try; a failure told after the success is old news."""
    if attempt.state == State.PAID:
        return Outcome.IGNORED
    attempts.settle(attempt, State.FAILED, only_from=attempts.OPEN)
    until = timezone.now() + TRY_AGAIN_WITHIN
    waiting_parts(attempt).filter(pay_by__gt=until).update(pay_by=until)
    return Outcome.FAILED


def _hold(attempt: PaymentAttempt, notice: Notice, row: PaymentInbox) -> str:
    """Keep the goods while the gateway looks at money that it has already taken."""
    if attempt.state == State.PAID:
        return Outcome.IGNORED
    cases.open_case(kind=Kind.HELD, amount_vnd=notice.amount_vnd, notice=row)
    keep_goods(attempt)
    return Outcome.HELD


def keep_goods(attempt: PaymentAttempt) -> bool:
    """Hold the stock of a try longer, as its money is said to be under way; once."""
    now = timezone.now()
    until = now + HOLD_CLAIMED
    claimed = PaymentAttempt.objects.filter(pk=attempt.pk, state=State.AWAITING).update(
        state=State.CLAIMED, claimed_at=now, expires_at=until
    )
    if claimed:
        waiting_parts(attempt).update(pay_by=until)
        attempt.refresh_from_db()
    return bool(claimed)


def waiting_parts(attempt: PaymentAttempt):
    """Return the seller orders of a try that still wait for money."""
    parts = SellerOrder.objects.filter(
        order=attempt.order_id,
        state=SellerOrderState.PLACED,
        payment_state__in=(PaymentState.UNPAID, PaymentState.PARTLY),
    )
    return parts.filter(pk=attempt.seller_order_id) if attempt.seller_order_id else parts
