"""Decide on a listing and tell its seller."""

from django.conf import settings
from django.db import transaction

from accounts.models import User
from catalogue import publication
from catalogue.models import Product
from catalogue.sets import ListingState
from jobs.messages import send_message
from sellers import listing_history
from sellers.models import ListingEvent
from sellers.readiness import missing_of

Kind = ListingEvent.Kind

#: An operator decides on what waits; a seller's own pause is the seller's to end.
_WAITING = frozenset({ListingState.SUBMITTED})


@transaction.atomic
def approve(*, product: Product, reviewer: User) -> Product:
    """Let a listing into the shop window. Raises ``MoveNotAllowed``."""
    publication.move(product=product, to=ListingState.APPROVED, by=reviewer, only_from=_WAITING)
    _note(product, Kind.APPROVED, reviewer, from_state=ListingState.SUBMITTED)
    _tell(product, f"“{product.title}” đã được duyệt{_shown_or_why_not(product)}")
    return product


@transaction.atomic
def send_back(*, product: Product, reviewer: User, note: str) -> Product:
    """Return a listing to its seller with what to mend. Raises ``MoveNotAllowed``."""
    publication.move(product=product, to=ListingState.REJECTED, by=reviewer, note=note)
    _note(product, Kind.SENT_BACK, reviewer, from_state=ListingState.SUBMITTED, note=note)
    _tell(product, f"“{product.title}” cần sửa: {note}. Mở {settings.SITE_URL}/ban-hang/san-pham/")
    return product


def _note(product: Product, kind: str, reviewer: User, **facts) -> None:
    listing_history.write(product=product, kind=kind, actor=reviewer, **facts)


def _shown_or_why_not(product: Product) -> str:
    """Return where the approved listing is seen, or what its seller lacks."""
    if product.is_public:
        return f" và đang bán trên sàn: {_link(product)}"
    missing = missing_of(product.partner.seller)
    if missing is None:
        return ". Hàng hiện ra khi gian hàng bán lại."
    return f". {missing.sentence} Mở {settings.SITE_URL}{missing.url}"


def _link(product: Product) -> str:
    return settings.SITE_URL + product.get_absolute_url()


def _tell(product: Product, text: str) -> None:
    if product.partner.phone:
        send_message(
            to_phone=product.partner.phone,
            template="listing-decision",
            text=text,
            dedupe_key=f"listing-{product.pk}-{product.date_updated.isoformat()}",
        )
