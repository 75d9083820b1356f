"""The one writer of ``Product.state`` and ``Product.is_public``.

A listing is public when it is approved and its seller may sell.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue import search_text
from catalogue.models import Product
from catalogue.sets import ListingState
from common.errors import BusinessRuleError

_S = ListingState
#: State → the states it may move to. Taking down is allowed from everywhere.
ALLOWED: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.TAKEN_DOWN}),
    _S.SUBMITTED: frozenset({_S.APPROVED, _S.REJECTED, _S.DRAFT, _S.TAKEN_DOWN}),
    _S.REJECTED: frozenset({_S.SUBMITTED, _S.TAKEN_DOWN}),
    # Back to the queue: the seller edited something that needs another look.
    _S.APPROVED: frozenset({_S.HIDDEN, _S.SUBMITTED, _S.WITHHELD, _S.TAKEN_DOWN}),
    # HIDDEN is the seller's own pause; WITHHELD is a reviewer's, which no seller ends.
    _S.HIDDEN: frozenset({_S.APPROVED, _S.SUBMITTED, _S.WITHHELD, _S.TAKEN_DOWN}),
    _S.WITHHELD: frozenset({_S.SUBMITTED, _S.TAKEN_DOWN}),
    _S.TAKEN_DOWN: frozenset({_S.SUBMITTED}),
}
_DECISIONS = frozenset({_S.APPROVED, _S.REJECTED})
_REVIEWERS = frozenset({_S.WITHHELD, _S.TAKEN_DOWN})
_RESTORED = frozenset({_S.APPROVED, _S.HIDDEN, _S.SUBMITTED})


class MoveNotAllowed(BusinessRuleError):
    """The listing cannot go from its present state to the asked one."""

    message = "Món hàng vừa đổi trạng thái. Tải lại trang rồi thử lại."


@transaction.atomic
def move(
    *,
    product: Product,
    to: str,
    by=None,
    note: str = "",
    only_from: frozenset[str] | None = None,
) -> Product:
    """Move a listing to another state and show or hide it accordingly.

    ``by`` is the acting user, None when a rule decides. ``note`` tells the seller why.
    ``only_from`` narrows the table to what this actor may do.
    Raises ``MoveNotAllowed`` when the table has no such move or somebody was quicker.
    """
    state = _locked_state(product)
    if to not in ALLOWED[state] or (only_from is not None and state not in only_from):
        raise _refused(state, to)
    return _write(product, state=state, to=to, by=by, note=note)


@transaction.atomic
def restore(*, product: Product, to: str, by=None) -> Product:
    """Undo a hiding or taking down by a reviewer; the caller knows that ``by`` may.

    Raises ``MoveNotAllowed`` from any other state, or when somebody was quicker.
    """
    state = _locked_state(product)
    if state not in _REVIEWERS or to not in _RESTORED:
        raise _refused(state, to)
    return _write(product, state=state, to=to, by=by, note="")


def _locked_state(product: Product) -> str:
    now_in = Product.objects.select_for_update().values_list("state", flat=True)
    return now_in.get(pk=product.pk)


def _refused(state: str, to: str) -> MoveNotAllowed:
    return MoveNotAllowed(
        f"Món hàng đang ở “{_S(state).label}”, không chuyển sang “{_S(to).label}” được."
    )


def _write(product: Product, *, state: str, to: str, by, note: str) -> Product:
    changes = _changes(product, state=state, to=to, by=by, note=note)
    # SQLite has no row lock: the state in the WHERE lets only one of two movers pass.
    if not Product.objects.filter(pk=product.pk, state=state).update(**changes):
        raise MoveNotAllowed
    for name, value in changes.items():
        setattr(product, name, value)
    search_text.refresh([product])
    return product


@transaction.atomic
def refresh_partner(*, partner) -> int:
    """Show or hide all listings of a seller after ``partner.may_sell`` changed.

    Returns how many listings changed.
    """
    listings = Product.objects.filter(partner=partner)
    shown = Q(state=_S.APPROVED) if partner.may_sell else Q(pk__in=[])
    now = timezone.now()
    hidden = listings.filter(is_public=True).exclude(shown)
    appeared = listings.filter(shown, is_public=False)
    return hidden.update(is_public=False, date_updated=now) + appeared.update(
        is_public=True, date_updated=now
    )


def _changes(product: Product, *, state: str, to: str, by, note: str) -> dict:
    now = timezone.now()
    partner = product.partner
    changes = {
        "state": to,
        "is_public": bool(to == _S.APPROVED and partner and partner.may_sell),
        "date_updated": now,
    }
    if to == _S.SUBMITTED:
        changes |= {"submitted_at": now, "review_note": ""}
    if to in _REVIEWERS or (state == _S.SUBMITTED and to in _DECISIONS):
        changes |= {"reviewed_by": by, "review_note": note[:300]}
    elif state in _REVIEWERS:
        changes["review_note"] = ""
    if state == _S.SUBMITTED and to == _S.APPROVED:
        # The first approval dates the listing; another look does not make it new.
        changes["approved_at"] = product.approved_at or now
    return changes
