"""The states of a seller order and the moves between them."""

from django.db import models


class SellerOrderState(models.TextChoices):
    """Where one seller's part of an order stands."""

    PLACED = "placed", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    PACKED = "packed", "Đã gói xong"
    SHIPPED = "shipped", "Đang giao"
    DELIVERED = "delivered", "Đã giao"
    COMPLETED = "completed", "Hoàn tất"
    CANCELLED = "cancelled", "Đã hủy"
    DELIVERY_FAILED = "delivery_failed", "Giao không được"
    RETURNED = "returned", "Đã trả hàng"


S = SellerOrderState

ALLOWED_MOVES: dict[str, frozenset[str]] = {
    S.PLACED: frozenset({S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PACKED, S.CANCELLED}),
    S.PACKED: frozenset({S.SHIPPED, S.CANCELLED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.DELIVERY_FAILED}),
    S.DELIVERED: frozenset({S.COMPLETED, S.RETURNED}),
    S.COMPLETED: frozenset({S.RETURNED}),
    S.DELIVERY_FAILED: frozenset({S.SHIPPED, S.RETURNED}),
    S.CANCELLED: frozenset(),
    S.RETURNED: frozenset(),
}

#: The way an order travels when nothing goes wrong.
MAIN_ROAD: tuple[str, ...] = (
    S.PLACED,
    S.CONFIRMED,
    S.PACKED,
    S.SHIPPED,
    S.DELIVERED,
    S.COMPLETED,
)

#: States in which stock is held but not yet gone.
HOLDING = frozenset({S.PLACED, S.CONFIRMED, S.PACKED})
OPEN = frozenset({S.PLACED, S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED, S.DELIVERY_FAILED})
CLOSED = frozenset({S.COMPLETED, S.CANCELLED, S.RETURNED})


class PaymentMethod(models.TextChoices):
    """How the shopper pays."""

    COD = "cod", "Trả tiền khi nhận hàng"
    VIETQR = "vietqr", "Chuyển khoản mã QR"
    GATEWAY = "gateway", "Cổng thanh toán"
    CASH_PICKUP = "cash_pickup", "Trả tiền mặt khi đến lấy"


#: The money comes before the goods: without it nobody packs, and the hold on the stock ends.
PREPAID = frozenset({PaymentMethod.VIETQR, PaymentMethod.GATEWAY})


class PaymentState(models.TextChoices):
    """Whether the seller has the money."""

    UNPAID = "unpaid", "Chưa trả tiền"
    PARTLY = "partly", "Trả còn thiếu"
    PAID = "paid", "Đã trả tiền"
    REFUNDED = "refunded", "Đã hoàn tiền"
