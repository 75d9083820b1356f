"""How many orders one phone may have that nobody has paid or delivered yet."""

from common.errors import BusinessRuleError
from common.locks import hold
from shop.order.models import SellerOrder
from shop.order.states import PREPAID, PaymentState, SellerOrderState

#: Orders of one phone that hold stock without money, and that wait for the door.
MAX_UNPAID_ORDERS = 2
MAX_OPEN_CASH_ORDERS = 10
#: Orders ahead wait for months; they are counted apart so that they are in nobody's way.
MAX_PREORDERS = 10
#: Until the parcel is packed an order costs a joker nothing.
UNPACKED = frozenset({SellerOrderState.PLACED, SellerOrderState.CONFIRMED})


class TooManyOpen(BusinessRuleError):
    """This phone has too many orders that are not paid or not delivered."""


def require_room(phone: str, method: str) -> None:
    """Refuse another order when the phone has too many open ones. 1 query, 2 on PostgreSQL.

    Orders ahead of a harvest do not count. Raises ``TooManyOpen``.
    """
    hold(f"orders-of:{phone}")
    parts = SellerOrder.objects.filter(order__customer_phone=phone, is_demo=False)
    if method in PREPAID:
        parts = parts.filter(state=SellerOrderState.PLACED, payment_method__in=PREPAID)
        parts = parts.exclude(payment_state=PaymentState.PAID)
        if parts.values("order").distinct().count() >= MAX_UNPAID_ORDERS:
            raise TooManyOpen(
                f"Số điện thoại này còn {MAX_UNPAID_ORDERS} đơn chưa chuyển tiền. "
                "Bạn trả tiền hoặc hủy đơn cũ rồi đặt tiếp."
            )
        return
    parts = parts.filter(state__in=UNPACKED).exclude(payment_method__in=PREPAID)
    parts = parts.not_before_harvest()
    if parts.values("order").distinct().count() >= MAX_OPEN_CASH_ORDERS:
        raise TooManyOpen(
            f"Số điện thoại này có {MAX_OPEN_CASH_ORDERS} đơn đang chờ gói. "
            "Bạn chờ người bán gửi bớt rồi đặt tiếp, hoặc gọi hỗ trợ."
        )


def require_preorder_room(phone: str) -> None:
    """Refuse another order ahead when the phone has too many. 1 query, 2 on PostgreSQL.

    Raises ``TooManyOpen``.
    """
    hold(f"orders-of:{phone}")
    parts = SellerOrder.objects.before_harvest().filter(order__customer_phone=phone, is_demo=False)
    if parts.values("order").distinct().count() >= MAX_PREORDERS:
        raise TooManyOpen(
            f"Số điện thoại này có {MAX_PREORDERS} đơn đặt trước đang chờ thu hoạch. "
            "Bạn chờ hàng về hoặc hủy bớt đơn rồi đặt tiếp, hoặc gọi hỗ trợ."
        )
