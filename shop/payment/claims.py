"""What people say about a transfer: the shopper that it is sent, the seller that it is there."""

import json
from decimal import Decimal

from django.db import transaction

from common.errors import BusinessRuleError
from shop.order.models import SellerOrder
from shop.order.states import PaymentMethod, PaymentState, SellerOrderState
from shop.payment import attempts, inbox, ledger, matching, money, notices
from shop.payment.gateways import Notice
from shop.payment.models import PaymentAttempt

State = PaymentAttempt.State


class NotATransfer(BusinessRuleError):
    """The order is paid in another way."""

    message = "Đơn này không trả bằng chuyển khoản nên không cần bấm nút này."


class OrderIsOver(BusinessRuleError):
    """The order was called off before the shopper spoke up."""

    message = (
        "Đơn này đã hủy nên không cần chuyển tiền nữa. "
        "Nếu bạn đã chuyển rồi, bạn gọi hỗ trợ để được trả lại."
    )


class NothingToReceive(BusinessRuleError):
    """Nothing is owed."""

    message = (
        "Đơn này không còn tiền nào phải thu. "
        "Nếu khách vẫn chuyển tiền tới, bà con gọi hỗ trợ để trả lại khách."
    )


@transaction.atomic
def claim_paid(*, seller_order: SellerOrder, actor=None) -> None:
    """Note that the shopper says the transfer is sent: the goods wait a day, the seller looks.

    Saying it twice changes nothing. Raises ``NotATransfer``, ``OrderIsOver``.
    """
    part = _locked_transfer(seller_order)
    if part.state in ledger.VOID:
        raise OrderIsOver
    if part.payment_state == PaymentState.PAID:
        return
    attempt = attempts.of_part(part).filter(state=State.AWAITING).first()
    if attempt and matching.keep_goods(attempt):
        notices.tell_seller_claimed(part, attempt)
    seller_order.refresh_from_db()


@transaction.atomic
def confirm_received(*, seller_order: SellerOrder, actor) -> None:
    """Note that the seller has seen the money in the account; the sum is ``expected_vnd``.

    Saying it twice counts once, and so does a bank's notice of the same money later.
    Raises ``NotATransfer``, ``NothingToReceive``.
    """
    part = _locked_transfer(seller_order)
    if part.payment_state == PaymentState.PAID and part.state not in ledger.VOID:
        return
    amount = expected_vnd(part)
    if part.state != SellerOrderState.PLACED or amount <= 0:
        raise NothingToReceive
    word = Notice(
        provider=matching.BY_HAND,
        reference=part.number,
        amount_vnd=amount,
        is_paid=True,
        raw=json.dumps({"user": actor.pk if actor else None}),
    )
    row, is_first = inbox.keep(word)
    if not is_first:
        return
    attempt = attempts.of_part(part).first()
    holder = matching.holder_of(part)
    outcome = matching.note_money(part, amount_vnd=amount, holder=holder, notice=word, row=row)
    inbox.close(row, outcome=outcome, attempt=attempt)
    if attempt:
        attempts.settle(attempt, State.PAID)
    seller_order.refresh_from_db()


def expected_vnd(part: SellerOrder) -> Decimal:
    """Return what the seller should find in the account, in đồng. 2 queries.

    That is what is owed, or what the shopper said was sent before goods fell away.
    """
    balance = ledger.balance_of(part)
    claimed = PaymentAttempt.objects.filter(seller_order=part, state=State.CLAIMED).first()
    if claimed is None or balance.received_vnd:
        return balance.due_vnd
    return max(balance.due_vnd, claimed.amount_vnd)


def _locked_transfer(seller_order: SellerOrder) -> SellerOrder:
    part = money.lock(seller_order)
    if part.payment_method != PaymentMethod.VIETQR:
        raise NotATransfer
    return part
