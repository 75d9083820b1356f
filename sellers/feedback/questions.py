"""Ask about goods in public, and answer for their seller."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalogue.models import Product
from catalogue.reviews.models import ProductQuestion, Status
from common.contacts import mask_name
from common.dates import local_today
from common.errors import BusinessRuleError
from jobs.messages import send_message
from sellers.feedback.changes import note_change
from sellers.feedback.product_reviews import save_answer
from sellers.feedback.words import clean
from sellers.strangers import is_own

#: Questions of one person in 24 hours, about all goods together.
MOST_A_DAY = 5


class TooMany(BusinessRuleError):
    """Somebody asks without end."""

    message = f"Hôm nay bạn đã hỏi {MOST_A_DAY} câu. Mai bạn hỏi tiếp nhé."


class OwnGoods(BusinessRuleError):
    """The seller's people ask themselves."""

    message = "Đây là hàng của gian hàng bạn. Muốn nói thêm thì bạn sửa phần mô tả."


@transaction.atomic
def ask(*, product: Product, user: User, text: str) -> ProductQuestion:
    """Ask a question; the same one twice is one. Words that meet a rule wait for a look.

    Raises ``TooMany``, ``OwnGoods``.
    """
    if is_own(user=user, partner_id=product.partner_id):
        raise OwnGoods
    # Two presses at once: the second one waits, and finds the question of the first.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    cleaned = clean(text)
    mine = ProductQuestion.objects.filter(
        user=user, asked_at__gte=timezone.now() - dt.timedelta(days=1)
    )
    if same := mine.filter(product=product, text=cleaned.text).first():
        return same
    if mine.count() >= MOST_A_DAY:
        raise TooMany
    question = ProductQuestion.objects.create(
        product=product,
        user=user,
        name=mask_name(user.full_name)[:80],
        text=cleaned.text,
        reasons=list(cleaned.reasons),
        status=Status.WAITING if cleaned.reasons else Status.SHOWN,
    )
    if question.status == Status.SHOWN:
        tell_seller(question)
    note_change(product)
    return question


@transaction.atomic
def answer(*, question: ProductQuestion, text: str, by: User) -> ProductQuestion:
    """Answer a shown question for its seller, or change the answer; the asker hears of the first.

    Raises ``WordsRefused``.
    """
    is_first = question.answered_at is None
    save_answer(question, text=text, by=by)
    if is_first and question.user and question.user.phone:
        page = reverse("sellers:questions", args=(question.product.slug, question.product_id))
        send_message(
            to_phone=question.user.phone,
            template="question-answered",
            text=f"Người bán đã trả lời câu bạn hỏi về “{question.product.title}”. "
            f"Xem: {settings.SITE_URL}{page}",
            dedupe_key=f"question-answered:{question.pk}",
        )
    return question


def tell_seller(question: ProductQuestion) -> None:
    """Tell the seller of a question, once a day whatever comes; its first page lists them all."""
    partner = question.product.partner
    if partner is None or not partner.phone:
        return
    send_message(
        to_phone=partner.phone,
        template="question-asked",
        text=f"Có người hỏi về “{question.product.title}”. Bà con trả lời ở "
        f"{settings.SITE_URL}/ban-hang/cau-hoi/",
        dedupe_key=f"question-asked:{partner.pk}:{local_today().isoformat()}",
    )
