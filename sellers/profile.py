"""What a seller tells shoppers about itself: one fact at a time, and the portrait."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalogue import photos
from sellers import opening
from sellers.identity import proving
from sellers.models import Seller

#: What ``tell`` may change; everything else of a seller has a service of its own.
FACTS = frozenset({"representative", "hamlet", "quote", "story", "since_year"})
_OWN_FOLDER = "sellers"


@transaction.atomic
def tell(*, seller: Seller, fact: str, value: str | int | None) -> None:
    """Change one fact of ``FACTS`` and judge anew whether the goods may be shown."""
    if fact not in FACTS:
        raise ValueError(fact)
    is_other = getattr(seller, fact) != value
    setattr(seller, fact, value)
    seller.save(update_fields=[fact])
    if fact == "representative" and is_other:
        proving.start_over(seller=seller, why="Người đại diện đã đổi.")
    opening.refresh(seller)


def set_portrait(*, seller: Seller, file: UploadedFile) -> None:
    """Make the sizes of a portrait and show it instead of the old one.

    The sent file itself is not kept: it may carry the place of a home. Decoding happens before
    the transaction. Raises ``PhotoRefused``.
    """
    photos.check_upload(file)
    file.seek(0)
    made = photos.portrait_renditions(data=file.read(), storage=default_storage)
    widest = made[max(made, key=int)]
    _replace_portrait(seller, name=widest, renditions=made)


def drop_portrait(*, seller: Seller) -> None:
    """Take the portrait away, with its files."""
    _replace_portrait(seller, name="", renditions={})


@transaction.atomic
def _replace_portrait(seller: Seller, *, name: str, renditions: dict[str, str]) -> None:
    now = Seller.objects.select_for_update().get(pk=seller.pk)
    old = {now.portrait.name, *now.portrait_renditions.values()} - {"", name}
    seller.portrait, seller.portrait_renditions = name, renditions
    seller.save(update_fields=["portrait", "portrait_renditions"])
    opening.refresh(seller)
    transaction.on_commit(lambda: _delete(old))


def _delete(names: set[str]) -> None:
    """Delete files of this seller; drawings of the demo are shared and stay."""
    for name in names:
        if PurePosixPath(name).parts[0] == _OWN_FOLDER:
            default_storage.delete(name)
