"""Photos of a review: written anew on arrival, shown after a person has looked at them."""

import hashlib

from django.core.files.storage import default_storage
from django.db import transaction

from catalogue import photos
from catalogue.photos import PhotoRefused
from catalogue.reviews.models import ProductReview, ReviewPhoto
from sellers.feedback.changes import note_change

MOST = 3


def add(*, review: ProductReview, file) -> ReviewPhoto:
    """Keep a photo of a review; the same one twice is one. Raises ``PhotoRefused``."""
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    if same := _same_or_full(review, digest):
        return same
    # Decoding takes long: no lock is held meanwhile.
    clean = photos.clean_renditions(file=file, storage=default_storage, folder="reviews")
    try:
        return _keep(review, digest, clean)
    except Exception:
        _delete(clean.renditions)
        raise


@transaction.atomic
def _keep(review: ProductReview, digest: str, clean: photos.CleanRenditions) -> ReviewPhoto:
    ProductReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if same := _same_or_full(review, digest):
        transaction.on_commit(lambda: _delete(clean.renditions), robust=True)
        return same
    photo = ReviewPhoto.objects.create(
        review=review,
        digest=digest,
        renditions=clean.renditions,
        width=clean.width,
        height=clean.height,
    )
    _look_again(review)
    return photo


def _same_or_full(review: ProductReview, digest: str) -> ReviewPhoto | None:
    """Return the photo that is already there. Raises ``PhotoRefused`` when no more fit."""
    same = review.photos.filter(digest=digest).first()
    if same is None and review.photos.count() >= MOST:
        raise PhotoRefused(f"Mỗi lời đánh giá có nhiều nhất {MOST} ảnh.")
    return same


@transaction.atomic
def drop(*, photo: ReviewPhoto) -> None:
    """Take a photo off a review; its files go after the commit."""
    review, renditions = photo.review, photo.renditions
    photo.delete()
    transaction.on_commit(lambda: _delete(renditions), robust=True)
    note_change(review.product)


def _look_again(review: ProductReview) -> None:
    """A new photo sends all of them back to the queue: nobody has seen them together."""
    ProductReview.objects.filter(pk=review.pk).update(photos_seen_at=None)
    note_change(review.product)


def _delete(renditions: dict[str, str]) -> None:
    for path in renditions.values():
        default_storage.delete(path)
