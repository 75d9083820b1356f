"""The messages that orders send to phones; queued in the transaction of what happened."""

from django.conf import settings
from django.utils import timezone

from common.dates import format_datetime, near_date
from common.money import format_vnd
from common.phones import format_phone
from jobs import outbox
from jobs.messages import send_message
from shop.order import tour_words
from shop.order.models import Order, Proposal, SellerOrder, SellerOrderEvent
from shop.order.states import PREPAID, PaymentMethod, PaymentState
from shop.order.states import SellerOrderState as S
from shop.shipping.models import DeliveryMethod

#: Kind of the outbox row for a seller order that waits for its seller from now on.
TO_CONFIRM = "order.to-confirm"
_WORDS = {
    S.CONFIRMED: "{seller} đã nhận đơn {number} và đang chuẩn bị hàng.",
    S.PACKED: "Đơn {number} của {seller} đã gói xong, sắp gửi đi.",
    S.SHIPPED: "Đơn {number} của {seller} đang trên đường giao.{carrier}",
    S.DELIVERED: "Đơn {number} của {seller} đã giao. Hàng thế nào, bạn nói vài lời ở trang đơn.",
    S.CANCELLED: "Đơn {number} của {seller} đã hủy.{reason} {money}",
    S.DELIVERY_FAILED: "Đơn {number} của {seller} chưa giao được.{reason} Người bán sẽ hẹn lại.",
    S.RETURNED: "Hàng của đơn {number} đã về lại {seller}.{reason}",
}
#: The shopper comes for the goods.
_FETCHED = frozenset({DeliveryMethod.PICKUP, DeliveryMethod.POINT})


def seller_page_url(seller_order: SellerOrder) -> str:
    """Return the address of the seller's page for its part of an order."""
    return f"{settings.SITE_URL}/ban-hang/don-hang/{seller_order.number}/"


def preorders_url() -> str:
    """Return the address where a seller looks after goods on pre-order."""
    return f"{settings.SITE_URL}/ban-hang/ban-truoc/"


def tell_sellers_placed(order: Order, parts: list[SellerOrder], goods: dict[int, str]) -> None:
    """Tell every seller what was bought; ``goods`` is words by the id of the partner."""
    for part in parts:
        if part.is_before_harvest:
            _tell_preordered(part, goods[part.partner_id])
            continue
        if part.payment_method not in PREPAID:
            ask_for_answer(part)
            continue
        send(
            part.partner.phone,
            "order-placed-seller",
            f"Có người {'đặt chỗ' if part.tour_on else 'đặt mua'} {goods[part.partner_id]}. "
            f"Đơn {part.number}, "
            f"{format_vnd(part.goods_vnd - part.discount_vnd)}. Khách trả tiền trước, "
            f"bà con chờ tin báo tiền rồi mới {'nhận khách' if part.tour_on else 'gói'}. "
            f"Xem đơn: {seller_page_url(part)}",
            f"order-placed:{part.number}",
        )


def _tell_preordered(part: SellerOrder, goods: str) -> None:
    send(
        part.partner.phone,
        "order-preordered-seller",
        f"Có người đặt trước {goods}, gửi từ {near_date(part.ready_on)}. Đơn {part.number}. "
        f"Giờ bà con chưa phải làm gì. Thu hoạch xong thì bấm Đã thu hoạch: {preorders_url()}",
        f"order-placed:{part.number}",
    )


def ask_for_answer(part: SellerOrder) -> None:
    """Note that the seller must answer now; ``sellers`` takes it to the people of the shop."""
    outbox.enqueue(
        kind=TO_CONFIRM,
        dedupe_key=f"to-confirm:{part.number}",
        payload={"number": part.number, "since": timezone.now().isoformat()},
    )


def tell_paid(part: SellerOrder) -> None:
    """Tell the seller to start, and the shopper that the money arrived."""
    ask_for_answer(part)
    send(
        part.order.customer_phone,
        "order-paid",
        f"Đã nhận {format_vnd(part.to_pay_vnd)} cho đơn {part.number} của {part.seller_name}. "
        f"Xem đơn: {settings.SITE_URL}{part.order.get_guest_url()}",
        f"order-paid:{part.number}",
    )


def tell_shopper_placed(order: Order, parts: list[SellerOrder]) -> None:
    """Send the shopper the number of the order and the link that opens it."""
    is_prepaid = any(part.payment_method in PREPAID for part in parts)
    to_pay = sum(part.to_pay_vnd for part in parts)
    step = "Mở đơn để trả tiền" if is_prepaid else "Xem đơn"
    send(
        order.customer_phone,
        "order-placed",
        f"{_what_words(parts)}, mã đơn {order.number}, {format_vnd(to_pay)} "
        f"{'trả trước' if is_prepaid else _cash_words(parts)}. {_ahead_words(parts)}"
        f"{step}: {settings.SITE_URL}{order.get_guest_url()}",
        f"order-placed:{order.number}",
    )


def tell_shopper(part: SellerOrder, event: SellerOrderEvent) -> None:
    """Tell the shopper about a move, when it is one that matters to them."""
    words = _WORDS.get(event.to_state)
    if part.tour_on:
        words = tour_words.MESSAGES.get(event.to_state, words)
    elif event.to_state == S.SHIPPED and part.delivery_method in _FETCHED:
        words = "Hàng của đơn {number} đã sẵn, mời bạn đến lấy: {place}."
    if words is None:
        return
    text = words.format(
        number=part.number,
        seller=part.seller_name,
        carrier=_carrier(part),
        reason=f" Lý do: {part.reason.rstrip('.')}." if part.reason else "",
        money=_money_back(part),
        place=part.delivery_place.rstrip(".") or part.seller_name,
    )
    url = f"{settings.SITE_URL}{part.order.get_guest_url()}"
    template = f"order-{event.to_state}"
    send(part.order.customer_phone, template, f"{text} Xem đơn: {url}", f"order-event:{event.pk}")


def tell_seller_cancelled(part: SellerOrder) -> None:
    """Tell the seller that the shopper has called the order off."""
    send(
        part.partner.phone,
        "order-cancelled-seller",
        f"Người mua đã hủy đơn {part.number}. "
        f"{'Khách không đến nữa.' if part.tour_on else 'Bà con không cần gói hàng này nữa.'} "
        f"Gọi hỗ trợ: {format_phone(settings.OPERATOR['phone'])}",
        f"order-cancelled-seller:{part.number}",
    )


def ask_shopper(part: SellerOrder, proposal: Proposal, words: str) -> None:
    """Send the shopper what the seller offers, with the link where one tap answers."""
    send(
        part.order.customer_phone,
        f"order-ask-{proposal.kind}",
        f"{part.seller_name} hỏi về đơn {part.number}: {words}{_because(proposal)} "
        f"Bạn trả lời ở đây: {order_url(part)}",
        f"order-ask:{proposal.pk}",
    )


def ask_seller(part: SellerOrder, proposal: Proposal) -> None:
    """Tell the seller that the shopper wants to give the goods back."""
    send(
        part.partner.phone,
        "order-ask-return",
        f"Khách muốn trả hàng đơn {part.number}.{_because(proposal)} "
        f"Bà con trả lời trước {format_datetime(proposal.answer_by)}: {seller_page_url(part)}",
        f"order-ask:{proposal.pk}",
    )


def tell_seller_answer(part: SellerOrder, proposal: Proposal, words: str) -> None:
    """Tell the seller what the shopper answered."""
    send(
        part.partner.phone,
        "order-answer",
        f"Đơn {part.number}: {words} Xem đơn: {seller_page_url(part)}",
        f"order-answer:{proposal.pk}",
    )


def tell_return_declined(part: SellerOrder, proposal: Proposal) -> None:
    """Tell the shopper where to complain, and the operator that somebody may."""
    complaint = f"{settings.SITE_URL}/khieu-nai/"
    send(
        part.order.customer_phone,
        "order-return-declined",
        f"{part.seller_name} không nhận trả hàng đơn {part.number}. "
        f"Nếu bạn thấy chưa đúng, gửi khiếu nại ở đây: {complaint}",
        f"order-answer:{proposal.pk}",
    )
    tell_operator(
        "return-declined-operator",
        f"Đơn {part.number}: người bán không nhận trả hàng.{_because(proposal)}",
        f"return-declined-operator:{proposal.pk}",
    )


def tell_expired(part: SellerOrder, proposal: Proposal) -> None:
    """Tell who asked that no answer came."""
    if proposal.kind == Proposal.Kind.RETURN:
        send(
            part.order.customer_phone,
            "order-return-expired",
            f"{part.seller_name} chưa trả lời yêu cầu trả hàng đơn {part.number}. "
            f"Bạn gửi khiếu nại ở đây: {settings.SITE_URL}/khieu-nai/",
            f"order-expired:{proposal.pk}",
        )
        tell_operator(
            "return-expired-operator",
            f"Đơn {part.number}: người bán không trả lời yêu cầu trả hàng.{_because(proposal)}",
            f"return-expired-operator:{proposal.pk}",
        )
        return
    send(
        part.partner.phone,
        "order-expired",
        f"Khách chưa trả lời đề nghị về đơn {part.number}, đơn vẫn như cũ. "
        f"Bà con gọi khách {format_phone(part.order.customer_phone)}, "
        f"hoặc xem đơn: {seller_page_url(part)}",
        f"order-expired:{proposal.pk}",
    )


def remind_to_confirm(part: SellerOrder, key: str) -> None:
    """Remind the seller before the time to confirm is over."""
    send(
        part.partner.phone,
        "remind-confirm",
        f"Đơn {part.number} đang chờ bà con nhận, trước {format_datetime(part.confirm_by)}. "
        f"Nhận đơn: {seller_page_url(part)}",
        key,
    )


def tell_unconfirmed(part: SellerOrder, key: str) -> None:
    """Tell seller and operator that the time to confirm is over."""
    send(
        part.partner.phone,
        "late-confirm",
        f"Đơn {part.number} đã quá hạn trả lời. Bà con nhận hoặc hủy đơn ngay, "
        f"không thì đơn tự hủy: {seller_page_url(part)}",
        f"{key}:seller",
    )
    tell_operator(
        "late-confirm-operator",
        f"Đơn {part.number}: {part.seller_name} chưa xác nhận sau hạn. "
        f"Gọi người bán{at_phone(part.partner.phone)}.",
        key,
    )


def tell_missed(part: SellerOrder) -> None:
    """Tell the seller that an order was called off because nobody confirmed it."""
    send(
        part.partner.phone,
        "order-missed",
        f"Đơn {part.number} đã tự hủy vì bà con chưa nhận kịp. "
        f"{'Chỗ mở lại cho khách khác' if part.tour_on else 'Hàng được bán tiếp'}. "
        f"Cần giúp thì gọi {format_phone(settings.OPERATOR['phone'])}",
        f"order-missed:{part.number}",
    )


def tell_unshipped(part: SellerOrder, key: str) -> None:
    """Tell seller and operator that a parcel should have left; the seller alone of a tour."""
    words = "đã đến hạn gửi. Gửi hàng rồi bấm Đã gửi đi, hoặc hẹn khách ngày khác"
    if part.tour_on:
        words = f"khách đến ngày {near_date(part.tour_on)}. Bà con chốt khách, nhắc khách chỗ gặp"
    send(
        part.partner.phone,
        "late-ship",
        f"Đơn {part.number} {words}: {seller_page_url(part)}",
        f"{key}:seller",
    )
    if part.tour_on:
        return
    tell_operator(
        "late-ship-operator",
        f"Đơn {part.number}: {part.seller_name} chưa gửi hàng khi đến hạn.",
        key,
    )


def _ahead_words(parts: list[SellerOrder]) -> str:
    """Return ``Hàng đặt trước gửi từ 15/08. `` for an order of goods that are not there yet."""
    days = [part.ready_on for part in parts if part.is_before_harvest]
    if not days:
        return ""
    first = "Hàng" if len(days) == len(parts) else "Kiện"
    return f"{first} đặt trước gửi từ {' và '.join(map(near_date, sorted(set(days))))}. "


def _what_words(parts: list[SellerOrder]) -> str:
    days = {part.tour_on for part in parts}
    if len(days) == 1 and (day := days.pop()):
        return f"Đã đặt chỗ, đi ngày {near_date(day)}"
    return "Đã đặt hàng"


def _cash_words(parts: list[SellerOrder]) -> str:
    is_fetched = all(part.delivery_method in _FETCHED for part in parts)
    if all(part.tour_on for part in parts):
        return "trả khi đến"
    return "trả khi đến lấy" if is_fetched else "trả khi nhận"


def at_phone(phone: str) -> str:
    """Return a phone after a space; empty without one."""
    return f" {format_phone(phone)}" if phone else ""


def _because(proposal: Proposal) -> str:
    return f" Lý do: {proposal.reason.rstrip('.')}." if proposal.reason else ""


def order_url(part: SellerOrder) -> str:
    """Return the address that opens the order of a part without signing in."""
    return f"{settings.SITE_URL}{part.order.get_guest_url()}"


def _money_back(part: SellerOrder) -> str:
    """Say what happens to money that a shopper has paid for an order that is over."""
    if part.payment_state in {PaymentState.PAID, PaymentState.PARTLY}:
        if part.payment_method == PaymentMethod.GATEWAY:
            return "Bạn sẽ được trả lại tiền vào thẻ, ví hoặc tài khoản đã trả."
        return "Người bán sẽ trả lại tiền bạn đã trả."
    return "Bạn không phải trả tiền đơn này."


def tell_operator(template: str, text: str, key: str) -> None:
    """Send the operator a message."""
    send(settings.OPERATOR["phone"], template, text, key)


def _carrier(part: SellerOrder) -> str:
    if not part.carrier:
        return ""
    code = f", mã {part.tracking_code}" if part.tracking_code else ""
    return f" Người giao: {part.carrier}{code}."


def send(phone: str, template: str, text: str, key: str) -> None:
    """Queue a message, if there is a phone to send it to."""
    if phone:
        send_message(to_phone=phone, template=template, text=text, dedupe_key=key)
