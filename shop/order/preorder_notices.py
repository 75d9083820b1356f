"""The messages about goods that were ordered ahead; queued with what happened."""

import datetime as dt

from common.dates import near_date
from shop.order.models import SellerOrder
from shop.order.notices import at_phone, order_url, preorders_url, send, tell_operator


def tell_day_moved(part: SellerOrder, was: dt.date, key: str) -> None:
    """Tell the shopper that goods on pre-order come on another day; who waits does nothing."""
    send(
        part.order.customer_phone,
        "preorder-moved",
        f"{part.seller_name}: hàng đặt trước của đơn {part.number} gửi từ "
        f"{near_date(part.ready_on)} thay vì {near_date(was)}. Bạn đợi thì không cần làm gì. "
        f"Không đợi thì hủy ở đây: {order_url(part)}",
        key,
    )


def tell_harvested(part: SellerOrder) -> None:
    """Tell the shopper that the goods ordered ahead are there."""
    send(
        part.order.customer_phone,
        "preorder-harvested",
        f"{part.seller_name} đã có hàng của đơn đặt trước {part.number} và đang gói. "
        f"Xem đơn: {order_url(part)}",
        f"preorder-harvested:{part.number}",
    )


def remind_to_harvest(part: SellerOrder, key: str) -> None:
    """Ask the seller for goods on pre-order shortly before their day."""
    send(
        part.partner.phone,
        "remind-harvest",
        f"Hàng bán trước của bà con hẹn gửi từ {near_date(part.ready_on)}. Thu hoạch xong thì "
        f"bấm Đã thu hoạch, chưa kịp thì dời ngày: {preorders_url()}",
        key,
    )


def tell_unharvested(part: SellerOrder, key: str) -> None:
    """Tell seller and operator that the day of goods on pre-order has passed."""
    send(
        part.partner.phone,
        "late-harvest",
        f"Hàng bán trước hẹn gửi từ {near_date(part.ready_on)} đã quá ngày. Bà con bấm Đã thu "
        f"hoạch hoặc dời ngày ngay, không thì các đơn tự hủy: {preorders_url()}",
        f"{key}:seller",
    )
    tell_operator(
        "late-harvest-operator",
        f"{part.seller_name}: hàng bán trước hẹn {near_date(part.ready_on)} chưa có. "
        f"Gọi người bán{at_phone(part.partner.phone)}.",
        key,
    )
