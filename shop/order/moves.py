"""The one place that changes the state of a seller order, and all that follows from it.

Called under any isolation: rows are locked where the database can, and every change is a
compare-and-set on the state it was decided on, so that it happens once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from common.dates import format_date, local_date, local_today
from common.errors import BusinessRuleError
from shop.order import notices, times
from shop.order.models import Line, Order, SellerOrder, SellerOrderEvent
from shop.order.states import (
    ALLOWED_MOVES,
    CLOSED,
    PREPAID,
    PaymentState,
    SellerOrderState,
)
from shop.partner import stock
from shop.payment import attempts, money
from shop.programme import redeeming

S = SellerOrderState
#: A shopper may call an order off until the goods are packed.
SHOPPER_MAY_CANCEL = frozenset({S.PLACED, S.CONFIRMED})
_WITH_INSTANT = frozenset(S.values) - {S.PLACED, S.DELIVERY_FAILED}
#: What can be said of a tour only once its day has come.
_ON_THE_DAY = frozenset({S.DELIVERED, S.DELIVERY_FAILED})
_WITH_DATE = frozenset({S.COMPLETED, S.CANCELLED, S.RETURNED})


class TooLateToCancel(BusinessRuleError):
    """The day of the tour is nearer than its rule lets a shopper cancel."""

    def __init__(self, day) -> None:
        super().__init__(
            f"Chuyến đi này chỉ hủy được đến hết ngày {format_date(day)}. Bạn gọi người bán."
        )


class NotPaidYet(BusinessRuleError):
    """The money comes first, and it has not come."""

    message = (
        "Khách chưa chuyển đủ tiền đơn này nên chưa nhận đơn được. "
        "Nếu tiền đã vào tài khoản, bà con bấm Đã nhận tiền trước."
    )


class BeforeHarvest(BusinessRuleError):
    """The goods were ordered ahead and are not there yet."""

    message = (
        "Đơn đặt trước này chờ thu hoạch. Bà con mở Bán trước, bấm Đã thu hoạch "
        "và ghi số có được, rồi mới gói."
    )


class BeforeTheDay(BusinessRuleError):
    """Nobody can have been on a tour, or have stayed away, before its day."""

    def __init__(self, day) -> None:
        super().__init__(f"Chuyến đi ngày {format_date(day)}. Đến ngày ấy bà con mới ghi được.")


class MoveNotAllowed(BusinessRuleError):
    """The seller order is not in a state from which this move exists."""

    message = "Đơn này chưa làm bước đó được. Bạn tải lại trang để xem đơn đang ở đâu."


@dataclass(frozen=True, slots=True)
class Tracking:
    """Who carries the parcel, and the code to follow it by."""

    carrier: str = ""
    code: str = ""


@transaction.atomic
def move(
    *,
    seller_order: SellerOrder,
    to: str,
    actor=None,
    note: str = "",
    tracking: Tracking | None = None,
    restock: bool = False,
    only_from: frozenset[str] | None = None,
    tell_shopper: bool = True,
) -> SellerOrder:
    """Move a seller order to another state; returns it as it stands afterwards.

    ``actor`` is a user or None (the system, or a guest). ``restock`` puts returned goods
    back on the shelf. Changes nothing and raises ``MoveNotAllowed`` when the move does not
    exist from the present state, ``NotPaidYet`` when money that comes first is missing,
    ``BeforeHarvest`` when the goods are, ``BeforeTheDay`` when a tour has not taken place.
    """
    # The order row first: two parts moved at once must not both derive an old status.
    part = money.lock(seller_order)
    order, came_from = part.order, part.state
    _require_allowed(part, to, only_from)
    _set_state(part, to, note, tracking)
    event = _write_event(part, came_from, actor, note)
    # Stock is locked before the programme that paid a part: placing does it in this order.
    if restock and to == S.RETURNED:
        _put_all_back(part, actor)
    _AFTER.get(to, _nothing)(part, actor)
    _derive_order_status(order)
    if tell_shopper:
        notices.tell_shopper(part, event)
    seller_order.refresh_from_db()
    return seller_order


def confirm(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Note that the seller has the goods and will send them."""
    return move(seller_order=seller_order, to=S.CONFIRMED, actor=actor, note=note)


def pack(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Note that the parcel is packed."""
    return move(seller_order=seller_order, to=S.PACKED, actor=actor, note=note)


def ship(
    *,
    seller_order: SellerOrder,
    actor=None,
    carrier: str = "",
    tracking_code: str = "",
    note: str = "",
) -> SellerOrder:
    """Note that the parcel has left; its goods leave the stock."""
    return move(
        seller_order=seller_order,
        to=S.SHIPPED,
        actor=actor,
        note=note,
        tracking=Tracking(carrier, tracking_code),
    )


def deliver(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Note that the shopper has the parcel; cash on delivery is paid by that."""
    return move(seller_order=seller_order, to=S.DELIVERED, actor=actor, note=note)


def complete(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Close a delivered order; from now on it counts as a sale."""
    return move(seller_order=seller_order, to=S.COMPLETED, actor=actor, note=note)


def cancel(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Call off an order that has not left; its goods can be bought again."""
    return move(seller_order=seller_order, to=S.CANCELLED, actor=actor, note=note)


@transaction.atomic
def cancel_by_shopper(*, seller_order: SellerOrder, actor=None, note: str = "") -> SellerOrder:
    """Call off one parcel for the shopper, before it is packed; tells the seller.

    Raises ``MoveNotAllowed``, or ``TooLateToCancel`` by the rule of a tour.
    """
    lines = seller_order.lines.filter(product__tour_date__isnull=False)
    tours = [line.product.tour_date for line in lines.select_related("product__tour_date__offer")]
    last_on = min((tour.last_cancel_on for tour in tours), default=None)
    if last_on is not None and local_today() > last_on:
        raise TooLateToCancel(last_on)
    part = move(
        seller_order=seller_order,
        to=S.CANCELLED,
        actor=actor,
        note=note or "Người mua hủy",
        only_from=SHOPPER_MAY_CANCEL,
        tell_shopper=False,
    )
    notices.tell_seller_cancelled(part)
    return part


def _require_allowed(part: SellerOrder, to: str, only_from: frozenset[str] | None) -> None:
    is_known = to in ALLOWED_MOVES.get(part.state, frozenset())
    if not is_known or (only_from is not None and part.state not in only_from):
        now, wanted = S(part.state).label, S(to).label if to in S.values else to
        raise MoveNotAllowed(
            f"Đơn {part.number} đang ở bước “{now}”, không chuyển sang “{wanted}” được. "
            "Bạn tải lại trang để xem đơn mới nhất."
        )
    if to == S.CONFIRMED and part.is_before_harvest:
        raise BeforeHarvest
    if to in _ON_THE_DAY and part.tour_on and local_today() < part.tour_on:
        raise BeforeTheDay(part.tour_on)
    is_prepaid = part.payment_method in PREPAID and part.to_pay_vnd > 0
    if to == S.CONFIRMED and is_prepaid and part.payment_state != PaymentState.PAID:
        raise NotPaidYet


def _set_state(part: SellerOrder, to: str, note: str, tracking: Tracking | None) -> None:
    now = timezone.now()
    changes: dict = {"state": to}
    if to in _WITH_INSTANT:
        changes[f"{to}_at"] = now
    if to in _WITH_DATE:
        changes[f"{to}_on"] = local_date(now)
    if to == S.CONFIRMED:
        begins = max(now, times.morning_of(part.ready_on)) if part.ready_on else now
        changes["ship_by"] = begins + times.hours("ship")
        if part.tour_on:
            changes["ship_by"] = times.morning_of(part.tour_on)
    if to in {S.CANCELLED, S.DELIVERY_FAILED, S.RETURNED}:
        changes["reason"] = note[:300]
    if tracking is not None:
        changes |= {"carrier": tracking.carrier[:60], "tracking_code": tracking.code[:40]}
    moved = SellerOrder.objects.filter(pk=part.pk, state=part.state).update(**changes)
    if not moved:
        raise MoveNotAllowed
    for name, value in changes.items():
        setattr(part, name, value)
    Line.objects.filter(seller_order=part).update(status=to)


def _write_event(part: SellerOrder, came_from: str, actor, note: str) -> SellerOrderEvent:
    return SellerOrderEvent.objects.create(
        seller_order=part,
        from_state=came_from,
        to_state=part.state,
        actor=actor,
        note=note[:300],
        at=timezone.now(),
    )


def _held_lines(part: SellerOrder):
    """Return lines that still hold stock, in the order in which stock is locked."""
    held = Line.objects.filter(seller_order=part, num_allocated__gt=0)
    return held.select_related("stockrecord").order_by("stockrecord_id")


def _let_go(line: Line, **changes) -> bool:
    """Take the hold off a line; only the first of several callers gets True."""
    return bool(
        Line.objects.filter(pk=line.pk, num_allocated=line.num_allocated).update(
            num_allocated=0, **changes
        )
    )


def _free_stock(part: SellerOrder, actor) -> None:
    for line in _held_lines(part):
        if _let_go(line, allocation_cancelled=True) and line.stockrecord:
            stock.release(record=line.stockrecord, quantity=line.num_allocated)


def _consume_stock(part: SellerOrder, actor) -> None:
    for line in _held_lines(part):
        if _let_go(line) and line.stockrecord:
            stock.consume(
                record=line.stockrecord,
                quantity=line.num_allocated,
                reference=part.number,
                actor=actor,
            )


def put_back(part: SellerOrder, line: Line, quantity: int, actor) -> None:
    """Put goods of a line back on the shelf; write down when a pre-order keeps them off it."""
    if stock.take_back(
        record=line.stockrecord, quantity=quantity, reference=part.number, actor=actor
    ):
        return
    words = f"{quantity} {line.title} về, không cộng vào kho vì món đang bán trước"
    _write_event(part, part.state, actor, words)


def _put_all_back(part: SellerOrder, actor) -> None:
    lines = Line.objects.filter(seller_order=part, stockrecord__isnull=False)
    for line in lines.select_related("stockrecord").order_by("stockrecord_id"):
        put_back(part, line, line.quantity, actor)


def _call_off(part: SellerOrder, actor) -> None:
    """Free what was held, and let the books say that nothing is owed any more."""
    _free_stock(part, actor)
    attempts.cancel(part)
    money.follow_order(part, actor=actor)


def _take_back(part: SellerOrder, actor) -> None:
    money.follow_order(part, actor=actor)


def _collect_cash(part: SellerOrder, actor) -> None:
    money.collect_cash(part)


def _close_the_sale(part: SellerOrder, actor) -> None:
    money.charge_fee(part)
    redeeming.note_used(part)


def _nothing(part: SellerOrder, actor) -> None:
    """Follow a move that changes neither stock nor money."""


_AFTER: dict[str, Callable] = {
    S.CANCELLED: _call_off,
    S.SHIPPED: _consume_stock,
    S.DELIVERED: _collect_cash,
    S.COMPLETED: _close_the_sale,
    S.RETURNED: _take_back,
}


def derived_status(states: list[str]) -> str:
    """Return the status of an order from the states of its parts."""
    found = set(states)
    if len(found) == 1:
        return found.pop()
    if not found <= CLOSED:
        return "processing"
    return S.COMPLETED if S.COMPLETED in found else S.RETURNED


def _derive_order_status(order: Order) -> None:
    states = list(order.seller_orders.values_list("state", flat=True))
    status = derived_status(states)
    if status != order.status:
        Order.objects.filter(pk=order.pk).update(status=status)
        order.status = status
