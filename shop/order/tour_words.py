"""What the steps of an order are called when it is a date of a tour: people come, nothing is sent.

The states and moves are those of every order; ``packed`` is the list of guests being closed.
"""

from shop.order.states import SellerOrderState

S = SellerOrderState
CASH = "Trả tiền mặt khi đến"
MEETING = "Gặp ở"
_STATES = {
    S.PACKED: "Đã chốt khách",
    S.SHIPPED: "Chờ khách đến",
    S.DELIVERED: "Đã đi xong",
    S.DELIVERY_FAILED: "Khách không đến",
    S.RETURNED: "Không đi",
}
#: Where it is, in the words of the shopper.
NOW = {
    S.PLACED: "Chờ người đón nhận chỗ",
    S.CONFIRMED: "Đã nhận chỗ của bạn",
    S.PACKED: "Đã chốt chỗ của bạn",
    S.SHIPPED: "Mời bạn đến chỗ gặp",
    S.DELIVERED: "Bạn đã đi",
    S.COMPLETED: "Bạn đã đi",
    S.DELIVERY_FAILED: "Bạn chưa đến",
    S.RETURNED: "Không đi",
}
ROAD = {
    S.PLACED: "Đã đặt chỗ",
    S.PACKED: "Chốt chỗ",
    S.SHIPPED: "Bạn đến chỗ gặp",
    S.DELIVERED: "Bạn đã đi",
}
MESSAGES = {
    S.CONFIRMED: "{seller} đã nhận chỗ của đơn {number}. {place}.",
    S.PACKED: "{seller} đã chốt chỗ của đơn {number}. {place}.",
    S.SHIPPED: "{seller} mời bạn đến chỗ gặp của đơn {number}. {place}.",
    S.DELIVERED: "Chuyến đi của đơn {number} đã xong. Bạn nói vài lời ở trang đơn.",
    S.DELIVERY_FAILED: "Đơn {number}: {seller} chưa gặp bạn ở chỗ hẹn.{reason} Bạn gọi người đón.",
    S.RETURNED: "Đơn {number} của {seller} không đi nữa.{reason}",
}
#: The pages of the host when fewer people come than booked, or nobody.
FEWER_CAME = {
    "title": "Mấy người đến?",
    "lead": "Ghi số người đã đi. Khách chỉ trả tiền số này.",
    "button": "Đã đi số người này",
    "done": "Đã ghi số người đi. Tiền của đơn đã tính lại.",
    "nothing_left": "Không ai đến thì quay lại, bấm Khách không đến.",
}
NOBODY_CAME = {
    "title": "Khách không đến",
    "lead": "Người đặt nhận được tin nhắn. Khách đến sau thì bà con bấm Khách sẽ đến.",
    "button": "Ghi là khách không đến",
    "done": "Đã ghi. Gọi khách hỏi lại, hoặc bấm Khách không đi nữa.",
}
NOBODY_GOES = {
    "title": "Khách không đi nữa",
    "lead": "Bấm khi chắc là khách không đi. Đơn kết thúc, không mở lại được.",
    "button": "Khách không đi nữa",
    "done": "Đã ghi là khách không đi. Đơn kết thúc.",
    "note": "Khách không đến",
}


def state_label(part, state: str) -> str:
    """Return the name of a state, as sellers read it, for goods and for tours."""
    return _STATES.get(state, S(state).label) if part.tour_on else S(state).label
