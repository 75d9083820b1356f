"""What sellers' pages hold of a shopper: asks, reviews, questions, invitations."""

import datetime as dt

from django.db.models import Q

from accounts.models import User
from accounts.moving import when_moved
from accounts.personal_data.holders import NOBODY, Holder, Person, register, scrub
from accounts.personal_data.keeping import keep
from accounts.recycled import knows_names, when_detached
from catalogue.models import SeasonAsk
from catalogue.reviews.models import ProductQuestion, ProductReview
from common.dates import format_datetime
from sellers.feedback import review_photos
from sellers.models import Membership, Notice, NoticeStep, TeamInvitation
from shop.order.personal_data import orders_of
from shop.partner.models import Partner


@when_detached
def _shop_without_a_phone(user: User, old: str) -> None:
    """Tell the new holder of a number nothing about the shop and the wishes of the one before."""
    SeasonAsk.objects.filter(phone=old).delete()
    owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER).values("seller")
    Partner.objects.filter(seller__in=owned, phone=old).update(phone="")


@when_moved
def _shop_with_another_phone(user: User, old: str) -> None:
    """Reach the shops of a person, and the person with what was wished for, by the new number."""
    owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER).values("seller")
    Partner.objects.filter(seller__in=owned, phone__in=[old, ""]).update(phone=user.phone)
    known = SeasonAsk.objects.filter(phone=user.phone).values("product")
    SeasonAsk.objects.filter(phone=old).exclude(product__in=known).update(phone=user.phone)
    SeasonAsk.objects.filter(phone=old).delete()


@knows_names
def _shops_of(user: User):
    return Partner.objects.filter(seller__memberships__user=user).values_list("name", flat=True)


def _refuses(person: Person) -> str:
    if Membership.objects.filter(user=person.user).exists():
        return "Tài khoản này đang làm cho một gian hàng. Rời hoặc đóng gian hàng rồi gọi sàn."
    return ""


def _reviews(person: Person):
    return ProductReview.objects.filter(
        Q(user=person.user) | Q(line__order__in=orders_of(person))
    ).distinct()


def _forgets(person: Person) -> dict[str, int]:
    reviews = list(_reviews(person).prefetch_related("photos"))
    for review in reviews:
        for photo in review.photos.all():
            review_photos.drop(photo=photo)
    own = ProductReview.objects.filter(pk__in=[review.pk for review in reviews])
    questions = ProductQuestion.objects.filter(user=person.user)
    asked = list(questions.values_list("pk", flat=True))
    notices = Notice.objects.filter(seller_order__order__in=orders_of(person))
    counts = {
        "asks": SeasonAsk.objects.filter(phone=person.phone).delete()[0],
        "invitations": TeamInvitation.objects.filter(phone=person.phone).delete()[0],
        "sentences": scrub(own, "title", "body", "answer", words=person.words)
        + scrub(questions, "text", "answer", words=person.words)
        + scrub(notices, "note", words=person.words),
        "notice_phones": NoticeStep.objects.filter(to_phone=person.phone).update(to_phone=""),
        "reviews": own.update(user=None, name=NOBODY[:80], email="", homepage=""),
    }
    counts["questions"] = ProductQuestion.objects.filter(pk__in=asked).update(
        user=None, name=NOBODY[:80]
    )
    return counts


def _tables(person: Person) -> dict[str, list]:
    reviews = _reviews(person).select_related("product")
    questions = ProductQuestion.objects.filter(user=person.user).select_related("product")
    asks = SeasonAsk.objects.filter(phone=person.phone).select_related("product")
    return {
        "danh_gia": [
            {"mon": one.product.title, "sao": one.score, "loi": one.body,
             "luc": format_datetime(one.date_created)}
            for one in reviews
        ],
        "cau_hoi": [
            {"mon": one.product.title, "loi": one.text, "tra_loi": one.answer} for one in questions
        ],
        "nho_bao_khi_co_hang": [
            {"mon": one.product.title, "luc": format_datetime(one.created_at)} for one in asks
        ],
    }  # fmt: skip


@keep("notice_phones", days=365)
def _notice_phones(before: dt.datetime) -> int:
    old = NoticeStep.objects.filter(due_at__lt=before).exclude(state=NoticeStep.State.WAITING)
    return old.exclude(to_phone="").update(to_phone="")


@keep("invitations", days=90)
def _invitations(before: dt.datetime) -> int:
    over = Q(ended_at__lt=before) | Q(ended_at=None, expires_at__lt=before)
    return TeamInvitation.objects.filter(over).delete()[0]


register(Holder("sellers", refuses=_refuses, forgets=_forgets, tables=_tables))
