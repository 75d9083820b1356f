"""Words and photos that wait for a look: what they are, let them be shown, or refuse them."""

import hashlib
import json

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from catalogue.reviews.models import ProductQuestion, ProductReview, ReviewPhoto, Status
from common.errors import BusinessRuleError
from sellers import review_scope
from sellers.feedback import questions
from sellers.feedback.changes import note_change
from sellers.feedback.review_photos import drop
from sellers.strangers import require_stranger

#: Why something is not shown. Few stars are no reason.
REFUSALS = (
    ("loi-tuc", "Lời tục, xúc phạm"),
    ("rieng-tu", "Lộ thông tin riêng của người khác"),
    ("khong-lien-quan", "Không nói về món hàng"),
    ("quang-cao", "Quảng cáo, rủ mua chỗ khác"),
    ("chua-benh", "Nói như thuốc chữa bệnh"),
    ("khong-can-cu", "Tố người khác mà không có căn cứ"),
    ("anh", "Ảnh không phù hợp"),
)
KINDS = {"danh-gia": ProductReview, "cau-hoi": ProductQuestion}
VIEWS = {
    "cho-xem": "Chờ xem",
    "dang-hien": "Đang hiện",
    "khong-hien": "Không hiện",
}
_STATUS = {"dang-hien": Status.SHOWN, "khong-hien": Status.REFUSED}

Said = ProductReview | ProductQuestion


class ChangedMeanwhile(BusinessRuleError):
    """It is not what the moderator was reading."""

    message = "Lời này vừa đổi hoặc vừa có người quyết định. Bạn xem lại."


def in_reach(kind: str, user: User):
    """Return all reviews or questions about goods in reach of a moderator. 1 or 2 queries."""
    reach = review_scope.in_reach(user, "product__partner__commune")
    return KINDS[kind].objects.filter(reach).select_related("product")


def found(kind: str, view: str, user: User):
    """Return the reviews or questions of a view in reach of a moderator, oldest first to wait."""
    said = in_reach(kind, user)
    if view == "cho-xem":
        return said.filter(_waits(kind)).order_by("pk")
    return said.filter(status=_STATUS[view]).order_by("-pk")


def waiting_count(user: User) -> int:
    """Return how many reviews and questions wait in reach of a moderator. 4 queries at most."""
    return sum(found(kind, "cho-xem", user).count() for kind in KINDS)


def fingerprint(said: Said) -> str:
    """Return a short digest of what a moderator reads; 1 query for the photos of a review."""
    words = [said.status, said.body, said.score] if is_review(said) else [said.status, said.text]
    shown = [photo.pk for photo in said.photos.all()] if is_review(said) else []
    return hashlib.sha256(json.dumps([words, shown]).encode()).hexdigest()[:16]


def is_review(said: Said) -> bool:
    """Tell a review from a question."""
    return isinstance(said, ProductReview)


@transaction.atomic
def show(*, said: Said, by: User, seen: str, drop_photos: bool = False) -> None:
    """Let everybody read it; with ``drop_photos`` without its photos, which are deleted.

    Raises ``ChangedMeanwhile``, ``NotYours``.
    """
    _lock(said, by, seen)
    if is_review(said) and drop_photos:
        for photo in said.photos.all():
            drop(photo=photo)
    photos = {"photos_seen_at": timezone.now()} if is_review(said) else {}
    _decide(said, by, status=Status.SHOWN, decision_note="", reasons=[], **photos)
    if not is_review(said) and said.answered_at is None:
        questions.tell_seller(said)


@transaction.atomic
def refuse(*, said: Said, by: User, seen: str, reason: str) -> None:
    """Show it to nobody; ``reason`` is a key of ``REFUSALS``, and its writer reads it.

    Raises ``ChangedMeanwhile``, ``NotYours``.
    """
    _lock(said, by, seen)
    _decide(said, by, status=Status.REFUSED, decision_note=dict(REFUSALS)[reason])


def _waits(kind: str) -> Q:
    if kind == "cau-hoi":
        return Q(status=Status.WAITING)
    unseen = Exists(ReviewPhoto.objects.filter(review=OuterRef("pk")))
    return Q(status=Status.WAITING) | Q(unseen, status=Status.SHOWN, photos_seen_at=None)


def _lock(said: Said, by: User, seen: str) -> None:
    require_stranger(user=by, partner_id=said.product.partner_id)
    fresh = type(said).objects.select_for_update(of=("self",)).get(pk=said.pk)
    if fingerprint(fresh) != seen:
        raise ChangedMeanwhile


def _decide(said: Said, by: User, **changes) -> None:
    mine, before = type(said).objects.filter(pk=said.pk), said.status
    mine.update(decided_by=by, decided_at=timezone.now(), **changes)
    said.refresh_from_db()
    facts = {"status": (before, said.status), "refusal": ("", said.decision_note)}
    record("words.decided", on=said, label=said.product.title, actor=by, changes=facts)
    note_change(said.product)
