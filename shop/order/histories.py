"""What happened to a seller order, in order: moves, changes, offers and money."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from common.money import format_vnd
from shop.order.models import SellerOrder, SellerOrderEvent
from shop.order.tour_words import state_label
from shop.payment.models import Transaction

_TOLD_SHOPPER = {
    "": "Bạn đặt hàng",
    Transaction.RECEIVED: "Đã trả",
    Transaction.REFUNDED: "Được trả lại",
}
_TOLD_SELLER = {
    "": "Khách đặt hàng",
    Transaction.RECEIVED: "Khách trả",
    Transaction.REFUNDED: "Trả lại khách",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; ``by`` says who did it in the words of the reader."""

    label: str
    at: dt.datetime
    note: str
    by: str = ""


def of_shopper(parts: list[SellerOrder]) -> dict[int, tuple[Happening, ...]]:
    """Return what happened to each part, by its id, as its shopper reads it. 2 queries."""
    return _of(parts, _TOLD_SHOPPER, own="bạn", other="người bán")


def of_seller(part: SellerOrder) -> tuple[Happening, ...]:
    """Return what happened to one part as its seller reads it. 2 queries."""
    return _of([part], _TOLD_SELLER, own="khách", other="bà con")[part.pk]


def _of(parts, words: dict, *, own: str, other: str) -> dict[int, tuple[Happening, ...]]:
    found: dict[int, list[Happening]] = defaultdict(list)
    shoppers = {part.pk: part.order.user_id for part in parts}
    of_id = {part.pk: part for part in parts}
    events = SellerOrderEvent.objects.filter(seller_order__in=shoppers).order_by("at", "pk")
    for event in events:
        by = _who(event, shoppers[event.seller_order_id], own, other)
        found[event.seller_order_id].append(
            _happening(event, of_id[event.seller_order_id], words, by)
        )
    for row in _money(shoppers):
        label = f"{words.get(row.txn_type, row.txn_type)} {format_vnd(row.amount)}"
        happening = Happening(label, row.date_created, "")
        found[row.source.seller_order_id].append(happening)
    return {pk: tuple(sorted(found[pk], key=lambda one: one.at)) for pk in shoppers}


def _happening(event: SellerOrderEvent, part: SellerOrder, words: dict, by: str) -> Happening:
    if event.from_state == event.to_state:
        return Happening(event.note, event.at, "", by)
    label = state_label(part, event.to_state) if event.from_state else words[""]
    return Happening(label, event.at, event.note, by)


def _who(event: SellerOrderEvent, shopper_id: int | None, own: str, other: str) -> str:
    """Say who did it; a guest and the system leave no name, so nothing is claimed for them."""
    if event.actor_id is None or not event.from_state:
        return ""
    return own if event.actor_id == shopper_id else other


def _money(part_ids: Iterable[int]):
    rows = Transaction.objects.filter(source__seller_order__in=list(part_ids))
    return rows.select_related("source").order_by("date_created", "pk")
