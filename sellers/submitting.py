"""What happens when a seller hands a listing in, or changes one that was approved.

The law wants a look before goods are shown (Luật 122/2025/QH15, art. 17.1.đ; NĐ 248/2026/NĐ-CP,
art. 18.1), so everything waits but one case: a small correction of the description of a listing
that is in the window, which adds no word of a rule. It stays and is looked at afterwards.
"""

import difflib
import re

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue import publication
from catalogue.models import Product
from catalogue.sets import ListingState
from common.errors import BusinessRuleError
from sellers import listing_history, listing_rules, risk
from sellers.models import ListingEvent, ListingRisk

#: A correction changes at most so many signs, and leaves the text this much alike.
SMALL_SIGNS, ALIKE = 40, 0.9
_DIGITS = re.compile(r"\d+")


class ListingRefused(BusinessRuleError):
    """A rule forbids this listing; ``field`` is where the sentence belongs."""

    def __init__(self, hit: listing_rules.Hit) -> None:
        self.hit = hit
        self.field = hit.field
        super().__init__(hit.rule.says_seller)


def refuse_what_is_forbidden(*, title: str, description: str = "", set_code: str = "") -> None:
    """Raise ``ListingRefused`` where a rule says that no person needs to look."""
    hits = listing_rules.find_hits(title=title, description=description, set_code=set_code)
    if hit := listing_rules.refusal(hits):
        raise ListingRefused(hit)


@transaction.atomic
def hand_in(*, product: Product, actor: User | None) -> Product:
    """Put a listing that was written or changed into the queue, weighed and with its reasons.

    Raises ``MoveNotAllowed``.
    """
    before = product.state
    weighed = risk.assess(product, was_approved=risk.was_shown(before))
    if before != ListingState.SUBMITTED:
        publication.move(product=product, to=ListingState.SUBMITTED, by=actor)
    _keep(product, weighed, look_after=False)
    listing_history.write(
        product=product,
        kind=ListingEvent.Kind.HANDED_IN,
        actor=actor,
        from_state=before,
        reasons=weighed.as_rows,
    )
    return product


@transaction.atomic
def note_small_change(*, product: Product, actor: User | None) -> Product:
    """Leave a listing in the window and ask for a look afterwards; see ``may_stay``."""
    weighed = risk.assess(product, was_approved=True)
    _keep(product, weighed, look_after=True)
    listing_history.write(
        product=product,
        kind=ListingEvent.Kind.CHANGED,
        actor=actor,
        reasons=weighed.as_rows,
    )
    return product


@transaction.atomic
def note_price(*, product: Product, words: str, actor: User | None = None) -> None:
    """Leave another price in the history of a listing that was approved, ``words`` say which.

    One that is far off is looked at afterwards. A seller's pause is no way round it.
    """
    if product.state not in {ListingState.APPROVED, ListingState.HIDDEN}:
        return
    weighed = risk.assess(product)
    is_odd = any(reason.code == "price" for reason in weighed.reasons)
    if is_odd:
        _keep(product, weighed, look_after=True)
    listing_history.write(
        product=product,
        kind=ListingEvent.Kind.CHANGED,
        actor=actor,
        reasons=weighed.as_rows if is_odd else [],
        note=words,
    )


def may_stay(*, state: str, before: dict[str, str], after: dict[str, str]) -> bool:
    """Tell whether a change is a small correction that needs no look before it is shown.

    ``before`` and ``after`` are ``listing_history.shown_of``. Only the description may differ, by a
    few signs, with the same numbers, and with no word of a rule that was not there.
    """
    if state != ListingState.APPROVED:
        return False
    if {name for name in after if after[name] != before.get(name)} - {"description"}:
        return False
    old, new = before["description"], after["description"]
    if _DIGITS.findall(old) != _DIGITS.findall(new):
        return False
    match = difflib.SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(block.size for block in match.get_matching_blocks())
    is_small = max(len(old), len(new)) - kept <= SMALL_SIGNS and match.ratio() >= ALIKE
    return is_small and _rules_of(new) <= _rules_of(old)


def _rules_of(text: str) -> set[str]:
    return {hit.rule.key for hit in listing_rules.find_hits(title="", description=text)}


def _keep(product: Product, weighed: risk.Assessment, *, look_after: bool) -> None:
    ListingRisk.objects.update_or_create(
        product=product,
        defaults={
            "score": weighed.score,
            "reasons": weighed.as_rows,
            "codes": weighed.codes,
            "checked_at": timezone.now(),
            "look_after": look_after,
        },
    )
