"""What a seller can do with an order now: one next step, and the ways aside."""

from dataclasses import dataclass

from common.dates import local_today
from shop.order.models import Proposal, SellerOrder
from shop.order.queries import SellerOrderPage
from shop.order.roads import FETCHED
from shop.order.states import PREPAID, PaymentMethod, SellerOrderState
from shop.shipping.models import DeliveryMethod

S = SellerOrderState
M = DeliveryMethod
K = Proposal.Kind
_SHIP = {
    M.CARRIER: "Đã gửi đi",
    M.OWN: "Bắt đầu đi giao",
    M.PICKUP: "Hàng sẵn, báo khách đến lấy",
    M.POINT: "Đã đưa ra điểm lấy hàng",
}
_DELIVERED = {
    M.CARRIER: "Bưu tá đã giao xong",
    M.OWN: "Đã giao xong",
    M.PICKUP: "Khách đã lấy hàng",
    M.POINT: "Khách đã lấy hàng",
}


_TOUR_STEPS = {
    S.CONFIRMED: "Chốt khách",
    S.PACKED: "Nhắc khách đến chỗ gặp",
    S.DELIVERY_FAILED: "Khách sẽ đến",
}
#: What is said after a step of a tour.
TOUR_DONE = {
    "confirm": "Đã nhận đơn. Gần ngày đi thì bấm Chốt khách.",
    "pack": "Đã chốt khách. Khách không tự hủy được nữa.",
    "deliver": "Đã ghi là khách đi xong.",
    "reship": "Đã ghi. Người mua nhận được tin nhắn.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button; ``verb`` is posted, ``page`` is the name of a page of its own."""

    label: str
    verb: str = ""
    page: str = ""


def next_step(order: SellerOrder, page: SellerOrderPage) -> Step | None:
    """Return the one big button, or None when the seller waits for somebody."""
    asked = page.question.kind if page.question else ""
    if asked == K.RETURN:
        return Step("Trả lời khách", page="order-return")
    if asked == K.LESS:
        return None
    if page.is_waiting_for_money:
        is_transfer = order.payment_method == PaymentMethod.VIETQR
        return Step("Đã nhận tiền", page="order-received") if is_transfer else None
    if page.is_before_harvest:
        return None
    steps = {
        S.PLACED: Step("Nhận đơn", verb="confirm"),
        S.CONFIRMED: Step("Đã gói xong", verb="pack"),
        S.PACKED: Step(_SHIP[order.delivery_method], verb="ship"),
        S.SHIPPED: Step(_delivered_label(order), verb="deliver"),
        S.DELIVERED: Step("Hoàn tất đơn", verb="complete"),
        S.DELIVERY_FAILED: Step("Giao lại", verb="reship"),
    }
    if asked == K.LATER and order.state == S.PLACED:
        return None
    if order.state == S.SHIPPED and _is_to_come(order):
        return None
    step = steps.get(order.state)
    if order.tour_on and order.state in _TOUR_STEPS:
        return Step(_TOUR_STEPS[order.state], verb=step.verb)
    return step


def side_steps(order: SellerOrder, page: SellerOrderPage) -> list[Step]:
    """Return what the seller can do when the next step does not fit."""
    if page.question or page.is_before_harvest:
        return []
    if order.tour_on:
        return _tour_sides(order)
    less = Step("Tôi có ít hơn", page="order-less")
    later = Step("Hôm nay chưa giao được", page="order-later")
    if order.state == S.PLACED and page.is_waiting_for_money:
        return [less]
    return {
        S.PLACED: [less, later],
        S.CONFIRMED: [less, later],
        S.PACKED: [later],
        S.SHIPPED: [
            Step("Khách chỉ nhận một phần", page="order-partial"),
            Step(_failed_label(order), page="order-failed"),
        ],
        S.DELIVERY_FAILED: [Step("Hàng đã về", page="order-back")],
    }.get(order.state, [])


def _tour_sides(order: SellerOrder) -> list[Step]:
    """Return the ways aside of a tour: its day is fixed, nothing comes back."""
    if _is_to_come(order):
        return []
    return {
        S.SHIPPED: [
            Step("Khách đến ít người hơn", page="order-partial"),
            Step("Khách không đến", page="order-failed"),
        ],
        S.DELIVERY_FAILED: [Step("Khách không đi nữa", page="order-back")],
    }.get(order.state, [])


def _is_to_come(order: SellerOrder) -> bool:
    return order.tour_on is not None and local_today() < order.tour_on


def asks_carrier(order: SellerOrder) -> bool:
    """Say whether the next step names who carries the parcel."""
    return order.state == S.PACKED and order.delivery_method == M.CARRIER


def _failed_label(order: SellerOrder) -> str:
    return "Khách không đến lấy" if order.delivery_method in FETCHED else "Giao không được"


def _delivered_label(order: SellerOrder) -> str:
    label = "Khách đã đi xong" if order.tour_on else _DELIVERED[order.delivery_method]
    return label if order.payment_method in PREPAID else f"{label}, đã thu tiền"
