"""The history of a listing: what was done to it and by whom, and what changed since approval."""

from dataclasses import dataclass

from accounts.models import User
from audit.recording import record
from catalogue.models import Product
from catalogue.sets import ListingState
from common.money import format_vnd
from common.units import format_grams, unit_label
from sellers import legal_bases
from sellers.models import ListingEvent

Kind = ListingEvent.Kind
#: After these, what shoppers see is what a reviewer has seen.
_SEEN = (Kind.APPROVED, Kind.LOOKED, Kind.RESTORED)
#: Acts of reviewers; what a seller does with its own goods is no act in office.
_DECISIONS = frozenset(Kind) - {Kind.HANDED_IN, Kind.CHANGED}
_LABELS = {
    "title": "Tên",
    "description": "Mô tả",
    "product_set": "Nhóm hàng",
    "sale_unit": "Bán theo",
    "net_weight": "Khối lượng",
    "price": "Giá",
    "photo": "Ảnh",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is no longer as it was approved."""

    field: str
    label: str
    before: str
    after: str


def write(
    *,
    product: Product,
    kind: str,
    actor: User | None,
    from_state: str = "",
    reasons: list[dict] | None = None,
    note: str = "",
    basis: str = "",
) -> ListingEvent:
    """Add one event, in the transaction of what it tells of; ``product.state`` is the new state."""
    if kind in _DECISIONS:
        changes = {"state": (from_state or product.state, product.state)}
        changes |= {"basis": ("", basis), "note": ("", note)} if basis or note else {}
        record(f"listing.{kind}", on=product, actor=actor, changes=changes)
    return ListingEvent.objects.create(
        product=product,
        kind=kind,
        actor=actor,
        actor_label=_label(actor),
        from_state=from_state or product.state,
        to_state=product.state,
        reasons=reasons or [],
        note=note[:500],
        basis=basis,
        citation=legal_bases.citation(basis)[:240],
        shown=shown_of(product),
    )


def shown_of(product: Product) -> dict[str, str]:
    """Return what shoppers read of a listing, as plain words by field. 3 queries."""
    record = product.stockrecords.first()
    photos = product.images.order_by("display_order", "pk").values_list("original", flat=True)
    return {
        "title": product.title,
        "description": product.description,
        "product_set": product.product_set.name if product.product_set else "",
        "sale_unit": unit_label(product.sale_unit),
        "net_weight": format_grams(product.net_weight_g),
        "price": format_vnd(record.price) if record else "",
        "photo": " ".join(photos),
    }


def changes_since_approval(product: Product) -> list[Change] | None:
    """Return what changed since a reviewer last agreed; None when none ever did. 4 queries."""
    seen = last_seen(product)
    if seen is None:
        return None
    now = shown_of(product)
    return [
        Change(name, label, *_words(name, seen[name], now[name]))
        for name, label in _LABELS.items()
        if name in seen and seen[name] != now[name]
    ]


def last_seen(product: Product) -> dict[str, str] | None:
    """Return ``shown_of`` as a reviewer last agreed to it; None when none ever did. 1 query."""
    seen = product.events.filter(kind__in=_SEEN).order_by("-id").first()
    return seen.shown if seen else None


def to_mend(product: Product) -> dict[str, list[str]]:
    """Return what the reviewer asked for by field, while the listing is sent back. 1 query."""
    if product.state != ListingState.REJECTED:
        return {}
    last = product.events.filter(kind=Kind.SENT_BACK).order_by("-id").first()
    found: dict[str, list[str]] = {}
    for reason in last.reasons if last else ():
        found.setdefault(reason["field"], []).append(reason["text"])
    return found


def _words(name: str, before: str, after: str) -> tuple[str, str]:
    if name == "photo":
        return _count(before), _count(after)
    return before or "(trống)", after or "(trống)"


def _count(names: str) -> str:
    return f"{len(names.split())} ảnh"


def _label(actor: User | None) -> str:
    if actor is None:
        return "Hệ thống"
    return actor.full_name or f"Tài khoản số {actor.pk}"
