"""The messages that payments send to phones, beside those of ``order.notices``."""

from common.money import format_vnd
from jobs.messages import send_message
from shop.order.models import SellerOrder
from shop.order.notices import seller_page_url
from shop.payment.models import PaymentAttempt


def tell_seller_claimed(part: SellerOrder, attempt: PaymentAttempt) -> None:
    """Ask the seller to look whether the money has come."""
    _send(
        part.partner.phone,
        "payment-claimed-seller",
        f"Khách báo đã chuyển {format_vnd(attempt.amount_vnd)} cho đơn {part.number}, "
        f"nội dung TNDH{attempt.reference}. Bà con xem tài khoản, thấy tiền thì bấm Đã nhận tiền: "
        f"{seller_page_url(part)}",
        f"payment-claimed:{attempt.pk}",
    )


def tell_seller_expired(part: SellerOrder) -> None:
    """Tell the seller that an order ended because no money came."""
    _send(
        part.partner.phone,
        "payment-expired-seller",
        f"Đơn {part.number} đã hủy vì khách không chuyển tiền. "
        "Hàng đã được trả về kho, bà con không cần gói.",
        f"payment-expired:{part.number}",
    )


def _send(phone: str, template: str, text: str, key: str) -> None:
    if phone:
        send_message(to_phone=phone, template=template, text=text, dedupe_key=key)
