"""What a moderator reads of one review or question."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from catalogue.cards import Picture
from catalogue.reviews.queries import pictures_of
from sellers.ages import age_words
from sellers.feedback.moderating import fingerprint, is_review


@dataclass(frozen=True, slots=True)
class Row:
    """Words with photos, why they wait, whose goods they are about."""

    pk: int
    title: str
    url: str
    seller_name: str
    score: int | None
    who: str
    at: dt.datetime
    age: str
    text: str
    reasons: tuple[str, ...]
    pictures: tuple[Picture, ...]
    status_label: str
    note: str
    seen: str


def rows_of(kind: str, said) -> list[Row]:
    """Return the rows of one page. 2 queries for any number."""
    found, now = said.select_related("product__partner"), timezone.now()
    if kind == "danh-gia":
        found = found.prefetch_related("photos")
    return [_row(one, now) for one in found]


def _row(one, now: dt.datetime) -> Row:
    about_review = is_review(one)
    at = one.date_created if about_review else one.asked_at
    partner = one.product.partner
    return Row(
        pk=one.pk,
        title=one.product.title,
        url=one.product.get_absolute_url(),
        seller_name=partner.name if partner else "",
        score=one.score if about_review else None,
        who=one.name or "Người mua",
        at=at,
        age=age_words(now - at),
        text=one.body if about_review else one.text,
        reasons=tuple(one.reasons),
        pictures=pictures_of(one) if about_review else (),
        status_label=one.get_status_display(),
        note=one.decision_note,
        seen=fingerprint(one),
    )
