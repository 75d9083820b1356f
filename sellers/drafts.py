"""Everything that happens to a listing while it is being written."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from catalogue import photos
from catalogue.models import Product
from common.errors import BusinessRuleError
from sellers import draft_steps, listings
from sellers.models import DraftPhoto, ListingDraft, Seller

MAX_PHOTOS = 4
MAX_OPEN = 20
KEPT_DAYS = 60
#: Longer than any field takes; what is longer is nonsense and need not be kept.
MAX_TYPED = 2_500


class TooManyDrafts(BusinessRuleError):
    """Nobody writes so many goods at once."""

    message = f"Bà con đang viết dở {MAX_OPEN} món. Gửi hoặc bỏ bớt món cũ rồi viết món mới."


class TooManyPhotos(BusinessRuleError):
    """The draft has all the photos that a listing takes."""

    message = f"Mỗi món nhận {MAX_PHOTOS} ảnh. Bỏ bớt một ảnh rồi thêm ảnh mới."


class DraftUnfinished(BusinessRuleError):
    """An answer is missing or wrong; ``step`` asks for it."""

    message = "Món này còn thiếu. Trả lời nốt câu này rồi gửi."

    def __init__(self, step: "draft_steps.Step") -> None:
        super().__init__()
        self.step = step


def find(*, seller: Seller, client_id: UUID) -> ListingDraft | None:
    """Return the draft of this seller, sent ones too, or None."""
    return ListingDraft.objects.filter(seller=seller, client_id=client_id).first()


def listing_made(*, seller: Seller, client_id: UUID) -> Product | None:
    """Return the listing that the draft became, or None while it is open."""
    return seller.partner.products.filter(client_id=client_id).first()


def save_answers(
    *,
    seller: Seller,
    maker: User,
    client_id: UUID,
    typed: Mapping[str, str],
    reached: int = 0,
) -> ListingDraft:
    """Keep what was typed; begin the draft when it is new. A repeated call changes nothing.

    ``reached`` is the number of the step when it was answered well, else 0.
    Raises ``TooManyDrafts``.
    """
    with transaction.atomic():
        draft = _locked(seller, maker, client_id)
        if draft.listing_id:
            return draft
        draft.answers = draft.answers | {
            name: str(value)[:MAX_TYPED] for name, value in typed.items()
        }
        draft.step = max(draft.step, reached)
        draft.changed_at = timezone.now()
        draft.save(update_fields=["answers", "step", "changed_at"])
    return draft


def add_photo(*, seller: Seller, maker: User, client_id: UUID, file) -> DraftPhoto:
    """Write a photo anew and keep it with the draft; the same photo again is the one there is.

    Decodes before the transaction. Raises ``PhotoRefused``, ``TooManyPhotos``, ``TooManyDrafts``.
    """
    photos.check_upload(file)
    digest = hashlib.sha256(file.read()).hexdigest()
    known = DraftPhoto.objects.filter(
        draft__seller=seller, draft__client_id=client_id, digest=digest
    ).first()
    if known:
        return known
    copies = photos.clean_copies(file)
    with transaction.atomic():
        draft = _locked(seller, maker, client_id)
        known = draft.photos.filter(digest=digest).first()
        if known:
            return known
        if draft.photos.count() >= MAX_PHOTOS:
            raise TooManyPhotos
        name = secrets.token_hex(16)
        photo = DraftPhoto(draft=draft, digest=digest, width=copies.width, height=copies.height)
        photo.image.save(f"{name}.jpg", ContentFile(copies.jpeg), save=False)
        photo.preview.save(f"{name}.webp", ContentFile(copies.preview), save=False)
        photo.save()
        draft.step = max(draft.step, 1)
        draft.changed_at = timezone.now()
        draft.save(update_fields=["step", "changed_at"])
    return photo


@transaction.atomic
def remove_photo(*, draft: ListingDraft, photo_id: int) -> None:
    """Take a photo out of the draft; one that is not there is no matter."""
    for photo in draft.photos.filter(pk=photo_id):
        _delete_files_later([photo])
        photo.delete()


def send(*, draft: ListingDraft, actor: User) -> Product:
    """Make the listing that the draft describes; a repeated call returns the one that was made.

    Raises ``DraftUnfinished`` with the step that lacks an answer, ``PhotoRefused``.
    """
    with transaction.atomic():
        draft = ListingDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.listing_id:
            return draft.listing
        kept = list(draft.photos.all())
        outcome = draft_steps.read(draft.answers, has_photo=bool(kept))
        if outcome.missing:
            raise DraftUnfinished(outcome.missing)
        files = [photo.image.open("rb") for photo in kept]
        try:
            product = listings.list_product(
                seller=draft.seller,
                actor=actor,
                facts=outcome.facts,
                photo=files[0],
                more_photos=files[1:],
                client_id=draft.client_id,
            )
        finally:
            for file in files:
                file.close()
        draft.listing = product
        draft.changed_at = timezone.now()
        draft.save(update_fields=["listing", "changed_at"])
        _delete_files_later(kept)
        draft.photos.all().delete()
    return product


@transaction.atomic
def discard(*, draft: ListingDraft) -> None:
    """Throw an open draft away with its photos; what became a listing stays."""
    if draft.listing_id:
        return
    _delete_files_later(draft.photos.all())
    draft.delete()


def forget_old(*, now: dt.datetime | None = None) -> int:
    """Throw away drafts that nobody came back to for 60 days; return how many."""
    before = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    old = ListingDraft.objects.filter(changed_at__lt=before)
    open_ones = list(old.filter(listing=None)[:500])
    for draft in open_ones:
        discard(draft=draft)
    # The listing keeps the client id, so the row of a sent draft is not needed any more.
    old.exclude(listing=None).delete()
    return len(open_ones)


def _locked(seller: Seller, maker: User, client_id: UUID) -> ListingDraft:
    """Return the draft locked for this transaction, made when it is new."""
    rows = ListingDraft.objects.select_for_update()
    draft = rows.filter(seller=seller, client_id=client_id).first()
    if draft:
        return draft
    if ListingDraft.objects.filter(seller=seller, listing=None).count() >= MAX_OPEN:
        raise TooManyDrafts
    try:
        with transaction.atomic():
            return ListingDraft.objects.create(seller=seller, maker=maker, client_id=client_id)
    except IntegrityError:
        # The same page sent twice at the same moment.
        return rows.get(seller=seller, client_id=client_id)


def _delete_files_later(gone) -> None:
    """Delete the files once the rows are surely gone."""
    files = [file for photo in gone for file in (photo.image, photo.preview)]

    def delete() -> None:
        for file in files:
            file.storage.delete(file.name)

    transaction.on_commit(delete)
