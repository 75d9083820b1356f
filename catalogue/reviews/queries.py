"""What pages show of reviews and questions, as words ready to print. Only what is shown counts."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from catalogue.cards import Picture, picture_of
from catalogue.models import Product
from catalogue.reviews.models import ProductQuestion, ProductReview, Status
from common.numbers import format_number

#: How many the page of a product shows before the link to all of them.
FIRST_REVIEWS, FIRST_QUESTIONS = 3, 2
SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the seller answered."""

    text: str
    at: dt.datetime
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A review as everybody sees it."""

    id: int
    score: int
    who: str
    at: dt.datetime
    is_edited: bool
    body: str
    pictures: tuple[Picture, ...]
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as everybody sees it."""

    id: int
    who: str
    at: dt.datetime
    text: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, count, and how many gave each number of stars."""

    count: int
    mean: str
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ProductFeedback:
    """What the page of a product shows of what people say."""

    spread: Spread
    reviews: tuple[Review, ...]
    questions: tuple[Question, ...]
    question_count: int
    seller_name: str


def feedback_of(product: Product) -> ProductFeedback:
    """Return the first reviews and questions of a product. 2 to 5 queries."""
    spread = spread_of(product)
    counted = shown_questions(product).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False))
    )
    answered = shown_questions(product).exclude(answered_at=None)
    return ProductFeedback(
        spread=spread,
        reviews=reviews_of(shown_reviews(product)[:FIRST_REVIEWS]) if spread.count else (),
        questions=questions_of(answered[:FIRST_QUESTIONS]) if counted["answered"] else (),
        question_count=counted["all"],
        seller_name=product.partner.name if product.partner else "",
    )


def spread_of(product: Product) -> Spread:
    """Return how the shown reviews of a product are spread. 1 query."""
    given = shown_reviews(product).order_by("score").values_list("score").annotate(Count("pk"))
    by_score = dict(given)
    count = sum(by_score.values())
    mean = sum(score * n for score, n in by_score.items()) / count if count else 0
    return Spread(
        count=count,
        mean=format_number(mean, 1) if count else "",
        rows=tuple((score, by_score.get(score, 0)) for score in SCORES),
    )


def shown_reviews(product: Product):
    """Return the reviews of a product that everybody sees, newest first."""
    mine = ProductReview.objects.filter(product=product, status=Status.SHOWN)
    return mine.order_by("-date_created", "-pk")


def shown_questions(product: Product):
    """Return the questions of a product that everybody sees, newest first."""
    mine = ProductQuestion.objects.filter(product=product, status=Status.SHOWN)
    return mine.order_by("-asked_at", "-pk")


def reviews_of(reviews) -> tuple[Review, ...]:
    """Return a queryset of reviews as they are shown. 2 queries for any number."""
    return tuple(_review(one) for one in reviews.prefetch_related("photos"))


def questions_of(questions) -> tuple[Question, ...]:
    """Return a queryset of questions as they are shown. 1 query for any number."""
    return tuple(
        Question(one.pk, one.name, one.asked_at, one.text, answer_of(one)) for one in questions
    )


def pictures_of(review: ProductReview) -> tuple[Picture, ...]:
    """Return all photos of a review, with ``photos`` prefetched."""
    found = [
        picture_of(
            photo.renditions,
            width=photo.width,
            height=photo.height,
            alt=f"Ảnh {number} của người mua",
        )
        for number, photo in enumerate(review.photos.all(), 1)
    ]
    return tuple(picture for picture in found if picture)


def answer_of(said: ProductReview | ProductQuestion) -> Answer | None:
    """Return the seller's answer, or None."""
    if said.answered_at is None:
        return None
    return Answer(said.answer, said.answered_at, said.answer_edited_at is not None)


def _review(one: ProductReview) -> Review:
    return Review(
        id=one.pk,
        score=one.score,
        who=", ".join(filter(None, (one.name, one.place))),
        at=one.date_created,
        is_edited=one.edited_at is not None,
        body=one.body,
        pictures=pictures_of(one) if one.photos_seen_at else (),
        answer=answer_of(one),
    )
