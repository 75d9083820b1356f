"""Decide on a listing, write down who did it and why, and tell its seller."""

import hashlib
import json

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.roles import Role, has_role
from catalogue import publication
from catalogue.models import Product
from catalogue.publication import MoveNotAllowed
from catalogue.sets import ListingState
from common.dates import format_datetime
from common.errors import BusinessRuleError
from common.phones import format_phone
from jobs.messages import send_message
from sellers import legal_bases, listing_history, mending, risk
from sellers.listing_rules import PAPER
from sellers.models import ListingEvent, ListingRisk
from sellers.readiness import missing_of
from sellers.strangers import require_stranger

Kind = ListingEvent.Kind
_S = ListingState
#: A reviewer decides on what waits; a seller's own pause is the seller's to end.
_WAITING = frozenset({_S.SUBMITTED})
#: Taking down and restoring are for operators and the province.
MAY_TAKE_DOWN = (Role.OPERATOR, Role.PROVINCE_OFFICIAL)
_SHOWN = frozenset({_S.APPROVED, _S.HIDDEN})
_SAID = {
    Kind.APPROVED: "duyệt",
    Kind.LOOKED: "xem lại",
    Kind.SENT_BACK: "trả lại",
    Kind.WITHHELD: "tạm ẩn",
    Kind.TAKEN_DOWN: "gỡ",
    Kind.RESTORED: "cho hiện lại",
}


class AlreadyDecided(BusinessRuleError):
    """Somebody was quicker; nothing is lost and nothing needs to be done."""

    def __init__(self, product: Product) -> None:
        last = product.events.filter(kind__in=_SAID).order_by("-id").first()
        if last is None:
            super().__init__("Món này vừa đổi trạng thái. Bạn xem lại rồi quyết định.")
            return
        super().__init__(
            f"{last.actor_label} đã {_SAID[Kind(last.kind)]} món này lúc "
            f"{format_datetime(last.at)}. Bạn không cần làm gì thêm."
        )


class ChangedMeanwhile(BusinessRuleError):
    """The seller changed the listing while the reviewer was reading it."""

    message = "Người bán vừa sửa món này. Bạn xem lại rồi hãy duyệt."


class PaperMissing(BusinessRuleError):
    """A rule wants a paper to be seen first."""

    message = "Món này cần giấy. Ghi số giấy đã xem, hoặc vì sao không cần."


def fingerprint(product: Product) -> str:
    """Return a short digest of what shoppers would read, to notice a change meanwhile."""
    shown = json.dumps(listing_history.shown_of(product), sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


class TakenDownBefore(BusinessRuleError):
    """Taken down by law and mended: whoever may restore it decides."""

    message = "Món này từng bị gỡ. Cán bộ tỉnh hoặc người vận hành sẽ duyệt."


@transaction.atomic
def approve(*, product: Product, reviewer: User, seen: str = "", paper: str = "") -> Product:
    """Let a listing into the shop window.

    ``seen`` is the ``fingerprint`` of what was read; ``paper`` names the paper that was seen.
    Raises ``NotYours``, ``AlreadyDecided``, ``ChangedMeanwhile``, ``PaperMissing``,
    ``TakenDownBefore``.
    """
    require_stranger(user=reviewer, partner_id=product.partner_id)
    _lock(product)
    if seen and seen != fingerprint(product):
        raise ChangedMeanwhile
    if not paper and any(hit.verdict == PAPER for hit in risk.hits_of(product)):
        raise PaperMissing
    _require_reach_of_law(product, reviewer)
    _move(product, to=_S.APPROVED, by=reviewer, only_from=_WAITING)
    _note(product, Kind.APPROVED, reviewer, from_state=_S.SUBMITTED, note=paper)
    _tell(product, f"“{product.title}” đã được duyệt{_shown_or_why_not(product)}")
    return product


@transaction.atomic
def keep_showing(*, product: Product, reviewer: User, seen: str = "") -> Product:
    """Agree afterwards to a small change.

    Raises ``NotYours``, ``AlreadyDecided``, ``ChangedMeanwhile``.
    """
    require_stranger(user=reviewer, partner_id=product.partner_id)
    _lock(product)
    if seen and seen != fingerprint(product):
        raise ChangedMeanwhile
    if not ListingRisk.objects.filter(product=product, look_after=True).update(look_after=False):
        raise AlreadyDecided(product)
    _note(product, Kind.LOOKED, reviewer)
    return product


@transaction.atomic
def send_back(*, product: Product, reviewer: User, note: str = "", mend=()) -> Product:
    """Return a listing to its seller with what to mend. Raises ``AlreadyDecided``.

    ``mend`` are codes of ``sellers.mending``; their sentences stand beside the fields.
    """
    reasons = [{"code": m.code, "field": m.field, "text": m.text} for m in mending.chosen(mend)]
    words = " ".join([*(reason["text"] for reason in reasons), *([note] if note else [])])
    _move(product, to=_S.REJECTED, by=reviewer, note=words, only_from=_WAITING)
    _note(product, Kind.SENT_BACK, reviewer, from_state=_S.SUBMITTED, reasons=reasons, note=note)
    words = words.rstrip(".")
    _tell(product, f"“{product.title}” cần sửa: {words}. Mở {settings.SITE_URL}/ban-hang/san-pham/")
    return product


@transaction.atomic
def withhold(*, product: Product, reviewer: User, note: str) -> Product:
    """Hide a listing; its seller cannot switch it on, only mend it and hand it in again.

    Raises ``AlreadyDecided``.
    """
    before = _lock(product)
    _move(product, to=_S.WITHHELD, by=reviewer, note=note, only_from=_SHOWN)
    _note(product, Kind.WITHHELD, reviewer, from_state=before, note=note)
    _forget_look(product)
    _tell(
        product,
        f"“{product.title}” đang tạm ẩn: {note.rstrip('.')}. "
        f"Bà con sửa rồi gửi lại ở {settings.SITE_URL}/ban-hang/san-pham/",
    )
    return product


@transaction.atomic
def take_down(*, product: Product, reviewer: User, basis: str, note: str) -> Product:
    """Take a listing off the market at once, and tell its seller by which law and how to object.

    ``basis`` is a key of ``sellers.legal_bases``. Raises ``AlreadyDecided``.
    Source: NĐ 248/2026/NĐ-CP, art. 17.1.c (within 24 hours of a request).
    """
    before, cited = _lock(product), legal_bases.citation(basis)
    _move(product, to=_S.TAKEN_DOWN, by=reviewer, note=f"{note.rstrip('.')}. Căn cứ: {cited}.")
    _note(product, Kind.TAKEN_DOWN, reviewer, from_state=before, basis=basis, note=note)
    _forget_look(product)
    phone = format_phone(settings.OPERATOR["phone"]) if settings.OPERATOR["phone"] else ""
    object_to = f"gọi {phone} hoặc mở" if phone else "mở"
    _tell(
        product,
        f"“{product.title}” đã bị gỡ: {note.rstrip('.')}. Căn cứ: {cited}. "
        f"Không đồng ý thì {object_to} {settings.SITE_URL}/khieu-nai/",
    )
    return product


@transaction.atomic
def restore(*, product: Product, reviewer: User, note: str) -> Product:
    """Undo a hiding or a taking down: the listing is again as it was before it.

    What was not shown before goes to the queue. Raises ``NotYours``, ``AlreadyDecided``.
    """
    require_stranger(user=reviewer, partner_id=product.partner_id)
    before = _lock(product)
    gone = product.events.filter(kind__in=[Kind.WITHHELD, Kind.TAKEN_DOWN])
    # Hidden, then taken down: what counts is how it was before both.
    was = next((e.from_state for e in gone if e.from_state != _S.WITHHELD), "")
    to = was if was in _SHOWN else _S.SUBMITTED
    try:
        publication.restore(product=product, to=to, by=reviewer)
    except MoveNotAllowed as late:
        raise AlreadyDecided(product) from late
    _note(product, Kind.RESTORED, reviewer, from_state=before, note=note)
    where = _shown_or_why_not(product) if to == _S.APPROVED else " ở gian hàng của bà con."
    _tell(product, f"“{product.title}” được trả lại chỗ cũ{where} {note}".strip())
    return product


def _lock(product: Product) -> str:
    """Read the listing again under a lock; return its state."""
    fresh = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    for name in ("state", "title", "description", "sale_unit", "net_weight_g", "product_set_id"):
        setattr(product, name, getattr(fresh, name))
    return fresh.state


def _require_reach_of_law(product: Product, reviewer: User) -> None:
    if has_role(reviewer, *MAY_TAKE_DOWN):
        return
    ends = product.events.filter(kind__in=[Kind.APPROVED, Kind.RESTORED, Kind.TAKEN_DOWN])
    last = ends.order_by("-id").first()
    if last and last.kind == Kind.TAKEN_DOWN:
        raise TakenDownBefore


def _move(product: Product, **how) -> None:
    try:
        publication.move(product=product, **how)
    except MoveNotAllowed as late:
        raise AlreadyDecided(product) from late


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


def _forget_look(product: Product) -> None:
    ListingRisk.objects.filter(product=product).update(look_after=False)


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
