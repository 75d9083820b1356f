"""What happens to goods on pre-order: they come in, or they come on another day.

Orders are locked before the stock, as everybody does who has both. An order that is placed in
between is seen by what the stock holds, and all is begun anew.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common.dates import local_today, near_date
from common.errors import BusinessRuleError
from shop.order import amendments, moves, preorder_notices, proposals, several, times
from shop.order.models import Line, ProposalLine, SellerOrder
from shop.partner import promised
from shop.partner.models import StockRecord
from shop.payment import money

#: The furthest day for which goods may be promised.
MAX_DAYS_AHEAD = 300
SHORT = "Thu hoạch được ít hơn dự tính"
_TRIES = 5


class BadDay(BusinessRuleError):
    """The day of sending is past or too far off."""

    message = f"Chọn ngày gửi từ ngày mai, muộn nhất là {MAX_DAYS_AHEAD} ngày nữa."


class OrdersComeIn(BusinessRuleError):
    """Orders kept coming while somebody tried."""

    message = "Đang có khách đặt món này. Bà con đợi một lát rồi bấm lại."


class _PlacedMeanwhile(Exception):
    """An order was placed between the look and the lock."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one line gets of a harvest."""

    line: Line
    gets: int

    @property
    def is_short(self) -> bool:
        """Say whether that is less than was ordered."""
        return self.gets < self.line.quantity


@dataclass(frozen=True, slots=True)
class Harvest:
    """How many orders of a harvest can be packed, are asked to take less, were called off.

    Of the rest, some wait for other goods, and in some the seller has to look: other goods came
    short before, and the shopper did not agree to less.
    """

    whole: int
    asked: int
    called_off: int
    waiting: int
    unsure: int


def waiting_lines(record: StockRecord) -> list[Line]:
    """Return the lines that wait for these goods, who ordered first coming first. 1 query."""
    parts = SellerOrder.objects.before_harvest()
    lines = Line.objects.filter(
        stockrecord=record, num_allocated__gt=0, seller_order__in=parts
    ).select_related("seller_order__order", "seller_order__partner")
    return list(lines.order_by("seller_order__placed_at", "pk"))


def share_out(lines: Iterable[Line], counted: int) -> list[Share]:
    """Give ``counted`` units to lines in their order until there are no more."""
    shares = []
    for line in lines:
        gets = min(line.quantity, counted)
        counted -= gets
        shares.append(Share(line, gets))
    return shares


def require_day(ready_on: dt.date) -> None:
    """Raise ``BadDay`` for a day for which goods may not be promised."""
    today = local_today()
    if not today < ready_on <= today + dt.timedelta(days=MAX_DAYS_AHEAD):
        raise BadDay


@transaction.atomic
def harvest(*, record: StockRecord, counted: int, actor=None) -> Harvest:
    """Turn the promise into what was counted, and let its orders be packed.

    Where it is not enough, who ordered first gets all; who comes after is asked to take less,
    and who would get nothing is called off. Raises ``NotPromised`` or ``OrdersComeIn``.
    """
    row, lines = _held(record)
    promised.come_in(record=row, counted=counted, actor=actor)
    outcomes = [_serve(share, actor) for share in share_out(lines, counted)]
    return Harvest(**{one.name: outcomes.count(one.name) for one in fields(Harvest)})


@transaction.atomic
def postpone(*, record: StockRecord, ready_on: dt.date, actor=None) -> int:
    """Promise the goods for another day and tell all who ordered; return how many.

    Raises ``BadDay``, ``NotPromised`` or ``OrdersComeIn``.
    """
    require_day(ready_on)
    row, lines = _held(record)
    if row.ready_on == ready_on:
        return 0
    promised.move_day(record=row, ready_on=ready_on)
    return sum(_follow_day(line.seller_order, actor) for line in lines)


def _held(record: StockRecord) -> tuple[StockRecord, list[Line]]:
    """Return the record and the lines that hold all of it, locked."""
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _locked(record)
        except _PlacedMeanwhile:
            continue
    raise OrdersComeIn


def _locked(record: StockRecord) -> tuple[StockRecord, list[Line]]:
    known = {line.seller_order_id: line for line in waiting_lines(record)}
    for line in sorted(known.values(), key=lambda line: line.order_id):
        money.lock(line.seller_order)
    # Who would get nothing is called off with all other goods of the order.
    several.lock_goods([line.seller_order for line in known.values()])
    row = promised.locked(record)
    lines = waiting_lines(record)
    # Whose order came in between is not locked, and orders are locked before goods.
    if any(line.seller_order_id not in known for line in lines):
        raise _PlacedMeanwhile
    if sum(line.num_allocated for line in lines) != row.num_allocated:
        raise _PlacedMeanwhile
    return row, lines


def _serve(share: Share, actor) -> str:
    """Let one order go on with what it gets; return what became of it."""
    part = share.line.seller_order
    left = _left_after(part, share)
    if left and not any(left.values()):
        moves.cancel(seller_order=part, actor=actor, note=f"{SHORT}, không còn cho đơn này")
        return "called_off"
    if left:
        held = dict(part.lines.values_list("pk", "quantity"))
        less = {pk: units for pk, units in left.items() if units < held[pk]}
        proposals.ask_less(part=part, quantities=less, reason=SHORT, actor=actor)
    if _still_waits(part):
        return "asked" if left else "waiting"
    outcome = "asked" if left else "unsure" if _lacks_other_goods(part) else "whole"
    _release_to_pack(part, actor, is_sure=outcome == "whole")
    return outcome


def _left_after(part: SellerOrder, share: Share) -> dict[int, int]:
    """Return ``{line id: quantity}`` of an order that gets less; empty when it gets all.

    What an earlier short harvest of other goods asks for is asked again with this.
    """
    asked = proposals.open_proposal(part)
    if not (share.is_short or asked):
        return {}
    left = dict(part.lines.values_list("pk", "quantity"))
    if asked:
        proposals.withdraw(asked)
        left |= dict(asked.lines.values_list("line_id", "quantity"))
    return left | {share.line.pk: share.gets}


def _still_waits(part: SellerOrder) -> bool:
    """Say whether other goods of the order are not there yet."""
    return part.lines.filter(num_allocated__gt=0, stockrecord__ready_on__isnull=False).exists()


def _lacks_other_goods(part: SellerOrder) -> bool:
    """Say whether a line holds more than an earlier harvest gave it, and that is owed still."""
    refused = ProposalLine.objects.filter(
        line__seller_order=part, line__num_allocated__gt=0, quantity__lt=F("line__quantity")
    )
    return refused.filter(
        line__stockrecord__ready_on=None, line__stockrecord__num_promised__gt=0
    ).exists()


def _release_to_pack(part: SellerOrder, actor, *, is_sure: bool) -> None:
    """Let the order be packed; confirm it only where all of it is there."""
    now = timezone.now()
    confirm_by = now + times.hours("answer_offer") + times.hours("confirm")
    SellerOrder.objects.filter(pk=part.pk).update(harvested_at=now, confirm_by=confirm_by)
    if not is_sure:
        return
    moves.move(
        seller_order=part,
        to=moves.S.CONFIRMED,
        actor=actor,
        note="Đã thu hoạch",
        tell_shopper=False,
    )
    preorder_notices.tell_harvested(part)


def _follow_day(part: SellerOrder, actor) -> bool:
    """Set the day of an order to the latest of its goods; tell the shopper when it moved."""
    was = part.ready_on
    waits = part.lines.filter(num_allocated__gt=0)
    part.ready_on = max(
        day for day in waits.values_list("stockrecord__ready_on", flat=True) if day is not None
    )
    if part.ready_on == was:
        return False
    part.confirm_by = times.morning_of(part.ready_on) + times.hours("confirm")
    part.save(update_fields=["ready_on", "confirm_by"])
    words = f"Ngày gửi dời từ {near_date(was)} sang {near_date(part.ready_on)}"
    event = amendments.write_event(part, actor, words)
    preorder_notices.tell_day_moved(part, was, f"preorder-moved:{event.pk}")
    return True
