"""The messages that orders send to phones; queued in the transaction of what happened."""

from django.conf import settings

from common.money import format_vnd
from common.phones import format_phone
from jobs.messages import send_message
from shop.order.models import Order, SellerOrder, SellerOrderEvent
from shop.order.states import SellerOrderState as S

_WORDS = {
    S.CONFIRMED: "{seller} đã nhận đơn {number} và đang chuẩn bị hàng.",
    S.PACKED: "Đơn {number} của {seller} đã gói xong, sắp gửi đi.",
    S.SHIPPED: "Đơn {number} của {seller} đang trên đường giao.{carrier}",
    S.DELIVERED: "Đơn {number} của {seller} đã giao. Cảm ơn bạn.",
    S.CANCELLED: "Đơn {number} của {seller} đã hủy.{reason} Bạn không phải trả tiền đơn này.",
    S.DELIVERY_FAILED: "Đơn {number} của {seller} chưa giao được.{reason} Sẽ giao lại.",
    S.RETURNED: "Hàng của đơn {number} đã về lại {seller}.{reason}",
}


def seller_page_url(seller_order: SellerOrder) -> str:
    """Return the address of the seller's page for its part of an order."""
    return f"{settings.SITE_URL}/ban-hang/don-hang/{seller_order.number}/"


def tell_sellers_placed(order: Order, parts: list[SellerOrder], goods: dict[int, str]) -> None:
    """Tell every seller what was bought; ``goods`` is words by the id of the partner."""
    for part in parts:
        _send(
            part.partner.phone,
            "order-placed-seller",
            f"Có người đặt mua {goods[part.partner_id]}. Đơn {part.number}, "
            f"{format_vnd(part.goods_vnd - part.discount_vnd)}. "
            f"Xem và xác nhận trong 24 giờ: {seller_page_url(part)}",
            f"order-placed:{part.number}",
        )


def tell_shopper_placed(order: Order) -> None:
    """Send the shopper the number of the order and the link that opens it."""
    _send(
        order.customer_phone,
        "order-placed",
        f"Đã đặt hàng, mã đơn {order.number}, {format_vnd(order.total_incl_tax)} "
        f"trả khi nhận. Xem đơn: {settings.SITE_URL}{order.get_guest_url()}",
        f"order-placed:{order.number}",
    )


def tell_shopper(part: SellerOrder, event: SellerOrderEvent) -> None:
    """Tell the shopper about a move, when it is one that matters to them."""
    words = _WORDS.get(event.to_state)
    if words is None:
        return
    text = words.format(
        number=part.number,
        seller=part.seller_name,
        carrier=_carrier(part),
        reason=f" Lý do: {part.reason.rstrip('.')}." if part.reason else "",
    )
    url = f"{settings.SITE_URL}{part.order.get_guest_url()}"
    template = f"order-{event.to_state}"
    _send(part.order.customer_phone, template, f"{text} Xem đơn: {url}", f"order-event:{event.pk}")


def tell_seller_cancelled(part: SellerOrder) -> None:
    """Tell the seller that the shopper has called the order off."""
    _send(
        part.partner.phone,
        "order-cancelled-seller",
        f"Người mua đã hủy đơn {part.number}. Bà con không cần gói hàng này nữa. "
        f"Gọi hỗ trợ: {format_phone(settings.OPERATOR['phone'])}",
        f"order-cancelled-seller:{part.number}",
    )


def _carrier(part: SellerOrder) -> str:
    if not part.carrier:
        return ""
    code = f", mã {part.tracking_code}" if part.tracking_code else ""
    return f" Người giao: {part.carrier}{code}."


def _send(phone: str, template: str, text: str, key: str) -> None:
    if phone:
        send_message(to_phone=phone, template=template, text=text, dedupe_key=key)
