"""What was said of the goods of one seller, for its own pages."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from catalogue.cards import Picture
from catalogue.reviews.models import ProductQuestion, ProductReview, Status
from catalogue.reviews.queries import Answer, answer_of, pictures_of

#: So many stars or fewer ask for a word of the seller, for so many days.
LOW_SCORE = 3
ASKED_FOR = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A review as its seller reads it."""

    pk: int
    title: str
    url: str
    score: int
    who: str
    at: dt.datetime
    body: str
    pictures: tuple[Picture, ...]
    answer: Answer | None


def reviews(partner):
    """Return the shown reviews of a seller's goods, newest first."""
    mine = ProductReview.objects.filter(product__partner=partner, status=Status.SHOWN)
    return mine.order_by("-date_created", "-pk")


def rows_of(said) -> list[Row]:
    """Return the rows of a queryset of reviews. 2 queries for any number."""
    found = said.select_related("product").prefetch_related("photos")
    return [
        Row(
            pk=one.pk,
            title=one.product.title,
            url=one.product.get_absolute_url(),
            score=one.score,
            who=", ".join(filter(None, (one.name, one.place))) or "Người mua",
            at=one.date_created,
            body=one.body,
            pictures=pictures_of(one) if one.photos_seen_at else (),
            answer=answer_of(one),
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as the seller reads it."""

    pk: int
    title: str
    url: str
    who: str
    at: dt.datetime
    text: str
    answer: Answer | None


def questions(partner):
    """Return the shown questions about a seller's goods: unanswered, oldest first, then others."""
    mine = ProductQuestion.objects.filter(product__partner=partner, status=Status.SHOWN)
    return mine.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")


def question_rows(said) -> list[QuestionRow]:
    """Return the rows of a queryset of questions. 1 query for any number."""
    return [
        QuestionRow(
            pk=one.pk,
            title=one.product.title,
            url=one.product.get_absolute_url(),
            who=one.name or "Người mua",
            at=one.asked_at,
            text=one.text,
            answer=answer_of(one),
        )
        for one in said.select_related("product")
    ]


def needs_of(partner) -> list[tuple]:
    """Return what waits for a word of the seller: the fields of a ``Need``. 2 queries."""
    asked = questions(partner).filter(answered_at=None).order_by("asked_at", "pk")
    since = timezone.now() - ASKED_FOR
    low = reviews(partner).filter(score__lte=LOW_SCORE, answered_at=None, date_created__gte=since)
    return [
        *_need(asked, "câu hỏi chưa trả lời", "Người mua đang chờ", "cau-hoi", "urgent"),
        *_need(low, "lời chê chưa trả lời", "Trả lời một câu, người mua sau đọc", "danh-gia", ""),
    ]


def _need(said, words: str, note: str, page: str, state: str) -> list[tuple]:
    """Return a row that leads to the only one, or to the list; none for nothing."""
    first = list(said.values_list("pk", flat=True)[:20])
    if not first:
        return []
    url = f"/ban-hang/{page}/{first[0]}/" if len(first) == 1 else f"/ban-hang/{page}/"
    return [(len(first), words, note, url, state)]
