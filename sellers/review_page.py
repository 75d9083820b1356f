"""One listing as its reviewer reads it: what shoppers would see, what is flagged, what happened."""

import re
from dataclasses import dataclass

from django.utils import timezone

from catalogue.cards import Picture, ProductCard, card_of, picture_of_image
from catalogue.models import Product
from catalogue.sets import ListingState
from sellers import legal_bases, listing_history, mending, reviewing, risk, takedowns
from sellers.ages import age_words
from sellers.listing_history import Change
from sellers.listing_rules import DESCRIPTION, PAPER, TITLE, Hit
from sellers.models import ListingEvent

_S = ListingState
_PARAGRAPH = re.compile(r"\n+")
_MOST_EVENTS = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``why`` is empty where nothing is flagged."""

    text: str
    why: str = ""
    ends_line: bool = False


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that the page of one listing shows."""

    product: Product
    card: ProductCard
    pictures: list[Picture]
    title: list[Piece]
    description: list[Piece]
    reasons: list[str]
    bases: list[str]
    age: str
    changes: list[Change] | None
    events: list[ListingEvent]
    requests: list[takedowns.Request]
    needs_paper: bool
    suggested: list[str]
    seen: str
    is_waiting: bool
    to_look_after: bool
    can_withhold: bool
    can_restore: bool
    is_down: bool


def review_page(product: Product) -> ReviewPage:
    """Return the page of a listing loaded by ``with_card_relations``. At most 16 queries."""
    hits = risk.hits_of(product, every=True)
    known = getattr(product, "risk", None)
    reasons = known.reasons if known else risk.assess(product).as_rows
    if not any(hit.rule.kind == "ocop" for hit in hits):
        # The certificate was confirmed after the listing was handed in.
        reasons = [reason for reason in reasons if reason["code"] != "ocop"]
    now = timezone.now()
    is_waiting = product.state == _S.SUBMITTED
    flagged = {hit.rule.basis: None for hit in hits}
    return ReviewPage(
        product=product,
        card=card_of(product),
        pictures=[picture_of_image(i, alt=product.title) for i in product.shown_images],
        title=pieces(product.title, _marks(product.title, TITLE, hits, reasons)),
        description=pieces(
            product.description, _marks(product.description, DESCRIPTION, hits, reasons)
        ),
        reasons=[reason["text"] for reason in reasons],
        bases=[legal_bases.bases()[key].label for key in flagged],
        age=age_words(now - product.submitted_at) if is_waiting and product.submitted_at else "",
        changes=listing_history.changes_since_approval(product),
        events=list(product.events.all()[:_MOST_EVENTS]),
        requests=takedowns.open_requests(Product.objects.filter(pk=product.pk), now=now),
        needs_paper=any(hit.verdict == PAPER for hit in hits),
        suggested=mending.suggested(reason["code"] for reason in reasons),
        seen=reviewing.fingerprint(product),
        is_waiting=is_waiting,
        to_look_after=bool(known and known.look_after and product.state == _S.APPROVED),
        can_withhold=product.state in {_S.APPROVED, _S.HIDDEN},
        can_restore=product.state in {_S.WITHHELD, _S.TAKEN_DOWN},
        is_down=product.state == _S.TAKEN_DOWN,
    )


def pieces(text: str, marks: list[tuple[int, int, str]]) -> list[Piece]:
    """Cut a text so that its marks ``(start, end, why)`` can be shown; of overlapping ones one."""
    found, at = [], 0
    for start, end, why in sorted(marks):
        if start < at:
            continue
        found += _plain(text[at:start])
        found.append(Piece(text[start:end], why))
        at = end
    return found + _plain(text[at:])


def _marks(text: str, field: str, hits: list[Hit], reasons) -> list[tuple[int, int, str]]:
    """Return what the rules hit in a field, and what else the reasons quote from it."""
    marks = [(hit.start, hit.end, hit.rule.says_reviewer) for hit in hits if hit.field == field]
    for reason in reasons:
        words = reason.get("words", "") if reason.get("field") == field else ""
        at = text.find(words) if words else -1
        if at >= 0:
            marks.append((at, at + len(words), reason["text"]))
    return marks


def _plain(text: str) -> list[Piece]:
    parts = _PARAGRAPH.split(text)
    last = len(parts) - 1
    cut = [Piece(part, ends_line=place < last) for place, part in enumerate(parts)]
    return [piece for piece in cut if piece.text or piece.ends_line]
