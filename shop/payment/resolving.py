"""What an operator does about money that is not right. Each act is done once and signed."""

from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from common.errors import BusinessRuleError
from jobs import outbox
from jobs.models import Outbox
from jobs.querysets import MAX_TRIES
from shop.order import moves
from shop.order.models import SellerOrder
from shop.order.states import SellerOrderState
from shop.partner.models import BankAccount
from shop.payment import attempts, inbox, ledger, matching, money
from shop.payment.gateways import Notice, gateway
from shop.payment.models import LedgerEntry, PaymentAttempt, PaymentCase, PaymentInbox

KIND = "gateway-refund"
A = LedgerEntry.Account
Outcome = PaymentInbox.Outcome


class AlreadyResolved(BusinessRuleError):
    """Somebody closed the case before."""

    message = "Việc này đã được xử lý rồi. Bạn mở lại danh sách để xem việc còn lại."


class NoSuchOrder(BusinessRuleError):
    """No seller order has this number."""

    message = "Không có đơn nào mang mã này. Mã đơn có dạng 1234567890-1."


class OtherAccount(BusinessRuleError):
    """The money went to an account that is not the seller's."""

    message = (
        "Tiền này vào tài khoản không phải của người bán trong đơn. "
        "Bạn xem lại mã đơn, hoặc nhờ chủ tài khoản trả lại người chuyển."
    )


class NothingToReturn(BusinessRuleError):
    """The shopper has not paid too much."""

    message = "Đơn này không có tiền thừa để trả lại. Nếu khách không mua nữa, bạn hủy đơn trước."


class ReferenceUsed(BusinessRuleError):
    """A transfer back with this reference was noted before."""

    message = "Mã giao dịch này đã ghi cho đơn này rồi. Bạn nhập mã của lần trả lại mới."


class NotAtGateway(BusinessRuleError):
    """The gateway does not have the money, or cannot be asked."""

    message = (
        "Cổng thanh toán không giữ tiền của đơn này. "
        "Bạn nhờ người đang giữ tiền chuyển trả, rồi ghi mã giao dịch."
    )


class WaitForGateway(BusinessRuleError):
    """The gateway was asked to give the money back and has not answered."""

    message = (
        "Đã nhờ cổng thanh toán trả lại khoản này. Bạn chờ cổng trả lời, đừng trả thêm lần nữa."
    )


@transaction.atomic
def assign(*, case: PaymentCase, number: str, actor) -> PaymentCase:
    """Give money of nobody to the seller order with this number.

    Money that the seller noted by hand before is not counted again. Raises ``NoSuchOrder``,
    ``OtherAccount``, ``AlreadyResolved``, ``money.TooLarge``.
    """
    row = case.notice
    part = SellerOrder.objects.filter(number=number.strip()).first()
    if part is None:
        raise NoSuchOrder
    if row is None or case.kind != PaymentCase.Kind.UNMATCHED:
        raise AlreadyResolved
    _require_own_account(part, row)
    part = money.lock(part)
    _close(case, actor, f"Ghi vào đơn {part.number}")
    notice = Notice(
        provider=row.provider,
        reference=row.reference,
        amount_vnd=row.amount_vnd,
        is_paid=True,
        raw="",
    )
    holder = A.AT_SELLER if row.account else matching.holder_of(part)
    outcome = matching.note_told(
        part, amount_vnd=row.amount_vnd, holder=holder, notice=notice, row=row
    )
    attempt = attempts.of_part(part).filter(seller_order=part).first()
    inbox.close(row, outcome=outcome, attempt=attempt)
    if attempt and outcome != Outcome.UNDER:
        attempts.settle(attempt, PaymentAttempt.State.PAID)
    return case


@transaction.atomic
def mark_refunded(*, case: PaymentCase, reference: str, actor) -> PaymentCase:
    """Note that what was paid too much went back, with the bank's reference of that transfer.

    Raises ``NothingToReturn``, ``ReferenceUsed``, ``WaitForGateway``, ``AlreadyResolved``.
    """
    part = _locked_part(case)
    asked = asked_refund(case)
    if asked and not asked.done_at and asked.tries < MAX_TRIES:
        raise WaitForGateway
    balance = ledger.balance_of(part)
    rest = -balance.due_vnd
    if rest <= 0:
        raise NothingToReturn
    for holder in ledger.HOLDERS:
        amount = min(rest, getattr(balance, f"{holder}_vnd"))
        if amount > 0:
            is_new = money.refund(
                seller_order=part,
                amount_vnd=amount,
                holder=holder,
                provider="manual",
                reference=f"{reference.strip()}:{holder}",
                actor=actor,
            )
            if not is_new:
                raise ReferenceUsed
            rest -= amount
    _sign(case, actor, f"Đã trả lại khách, mã giao dịch {reference.strip()}")
    return case


@transaction.atomic
def ask_gateway(*, case: PaymentCase, actor) -> PaymentCase:
    """Queue the order to the gateway to give back what was paid too much; once per case.

    Raises ``NotAtGateway``, ``NothingToReturn``, ``AlreadyResolved``.
    """
    part = _locked_part(case)
    if ledger.balance_of(part).due_vnd >= 0:
        raise NothingToReturn
    amount = _refundable_vnd(part)
    if not amount or paid_attempt(part) is None:
        raise NotAtGateway
    user = actor.pk if actor else None
    outbox.enqueue(
        kind=KIND,
        dedupe_key=_refund_key(case),
        payload={"case": case.pk, "user": user, "amount_vnd": int(amount)},
    )
    _record(case, actor, "Nhờ cổng thanh toán trả lại")
    return case


@outbox.handler(KIND)
def refund_at_gateway(payload: dict) -> None:
    """Let the gateway give money back, then write it down. May run twice: its key is one."""
    case = PaymentCase.objects.select_related("seller_order").get(pk=payload["case"])
    if not case.is_open:
        return
    part = case.seller_order
    attempt, amount = paid_attempt(part), _refundable_vnd(part)
    # One key means one amount: what became due later is not in this order to the gateway.
    amount = min(amount, Decimal(payload.get("amount_vnd", amount)))
    if attempt is None or amount <= 0:
        return
    key = f"case{case.pk}"
    notice = gateway(attempt.gateway).refund(attempt, amount_vnd=amount, key=key)
    if notice is None:
        raise LookupError(f"{attempt.gateway} gives nothing back by itself")
    with transaction.atomic():
        row, _is_first = inbox.keep(notice)
        inbox.close(row, outcome=Outcome.IGNORED, attempt=attempt)
        money.refund(
            seller_order=part,
            amount_vnd=amount,
            holder=A.AT_GATEWAY,
            provider=notice.provider,
            reference=notice.reference,
        )
        number = notice.memo or notice.reference
        _sign(case, _user(payload["user"]), f"Cổng thanh toán đã trả lại, mã {number}")


@transaction.atomic
def return_unmatched(*, case: PaymentCase, reference: str, actor) -> PaymentCase:
    """Close money of nobody as sent back, with the bank's reference. Raises ``AlreadyResolved``."""
    if case.seller_order_id is not None:
        raise AlreadyResolved
    _close(case, actor, f"Đã trả lại người chuyển, mã giao dịch {reference.strip()}")
    return case


@transaction.atomic
def cancel_order(*, case: PaymentCase, actor) -> PaymentCase:
    """Call off an order whose money did not come; what came of it has to go back.

    Raises ``AlreadyResolved``, ``MoveNotAllowed``.
    """
    part = _locked_part(case)
    # A page that was opened before the money came still shows the button.
    if ledger.balance_of(part).due_vnd <= 0:
        raise AlreadyResolved
    moves.cancel(seller_order=part, actor=actor, note="Không thấy đủ tiền về tài khoản")
    _sign(case, actor, "Đã hủy đơn vì không thấy đủ tiền")
    return case


def asked_refund(case: PaymentCase) -> Outbox | None:
    """Return the order to the gateway to give a case's money back, if there is one. 1 query."""
    return Outbox.objects.filter(dedupe_key=_refund_key(case)).first()


def paid_attempt(part: SellerOrder) -> PaymentAttempt | None:
    """Return the payment at a gateway that brought the money of a seller order. 1 query."""
    tries = attempts.of_part(part).filter(seller_order__isnull=True)
    return tries.filter(state=PaymentAttempt.State.PAID).first()


def actions_of(case: PaymentCase) -> dict[str, bool]:
    """Return what can be done about a case now. At most 2 queries."""
    names = ("assign", "return_unmatched", "mark_refunded", "ask_gateway", "cancel_order")
    able = dict.fromkeys(names, False)
    if not case.is_open:
        return able
    part = case.seller_order
    if part is None:
        is_unmatched = case.kind == PaymentCase.Kind.UNMATCHED
        return able | {"assign": is_unmatched, "return_unmatched": True}
    balance = ledger.balance_of(part)
    is_over = balance.due_vnd < 0
    return able | {
        "mark_refunded": is_over,
        "ask_gateway": is_over and balance.at_gateway_vnd > 0 and paid_attempt(part) is not None,
        "cancel_order": not is_over and part.state == SellerOrderState.PLACED,
    }


ACTS: dict[str, Callable] = {
    "assign": assign,
    "return_unmatched": return_unmatched,
    "mark_refunded": mark_refunded,
    "ask_gateway": ask_gateway,
    "cancel_order": cancel_order,
}


def _locked_part(case: PaymentCase) -> SellerOrder:
    """Lock the seller order of an open case; raises ``AlreadyResolved``."""
    if case.seller_order_id is None:
        raise AlreadyResolved
    part = money.lock(case.seller_order)
    if not PaymentCase.objects.filter(pk=case.pk, is_open=True).exists():
        raise AlreadyResolved
    return part


def _refund_key(case: PaymentCase) -> str:
    return f"{KIND}:{case.pk}"


def _close(case: PaymentCase, actor, resolution: str) -> None:
    """Take a case out of the queue; only the first of several gets through."""
    closed = PaymentCase.objects.filter(pk=case.pk, is_open=True).update(
        is_open=False, closed_at=timezone.now(), closed_by=actor, resolution=resolution[:300]
    )
    if not closed:
        raise AlreadyResolved
    _record(case, actor, resolution)


def _sign(case: PaymentCase, actor, resolution: str) -> None:
    """Write who did what on a case that the books have closed or changed."""
    PaymentCase.objects.filter(pk=case.pk).update(closed_by=actor, resolution=resolution[:300])
    _record(case, actor, resolution)


def _record(case: PaymentCase, actor, resolution: str) -> None:
    part = case.seller_order
    record(
        "money_case.resolved",
        on=case,
        label=f"{case.get_kind_display()} {part.number if part else ''}".strip(),
        actor=actor,
        changes={"amount_vnd": (None, case.amount_vnd), "resolution": ("", resolution)},
    )


def _refundable_vnd(part: SellerOrder) -> Decimal:
    balance = ledger.balance_of(part)
    return max(min(-balance.due_vnd, balance.at_gateway_vnd), Decimal(0))


def _require_own_account(part: SellerOrder, row: PaymentInbox) -> None:
    accounts = row.account.split()
    if not accounts:
        return
    own = BankAccount.objects.filter(partner=part.partner_id, number__in=accounts)
    if not own.exists():
        raise OtherAccount


def _user(pk):
    return User.objects.filter(pk=pk).first()
