"""How the money of an order stands, in the words of its seller."""

from common.money import format_vnd
from shop.order import asking
from shop.order.models import SellerOrder
from shop.order.states import HOLDING, PREPAID
from shop.order.states import SellerOrderState as S
from shop.payment import cases, ledger
from shop.payment.models import PaymentAttempt, PaymentCase
from shop.payment.vietqr.memo import PREFIX
from shop.shipping.models import DeliveryMethod


def of_seller(part: SellerOrder) -> tuple[str, str]:
    """Return what is wrong with the money, and how it stands; nothing is said twice."""
    case, words = cases.case_of(part), _payment_words(part)
    if case is None:
        return "", words
    if ledger.balance_of(part).due_vnd < 0 or case.kind == PaymentCase.Kind.REFUND_DUE:
        return words, ""
    is_held = case.kind == PaymentCase.Kind.HELD
    return case.sentence, "" if is_held else words


def _payment_words(part: SellerOrder) -> str:
    """Return how the money stands, in the seller's words. 2 queries at most."""
    balance = ledger.balance_of(part)
    due = balance.due_vnd
    if due < 0 and balance.at_gateway_vnd >= -due:
        return f"Cổng thanh toán trả lại khách {format_vnd(-due)}. Bà con không phải làm gì."
    if due < 0:
        return (
            f"Bà con phải trả lại khách {format_vnd(-due)}. "
            "Chuyển xong thì gọi hỗ trợ để ghi là đã trả."
        )
    if part.state in ledger.VOID:
        return ""
    if due == 0 and balance.received_vnd:
        return f"Khách đã trả đủ {format_vnd(balance.net_vnd)}."
    if part.payment_method not in PREPAID:
        if part.state not in HOLDING | {S.SHIPPED}:
            return ""
        taker = "Bưu tá" if part.delivery_method == DeliveryMethod.CARRIER else "Bà con"
        when = "khách đến" if part.tour_on else "giao hàng"
        return f"{taker} thu {format_vnd(due)} khi {when}."
    if balance.net_vnd > 0:
        return f"Khách đã trả {format_vnd(balance.net_vnd)}, còn thiếu {format_vnd(due)}."
    claimed = PaymentAttempt.objects.filter(
        seller_order=part, state=PaymentAttempt.State.CLAIMED
    ).last()
    if claimed:
        more = claimed.amount_vnd > due
        less = f"Đơn nay còn {format_vnd(due)}, thừa thì trả lại khách. " if more else ""
        return (
            f"Khách báo đã chuyển {format_vnd(claimed.amount_vnd)}, "
            f"nội dung {PREFIX}{claimed.reference}. {less}"
            "Xem tài khoản, thấy tiền thì bấm Đã nhận tiền."
        )
    until = f" trước {asking.moment(part.pay_by)}" if part.pay_by else ""
    then = "nhận khách" if part.tour_on else "gói hàng"
    return f"Khách cần trả {format_vnd(due)}{until}. Có tiền rồi bà con mới {then}."
