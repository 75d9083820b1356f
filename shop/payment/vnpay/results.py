"""What a shopper who comes back from VNPAY reads.

The answer stands in our books; VNPAY's words in the address only say which try it was.
"""

from dataclasses import dataclass
from decimal import Decimal

from shop.order.models import Order
from shop.payment import ledger
from shop.payment.models import PaymentAttempt
from shop.payment.vnpay import gateway, messages

State = PaymentAttempt.State


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What the page says; ``is_waiting`` when looking again may show more."""

    title: str
    note: str
    kind: str
    is_waiting: bool = False
    order: Order | None = None
    amount_vnd: Decimal | None = None


UNREADABLE = ResultPage(
    "Chưa đọc được kết quả",
    "Bạn mở đơn hàng để xem đã trả tiền chưa. Nếu tiền đã bị trừ, bạn gọi hỗ trợ.",
    "bad",
)


def page(request) -> ResultPage:
    """Return the page for the query that VNPAY sent the shopper back with.

    Raises ``ForgedNotice``. 3 queries.
    """
    params = messages.check(dict(request.GET.lists()), gateway.merchant())
    attempt = (
        PaymentAttempt.objects.filter(
            gateway=gateway.CODE, reference=params.get("vnp_TxnRef", "")[:40]
        )
        .select_related("order")
        .first()
    )
    return UNREADABLE if attempt is None else _page(attempt)


def _page(attempt: PaymentAttempt) -> ResultPage:
    title, note, kind = _words(attempt)
    return ResultPage(
        title,
        note,
        kind,
        is_waiting=attempt.state == State.AWAITING,
        order=attempt.order,
        amount_vnd=attempt.amount_vnd,
    )


def _words(attempt: PaymentAttempt) -> tuple[str, str, str]:
    if attempt.state == State.PAID:
        states = attempt.order.seller_orders.values_list("state", flat=True)
        if set(states) <= ledger.VOID:
            note = "Tiền tới sau khi đơn đã hủy. Chúng tôi sẽ trả lại tiền cho bạn."
            return "Đã nhận tiền, đơn đã hủy", note, "wait"
        return "Đã trả tiền xong", "Người bán đã được báo và sẽ xác nhận đơn.", "ok"
    if attempt.state == State.CLAIMED:
        note = "VNPAY đang kiểm tra khoản này. Chúng tôi giữ hàng và sẽ nhắn khi có kết quả."
        return "VNPAY đang kiểm tra", note, "wait"
    if attempt.state == State.AWAITING:
        note = "Thường mất chưa tới một phút. Bạn đừng trả lần nữa."
        return "Đang chờ VNPAY xác nhận", note, "wait"
    note = "Chưa có tiền nào được ghi cho đơn. Bạn mở đơn rồi bấm trả lần nữa."
    return "Chưa trả được", note, "bad"
