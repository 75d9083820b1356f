"""What a shopper has to pay for each parcel, how, and what became of it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from django.utils import timezone
from django.utils.safestring import SafeString

from common.money import format_vnd
from common.qr import qr_svg
from shop.order import asking, roads, tour_words
from shop.order.models import Order, SellerOrder
from shop.order.states import CLOSED, PREPAID, PaymentMethod, PaymentState
from shop.payment import attempts, ledger
from shop.payment.models import PaymentAttempt
from shop.payment.vietqr.banks import bank_of
from shop.payment.vietqr.memo import PREFIX
from shop.payment.vietqr.payload import PayloadError, TransferQr, build

A = PaymentAttempt.State


@dataclass(frozen=True, slots=True)
class Transfer:
    """A bank transfer that the shopper makes; amounts in đồng."""

    qr: SafeString
    amount_vnd: Decimal
    amount_plain: str
    bank: str
    account: str
    holder: str
    memo: str
    pay_by: str
    is_claimed: bool

    @property
    def account_spaced(self) -> str:
        """Return the account in groups of four, easier to read off."""
        return " ".join(wrap(self.account, 4))


@dataclass(frozen=True, slots=True)
class Payment:
    """How a parcel stands with money: a sentence, and what to do when something is due."""

    words: str = ""
    kind: str = "info"
    transfer: Transfer | None = None
    has_money: bool = False


@dataclass(frozen=True, slots=True)
class Purse:
    """What is known of the money of one order, read once for all parcels."""

    balances: dict[int, ledger.Balance]
    tries: dict[int | None, list[PaymentAttempt]]


def purse_of(order: Order, parts: list[SellerOrder]) -> Purse:
    """Read the money of an order. 2 queries for any number of parcels."""
    tries: dict[int | None, list[PaymentAttempt]] = defaultdict(list)
    for attempt in PaymentAttempt.objects.filter(order=order).order_by("-pk"):
        tries[attempt.seller_order_id].append(attempt)
    return Purse(ledger.balances(part.pk for part in parts), tries)


def payment_of(part: SellerOrder, purse: Purse) -> Payment:
    """Return how one parcel stands with money. No queries."""
    balance = purse.balances.get(part.pk)
    if balance is None:
        return Payment()
    due, net = balance.due_vnd, balance.net_vnd
    if net > 0 and due < 0:
        more = "" if part.state in ledger.VOID else " Bạn đã trả nhiều hơn giá đơn."
        words = f"{_who_returns(balance)}.{more}"
        return Payment(words, "wait", has_money=True)
    if part.state in ledger.VOID:
        back = f"Đã trả lại bạn {format_vnd(balance.refunded_vnd)}." if balance.refunded_vnd else ""
        return Payment(back, "ok", has_money=bool(back))
    if due <= 0 < net and part.payment_method in PREPAID:
        return Payment(f"Bạn đã trả đủ {format_vnd(net)}.", "ok", has_money=True)
    if not roads.is_waiting_for_money(part):
        return Payment(has_money=net > 0)
    if part.payment_method == PaymentMethod.GATEWAY:
        if any(one.state == A.CLAIMED for one in purse.tries[None]):
            words = "Tiền bạn trả đang được kiểm tra. Bạn đừng trả lần nữa."
            return Payment(words, "info")
        return Payment("Bạn chưa trả tiền kiện này." if net <= 0 else _still_due(net, due), "wait")
    transfer = _transfer(part, due, purse.tries[part.pk])
    words = _still_due(net, due) if net > 0 else ""
    if transfer is None:
        words = words or "Mã trả tiền đã hết hạn. Bạn gọi người bán nếu đã chuyển tiền."
    return Payment(words, "wait", transfer, has_money=net > 0)


def at_the_door(part: SellerOrder, purse: Purse) -> str:
    """Return what is paid, or was paid, when the parcel is handed over."""
    balance = purse.balances.get(part.pk)
    if balance is None or part.payment_method in PREPAID:
        return "Đã trả tiền trước" if balance and balance.due_vnd <= 0 else ""
    if balance.due_vnd <= 0:
        return f"Đã trả {format_vnd(balance.net_vnd)}"
    where = "khi đến lấy" if part.delivery_method in roads.FETCHED else "khi nhận"
    where = "khi đến" if part.tour_on else where
    return f"Trả {format_vnd(balance.due_vnd)} {where}"


def gateway_code(parts: list[SellerOrder], purse: Purse) -> str:
    """Return the code of the gateway that the whole order waits for; empty when there is none."""
    waiting = [p for p in parts if p.payment_method == PaymentMethod.GATEWAY]
    now = timezone.now()
    is_due = any(
        roads.is_waiting_for_money(part) and (part.pay_by is None or part.pay_by > now)
        for part in waiting
    )
    tries = purse.tries[None]
    return (
        tries[0].gateway if is_due and tries and tries[0].state not in {A.PAID, A.CLAIMED} else ""
    )


def pay_words(parts: list[SellerOrder], purse: Purse) -> str:
    """Return how the order is paid, for the receipt."""
    method = parts[0].payment_method if parts else PaymentMethod.COD
    if method not in PREPAID:
        is_fetched = all(part.delivery_method in roads.FETCHED for part in parts)
        if parts and all(part.tour_on for part in parts):
            return tour_words.CASH
        return "Trả tiền khi đến lấy hàng" if parts and is_fetched else "Trả tiền khi nhận hàng"
    tries = purse.tries[None]
    is_gateway = method == PaymentMethod.GATEWAY and tries
    words = f"Qua {tries[0].gateway.upper()}" if is_gateway else PaymentMethod(method).label
    return words if all(part.state in CLOSED for part in parts) else f"{words}, trả trước"


def gateway_until(parts: list[SellerOrder]) -> str:
    """Return until when the gateway takes the money of an order; empty when there is no end."""
    ends = [
        part.pay_by
        for part in parts
        if part.payment_method == PaymentMethod.GATEWAY and roads.is_waiting_for_money(part)
    ]
    return asking.moment(min(ends)) if ends and all(ends) else ""


def _who_returns(balance: ledger.Balance) -> str:
    """Say who gives back what was paid too much: whoever holds it."""
    back = format_vnd(-balance.due_vnd)
    if balance.at_gateway_vnd >= -balance.due_vnd:
        return f"Bạn sẽ được trả lại {back} vào thẻ, ví hoặc tài khoản đã trả"
    return f"Người bán sẽ trả lại bạn {back}"


def _still_due(net: Decimal, due: Decimal) -> str:
    return f"Đã nhận {format_vnd(net)}, còn thiếu {format_vnd(due)}. Bạn trả thêm phần còn thiếu."


def _transfer(part: SellerOrder, due: Decimal, tries: list[PaymentAttempt]) -> Transfer | None:
    usable = [one for one in tries if one.bank_account and _is_usable(one, part)]
    if not usable or due <= 0:
        return None
    attempt = usable[0]
    bank, memo = bank_of(attempt.bank_bin), f"{PREFIX}{attempt.reference}"
    return Transfer(
        qr=_drawn(attempt, due, memo, part.seller_name),
        amount_vnd=due,
        amount_plain=str(int(due)),
        bank=bank.short_name if bank else attempt.bank_bin,
        account=attempt.bank_account,
        holder=attempt.bank_holder,
        memo=memo,
        pay_by=asking.moment(part.pay_by or attempt.expires_at),
        is_claimed=attempt.state == A.CLAIMED,
    )


def _is_usable(attempt: PaymentAttempt, part: SellerOrder) -> bool:
    """Say whether money may still come by this try; once some came, the rest may come late."""
    is_partly = part.payment_state == PaymentState.PARTLY
    in_time = is_partly or attempt.expires_at > timezone.now()
    return attempt.state in attempts.OPEN and in_time


def _drawn(attempt: PaymentAttempt, due: Decimal, memo: str, seller_name: str) -> SafeString:
    try:
        text = build(
            TransferQr(
                bin=attempt.bank_bin, account=attempt.bank_account, amount_vnd=int(due), memo=memo
            )
        )
    except PayloadError:
        text = attempt.payload
    if not text:
        return SafeString("")
    return qr_svg(text, title=f"Mã QR chuyển {format_vnd(due)} cho {seller_name}")
