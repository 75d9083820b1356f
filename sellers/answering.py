"""The answer of a seller without signing in: by the link of a message, or by a key in a call."""

from dataclasses import dataclass

from django.db import transaction

from common.errors import BusinessRuleError
from jobs.messages import send_message
from sellers import answer_links, notice_words, noticing
from sellers.models import Membership, Notice, NoticeStep
from shop.order import moves
from shop.order.asking import moment
from shop.order.models import SellerOrder
from shop.order.states import PaymentMethod, SellerOrderState
from shop.shipping.models import DeliveryMethod

A = Notice.Answer
#: Where a seller says the rest: the end of the path of an order's page.
PAGES = {A.LESS: "it-hon", A.LATER: "giao-sau"}
KEYS = {"1": A.HAVE, "2": A.LESS, "3": A.LATER}
#: A host who cannot take the guests calls the order off: a tour has its day and its places.
_TOUR_PAGE, _TOUR_WORDS = "huy", "bà con báo không nhận được khách"
_WORDS = {A.LESS: "bà con báo có ít hơn", A.LATER: "bà con báo hôm nay chưa giao được"}


class NotWaiting(BusinessRuleError):
    """The order is answered, called off, or the link is too old."""

    message = "Đơn này đã có câu trả lời, hoặc tin nhắn đã cũ. Bà con đăng nhập để xem đơn."


@dataclass(frozen=True, slots=True)
class Question:
    """What a seller sees before answering; nothing that finds the buyer."""

    number: str
    seller_name: str
    goods: tuple[str, ...]
    amount_vnd: object
    buyer: str
    delivery: str
    payment: str
    deadline: str
    is_tour: bool
    place: str


def question_of(step: NoticeStep) -> Question:
    """Return the order behind a link. 2 queries."""
    part = step.notice.seller_order
    return Question(
        number=part.number,
        seller_name=part.seller_name,
        goods=notice_words.items_of(part),
        amount_vnd=part.goods_vnd - part.discount_vnd,
        buyer=short_name(part.order.customer_name),
        delivery=DeliveryMethod(part.delivery_method).label,
        payment=PaymentMethod(part.payment_method).label,
        deadline=moment(part.confirm_by) if part.confirm_by else "",
        is_tour=part.tour_on is not None,
        place=part.delivery_place,
    )


def page_of(part: SellerOrder, answer: str) -> str:
    """Return the end of the path of the page where the rest of an answer is said."""
    return _TOUR_PAGE if part.tour_on else PAGES[answer]


def short_name(full_name: str) -> str:
    """Return ``T. T. Hà`` for ``Trần Thu Hà``: enough to tell two buyers apart."""
    *before, last = full_name.split() or ["Khách"]
    return " ".join([*(f"{word[0]}." for word in before), last])


def is_open(step: NoticeStep) -> bool:
    """Say whether an answer still counts."""
    is_placed = step.notice.seller_order.state == SellerOrderState.PLACED
    return is_placed and step.notice.ended_at is None and not answer_links.is_expired(step)


@transaction.atomic
def confirm(step: NoticeStep, *, via: str) -> SellerOrder:
    """Confirm the order for whoever holds the phone that was told.

    Raises ``NotWaiting``, or what ``moves.confirm`` refuses.
    """
    if not is_open(step):
        raise NotWaiting
    part, person = step.notice.seller_order, _person(step)
    moves.confirm(seller_order=part, actor=person, note=f"Trả lời bằng {Notice.Via(via).label}")
    noticing.end(step.notice, ending=Notice.Ending.ANSWERED, answer=A.HAVE, via=via, actor=person)
    return part


@transaction.atomic
def press_key(step: NoticeStep, *, digit: str) -> bool:
    """Take a key pressed in a call; say whether it was the first answer.

    What needs more than a key ends the calls, and the seller gets the page for it. Raises what
    ``moves.confirm`` refuses.
    """
    answer = KEYS[digit]
    if not is_open(step):
        return False
    if answer == A.HAVE:
        confirm(step, via=Notice.Via.KEY)
        return True
    ending = {"ending": Notice.Ending.ANSWERED, "answer": answer, "via": Notice.Via.KEY}
    if not noticing.end(step.notice, actor=_person(step), **ending):
        return False
    part = step.notice.seller_order
    send_message(
        to_phone=step.to_phone,
        template="order-say-the-rest",
        text=_rest_text(part, answer),
        dedupe_key=f"order-rest:{part.number}",
    )
    return True


def _rest_text(part: SellerOrder, answer: str) -> str:
    what = _TOUR_WORDS if part.tour_on else _WORDS[answer]
    return notice_words.page_text(part, page_of(part, answer), what)


def _person(step: NoticeStep):
    """Return the member of the shop whose phone was told, when it is one."""
    members = Membership.objects.filter(
        seller__partner=step.notice.seller_order.partner_id, user__phone=step.to_phone
    )
    found = members.select_related("user").order_by("pk").first()
    return found.user if found else None
