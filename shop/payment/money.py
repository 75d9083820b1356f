"""The one place where money of an order is written down: owed, received, passed on, given back.

Every function locks the order and the seller order, counts what the books say afterwards and
sets the payment state from that; nothing is added to a figure that was read before.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common.errors import BusinessRuleError
from common.money import format_vnd
from shop.order import notices, times
from shop.order.models import Order, SellerOrder
from shop.order.states import PREPAID, PaymentMethod, PaymentState, SellerOrderState
from shop.payment import cases, fees, ledger
from shop.payment.models import LedgerEntry, PaymentCase, Source, SourceType, Transaction
from shop.programme import redeeming
from shop.shipping.models import DeliveryMethod

A = LedgerEntry.Account
#: Oscar keeps amounts in twelve digits, two of them after the point.
MOST_VND = Decimal(9_999_999_999)


class RefundTooHigh(BusinessRuleError):
    """More would go back than came too much."""

    message = "Số tiền trả lại nhiều hơn số tiền phải trả lại. Bạn tải lại trang để xem số mới."


class TooLarge(BusinessRuleError):
    """More than a payment record can hold."""

    message = (
        f"Sổ của một đơn chỉ ghi được tới {format_vnd(MOST_VND)}. "
        "Bạn xem lại mã đơn, hoặc trả lại người chuyển."
    )


class NothingHeld(BusinessRuleError):
    """Nobody but the seller holds money of this order."""

    message = "Không có tiền nào đang chờ chuyển cho người bán ở đơn này."


def open_accounts(order: Order, parts: Iterable[SellerOrder]) -> None:
    """Write what each part of a new order costs; in the transaction that places the order."""
    parts = list(parts)
    types = {row.code: row for row in SourceType.objects.all()}
    Source.objects.bulk_create(new_source(order, part, types) for part in parts)
    now = order.date_placed
    LedgerEntry.objects.bulk_create(entry for part in parts for entry in ledger.sale(part, now))


def new_source(order: Order, part: SellerOrder, types: dict[str, SourceType]) -> Source:
    """Return the unsaved payment record of a seller order."""
    return Source(
        order=order,
        seller_order=part,
        source_type=types[part.payment_method],
        currency=order.currency,
        amount_allocated=part.total_vnd,
        reference=part.number,
    )


@transaction.atomic
def receive(
    *,
    seller_order: SellerOrder,
    amount_vnd: Decimal | int,
    holder: str,
    provider: str,
    reference: str,
    status: str = "paid",
    excess: str = PaymentCase.Kind.REFUND_DUE,
    notice=None,
) -> bool:
    """Note money that came for a seller order; False when this very money was noted before.

    ``holder`` is who has it now (a ``LedgerEntry.Account``), ``excess`` names the case that is
    opened when it is more than owed. Money is taken whatever the state of the order: it is
    there, and a person must see it. Raises ``TooLarge``.
    """
    part = lock(seller_order)
    amount = Decimal(amount_vnd)
    source = Source.objects.get(seller_order=part)
    if source.amount_debited + amount > MOST_VND:
        raise TooLarge
    _row, is_new = Transaction.objects.get_or_create(
        source=source,
        provider=provider,
        reference=reference[:128],
        txn_type=Transaction.RECEIVED,
        defaults={"amount": amount, "status": status},
    )
    if not is_new:
        return False
    Source.objects.filter(pk=source.pk).update(amount_debited=F("amount_debited") + amount)
    now = timezone.now()
    key = f"{provider}:{reference}"
    ledger.receipt(part, amount_vnd=amount, holder=holder, key=key, at=now).save(force_insert=True)
    _settle(part, excess=excess, notice=notice)
    seller_order.refresh_from_db()
    return True


@transaction.atomic
def refund(
    *,
    seller_order: SellerOrder,
    amount_vnd: Decimal | int,
    holder: str,
    provider: str,
    reference: str,
    actor=None,
) -> bool:
    """Note money that went back to the shopper; False when it was noted before.

    Raises ``RefundTooHigh`` when it is more than the shopper has paid too much, or more than
    ``holder`` has.
    """
    part = lock(seller_order)
    amount = Decimal(amount_vnd)
    source = Source.objects.get(seller_order=part)
    known = source.transactions.filter(
        provider=provider, reference=reference[:128], txn_type=Transaction.REFUNDED
    )
    if known.exists():
        return False
    balance = ledger.balance_of(part)
    if not 0 < amount <= min(-balance.due_vnd, getattr(balance, f"{holder}_vnd")):
        raise RefundTooHigh
    source.transactions.create(
        provider=provider,
        reference=reference[:128],
        txn_type=Transaction.REFUNDED,
        amount=amount,
        status="refunded",
    )
    Source.objects.filter(pk=source.pk).update(amount_refunded=F("amount_refunded") + amount)
    key = f"{provider}:{reference}"
    entry = ledger.refund(part, amount_vnd=amount, holder=holder, key=key, at=timezone.now())
    entry.save(force_insert=True)
    _settle(part, actor=actor)
    seller_order.refresh_from_db()
    return True


@transaction.atomic
def pass_on(*, seller_order: SellerOrder, holder: str, reference: str) -> Decimal:
    """Note that a carrier or gateway handed the seller all it held; return the amount in đồng.

    Raises ``NothingHeld``.
    """
    part = lock(seller_order)
    amount = getattr(ledger.balance_of(part), f"{holder}_vnd") if holder != A.AT_SELLER else 0
    if not amount or amount < 0:
        raise NothingHeld
    entry = ledger.payout(
        part, amount_vnd=amount, holder=holder, key=f"{holder}:{reference}", at=timezone.now()
    )
    entry.save(force_insert=True)
    return amount


@transaction.atomic
def follow_order(part: SellerOrder, *, actor=None) -> None:
    """Bring the books to what a changed, cancelled or returned seller order is worth now."""
    now = timezone.now()
    redeeming.follow(part, is_void=part.state in ledger.VOID)
    LedgerEntry.objects.bulk_create(ledger.change(part, now))
    Source.objects.filter(seller_order=part).update(amount_allocated=part.total_vnd)
    _settle(part, actor=actor)


@transaction.atomic
def receive_funding(*, seller_order: SellerOrder, reference: str) -> Decimal:
    """Note that a programme and the seller are quits for an order; return the amount in đồng.

    It is negative when the seller gave money of a returned order back. 0 when nothing was owed:
    noted twice, it is booked once.
    """
    part = lock(seller_order)
    balance = ledger.balance_of(part)
    amount = balance.programme_owes_vnd
    if amount:
        times_before = part.ledger_entries.filter(kind=LedgerEntry.Kind.FUNDING).count()
        key = f"{reference}:{times_before}"
        ledger.funding(part, amount_vnd=amount, key=key, at=timezone.now()).save(force_insert=True)
    return amount


def charge_fee(part: SellerOrder) -> None:
    """Note the market's fee on a completed seller order, when there is one."""
    amount = fees.fee_vnd(part.goods_vnd - part.discount_vnd)
    if amount:
        ledger.fee(part, amount_vnd=amount, at=timezone.now()).save(force_insert=True)


@transaction.atomic
def collect_cash(part: SellerOrder) -> None:
    """Note that whoever handed over the parcel took the cash for what is still owed."""
    if part.payment_method in PREPAID:
        return
    due = ledger.balance_of(part).due_vnd
    if due <= 0:
        return
    is_carrier = part.delivery_method == DeliveryMethod.CARRIER
    receive(
        seller_order=part,
        amount_vnd=due,
        holder=A.AT_CARRIER if is_carrier else A.AT_SELLER,
        provider=PaymentMethod.COD,
        reference=part.number,
    )


def lock(seller_order: SellerOrder) -> SellerOrder:
    """Return the seller order as it is, its order locked first, as every writer does."""
    order = Order.objects.select_for_update().get(pk=seller_order.order_id)
    part = SellerOrder.objects.select_for_update().get(pk=seller_order.pk)
    part.order = order
    return part


def _settle(part: SellerOrder, *, excess: str = "", notice=None, actor=None) -> None:
    """Set the payment state from the books; open or close the case that a person must see."""
    balance = ledger.balance_of(part)
    state = payment_state(balance, is_void=part.state in ledger.VOID)
    was = part.payment_state
    SellerOrder.objects.filter(pk=part.pk).update(payment_state=state)
    part.payment_state = state
    if balance.due_vnd < 0:
        kind = excess or PaymentCase.Kind.REFUND_DUE
        cases.open_case(kind=kind, part=part, amount_vnd=-balance.due_vnd, notice=notice)
    elif state == PaymentState.PARTLY:
        under = PaymentCase.Kind.UNDER
        cases.open_case(kind=under, part=part, amount_vnd=balance.due_vnd, notice=notice)
    elif balance.due_vnd > 0:
        cases.correct_case(part=part, amount_vnd=balance.due_vnd)
    else:
        cases.close_case(part=part, actor=actor, resolution="Sổ đã khớp")
    if state == PaymentState.PAID and was != PaymentState.PAID:
        _after_payment(part)


def payment_state(balance: ledger.Balance, *, is_void: bool) -> str:
    """Return how far a seller order is paid."""
    if balance.net_vnd <= 0:
        return PaymentState.REFUNDED if balance.received_vnd > 0 else PaymentState.UNPAID
    if is_void or balance.due_vnd <= 0:
        return PaymentState.PAID
    return PaymentState.PARTLY


def _after_payment(part: SellerOrder) -> None:
    """Start the seller's clock once the money that comes first is there."""
    if part.payment_method not in PREPAID or part.state != SellerOrderState.PLACED:
        return
    confirm_by = times.confirm_by(timezone.now(), tour_on=part.tour_on)
    SellerOrder.objects.filter(pk=part.pk).update(pay_by=None, confirm_by=confirm_by)
    part.pay_by, part.confirm_by = None, confirm_by
    notices.tell_paid(part)
