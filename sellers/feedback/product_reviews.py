"""Write, change and answer the review of a line of an order."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.reviews.models import ProductReview, Status
from common.contacts import mask_name
from common.errors import BusinessRuleError
from places.models import Province
from sellers.feedback.changes import note_change
from sellers.feedback.words import clean
from sellers.models import Membership
from sellers.strangers import is_own
from shop.order.models import Line, SellerOrder
from shop.order.reviewable import ARRIVED, may_edit, may_write


class NotYet(BusinessRuleError):
    """The goods are not there."""

    message = "Hàng giao xong rồi bạn mới đánh giá được."


class TooLate(BusinessRuleError):
    """The time to write or to change is over."""

    message = "Đã quá hạn viết hoặc sửa lời đánh giá này."


class OwnGoods(BusinessRuleError):
    """The seller's own people praise themselves."""

    message = "Đây là hàng của gian hàng bạn nên bạn không đánh giá được."


class WordsRefused(BusinessRuleError):
    """An answer says what may not be shown."""


def require_open(*, line: Line, review: ProductReview | None) -> None:
    """Refuse when the line cannot be reviewed, or its review not changed. No query.

    Raises ``NotYet``, ``TooLate``.
    """
    if review is not None:
        if not may_edit(review):
            raise TooLate
        return
    if line.seller_order is None or line.seller_order.state not in ARRIVED:
        raise NotYet
    if not may_write(line):
        raise TooLate


@transaction.atomic
def write(*, line: Line, score: int, body: str = "") -> ProductReview:
    """Write the one review of a line, or change it; who may see the order may do so.

    Words that meet a rule wait for a look, all others are shown at once. Raises ``NotYet``,
    ``TooLate``, ``OwnGoods``.
    """
    # Two presses at once: the second one finds the review of the first.
    part = SellerOrder.objects.select_for_update(of=("self",)).get(pk=line.seller_order_id)
    review = ProductReview.objects.filter(line=line).first()
    line.seller_order = part
    require_open(line=line, review=review)
    if review is None:
        review = _new(line, part)
    else:
        review.edited_at = timezone.now()
    cleaned = clean(body)
    review.score, review.body = score, cleaned.text
    review.reasons = list(cleaned.reasons)
    # What a person has refused is not shown by changing one word of it.
    waits = cleaned.reasons or review.status == Status.REFUSED
    review.status = Status.WAITING if waits else Status.SHOWN
    review.save()
    note_change(review.product)
    return review


@transaction.atomic
def answer(*, review: ProductReview, text: str, by: User) -> ProductReview:
    """Answer a shown review for its seller, or change the answer. Raises ``WordsRefused``."""
    save_answer(review, text=text, by=by)
    return review


def save_answer(said, *, text: str, by: User) -> None:
    """Write the seller's answer to a review or a question. Raises ``WordsRefused``."""
    cleaned = clean(text)
    if cleaned.reasons:
        raise WordsRefused(cleaned.advice)
    now, is_first = timezone.now(), said.answered_at is None
    changes = {"answer": cleaned.text, "answered_by": by}
    changes |= {"answered_at": now} if is_first else {"answer_edited_at": now}
    type(said).objects.filter(pk=said.pk).update(**changes)
    said.refresh_from_db()
    note_change(said.product)


def _new(line: Line, part: SellerOrder) -> ProductReview:
    order = part.order
    if _is_of_the_shop(part, order):
        raise OwnGoods
    province = Province.objects.filter(code=part.destination_province_code).first()
    return ProductReview(
        # What is said of a date is said of its tour.
        product_id=line.product.parent_id or line.product_id,
        line=line,
        user=order.user,
        name=mask_name(order.customer_name)[:80],
        place=province.name[:80] if province else "",
        is_demo=part.is_demo,
    )


def _is_of_the_shop(part: SellerOrder, order) -> bool:
    if order.user and is_own(user=order.user, partner_id=part.partner_id):
        return True
    phone = order.customer_phone
    if not phone:
        return False
    team = Membership.objects.filter(seller__partner=part.partner_id, user__phone=phone)
    return phone == part.partner.phone or team.exists()
