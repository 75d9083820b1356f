"""The one place that lowers quantities of a seller order, and all that follows from it.

Called under any isolation: the order is locked where the database can, and every line is a
compare-and-set on the quantity that was read. Quantities never rise.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from common.errors import BusinessRuleError
from common.units import unit_label
from shop.order import moves
from shop.order.models import (
    Line,
    LinePrice,
    Order,
    OrderDiscount,
    SellerOrder,
    SellerOrderEvent,
)
from shop.order.states import HOLDING, PREPAID, PaymentState, SellerOrderState
from shop.partner import stock
from shop.payment import attempts, money
from shop.payment.gateways import gateway
from shop.payment.models import PaymentAttempt

S = SellerOrderState
#: Until the parcel is handed over, somebody may find that there is less in it.
MAY_SHRINK = HOLDING | {S.SHIPPED}
_DONG = Decimal(1)
_CENT = Decimal("0.01")


class CannotAmend(BusinessRuleError):
    """The seller order cannot be changed in this way any more."""

    message = "Đơn này không giảm số lượng được nữa. Bạn tải lại trang để xem đơn mới nhất."


class NothingLeft(BusinessRuleError):
    """Every line would be empty: that is a cancelled or a returned order."""

    message = "Không còn món nào thì bà con hủy đơn, đừng giảm về 0."


class QuantityTooHigh(BusinessRuleError):
    """More was asked for than the order has, or less than nothing."""

    message = "Chỉ giảm được số lượng, không tăng được. Nhập số từ 0 đến số khách đặt."


@transaction.atomic
def reduce(
    part: SellerOrder,
    quantities: dict[int, int],
    *,
    actor=None,
    note: str = "",
    restock: bool = False,
) -> SellerOrder:
    """Leave only ``{line id: quantity}`` of a seller order; lines not named stay as they are.

    Before shipping the difference can be bought again; after it goods return to the shelf only
    with ``restock``. Doing it twice changes nothing more. Raises ``CannotAmend``,
    ``NothingLeft`` or ``QuantityTooHigh``.
    """
    fresh = money.lock(part)
    if fresh.state not in MAY_SHRINK:
        raise CannotAmend
    lines = _lines(fresh)
    smaller = _smaller(lines, quantities)
    if smaller:
        words = amended_words(smaller)
        weight_g = _weight_after(fresh, lines, quantities)
        for line, left in smaller:
            _take_from_stock(fresh, line, left, restock, actor)
            _shrink(line, left)
        _count_again(fresh, weight_g)
        money.follow_order(fresh, actor=actor)
        renew_attempts(fresh)
        reason = f" {note.strip()}" if note.strip() else ""
        write_event(fresh, actor, f"Giảm {words}.{reason}")
    part.refresh_from_db()
    return part


@transaction.atomic
def deliver_part(
    part: SellerOrder, quantities: dict[int, int], *, actor=None, restock: bool = True
) -> SellerOrder:
    """Note that the shopper took only ``{line id: quantity}`` at the door, and pays for that."""
    reduce(part, quantities, actor=actor, note="Khách chỉ nhận một phần.", restock=restock)
    return moves.deliver(seller_order=part, actor=actor)


def paid_after(line: Line, left: int) -> Decimal:
    """Return what ``left`` units of a line cost after discounts, in whole đồng, half up."""
    if left == line.quantity:
        return Decimal(line.line_price_incl_tax)
    return _share(line.line_price_incl_tax, left, line.quantity)


def amended_words(smaller) -> str:
    """Return ``Chè nõn tôm từ 5 xuống 3 gói, …`` for pairs of a line and what is left."""
    return ", ".join(
        f"{line.title} từ {line.quantity} xuống {left} {unit_label(line.sale_unit)}"
        for line, left in smaller
    )


def write_event(part: SellerOrder, actor, note: str) -> SellerOrderEvent:
    """Write down something that happened to a seller order without moving it."""
    return SellerOrderEvent.objects.create(
        seller_order=part,
        from_state=part.state,
        to_state=part.state,
        actor=actor,
        note=note[:300],
        at=timezone.now(),
    )


def checked(part: SellerOrder, quantities: dict[int, int]) -> list[tuple[Line, int]]:
    """Return the lines that would shrink, with what is left. Raises as ``reduce`` does."""
    return _smaller(_lines(part), quantities)


def renew_attempts(part: SellerOrder) -> None:
    """Ask for the new amount where nobody has paid or claims to have paid the old one.

    Money that is under way with the old amount is taken as it comes: too much opens a case.
    """
    if part.payment_method not in PREPAID or part.payment_state != PaymentState.UNPAID:
        return
    tries = list(attempts.of_part(part).filter(state__in=attempts.OPEN))
    if not tries or any(one.state == PaymentAttempt.State.CLAIMED for one in tries):
        return
    for one in tries:
        PaymentAttempt.objects.filter(pk=one.pk, state=PaymentAttempt.State.AWAITING).update(
            state=PaymentAttempt.State.CANCELLED
        )
    newest = tries[0]
    parts = [part] if newest.seller_order_id else _unpaid_parts(part.order)
    gateway(newest.gateway).create(part.order, parts)


def _lines(part: SellerOrder) -> list[Line]:
    """Return the lines in the order in which stock is locked."""
    lines = Line.objects.filter(seller_order=part).select_related("stockrecord")
    return list(lines.order_by("stockrecord_id", "pk"))


def _smaller(lines: list[Line], quantities: dict[int, int]) -> list[tuple[Line, int]]:
    known = {line.pk: line for line in lines}
    for line_id, left in quantities.items():
        if line_id not in known or not 0 <= left <= known[line_id].quantity:
            raise QuantityTooHigh
    if not any(quantities.get(line.pk, line.quantity) for line in lines):
        raise NothingLeft
    after = [(line, quantities.get(line.pk, line.quantity)) for line in lines]
    return [(line, left) for line, left in after if left < line.quantity]


def _take_from_stock(part: SellerOrder, line: Line, left: int, restock: bool, actor) -> None:
    if line.stockrecord is None:
        return
    if part.state in HOLDING:
        stock.release(record=line.stockrecord, quantity=line.num_allocated - left)
    elif restock:
        moves.put_back(part, line, line.quantity - left, actor)


def _shrink(line: Line, left: int) -> None:
    """Set the quantity and the prices of a line and of what hangs on it."""
    was = line.quantity
    prices = {
        name: _share(getattr(line, name), left, was)
        for name in (
            "line_price_incl_tax",
            "line_price_excl_tax",
            "line_price_before_discounts_incl_tax",
            "line_price_before_discounts_excl_tax",
        )
    }
    held = min(line.num_allocated, left)
    shrunk = Line.objects.filter(pk=line.pk, quantity=was, num_allocated=line.num_allocated).update(
        quantity=left, num_allocated=held, **prices
    )
    if not shrunk:
        raise CannotAmend
    lost_excl = line.line_price_excl_tax - prices["line_price_excl_tax"]
    Order.objects.filter(pk=line.order_id).update(total_excl_tax=F("total_excl_tax") - lost_excl)
    _shrink_discounts(line, left, was)
    LinePrice.objects.filter(line=line).delete()
    if left:
        LinePrice.objects.create(
            order_id=line.order_id,
            line=line,
            quantity=left,
            price_incl_tax=(prices["line_price_incl_tax"] / left).quantize(_CENT),
            price_excl_tax=(prices["line_price_excl_tax"] / left).quantize(_CENT),
        )


def _shrink_discounts(line: Line, left: int, was: int) -> None:
    for given in line.discounts.all():
        amount = _share(given.amount, left, was)
        OrderDiscount.objects.filter(pk=given.order_discount_id).update(
            amount=F("amount") - (given.amount - amount)
        )
        type(given).objects.filter(pk=given.pk).update(amount=amount)


def _count_again(part: SellerOrder, weight_g: int) -> None:
    """Set the sums of the seller order and of its order from the lines."""
    sums = Line.objects.filter(seller_order=part).aggregate(
        goods=Sum("line_price_before_discounts_incl_tax"), paid=Sum("line_price_incl_tax")
    )
    part.goods_vnd = sums["goods"]
    part.discount_vnd = sums["goods"] - sums["paid"]
    part.weight_g = weight_g
    changed = SellerOrder.objects.filter(pk=part.pk, state=part.state).update(
        goods_vnd=part.goods_vnd, discount_vnd=part.discount_vnd, weight_g=weight_g
    )
    if not changed:
        raise CannotAmend
    parts = SellerOrder.objects.filter(order=part.order_id)
    total = parts.aggregate(sum=Sum(F("goods_vnd") - F("discount_vnd") + F("shipping_vnd")))["sum"]
    Order.objects.filter(pk=part.order_id).update(total_incl_tax=total)
    part.order.refresh_from_db(fields=["total_incl_tax", "total_excl_tax"])


def _weight_after(part: SellerOrder, lines: list[Line], quantities: dict[int, int]) -> int:
    """Return the weight to send, in grams: the old one by the share of the goods that is left."""
    before = sum(line.net_weight_g * line.quantity for line in lines)
    after = sum(line.net_weight_g * quantities.get(line.pk, line.quantity) for line in lines)
    if not before:
        return part.weight_g
    return int((Decimal(part.weight_g) * after / before).to_integral_value(ROUND_CEILING))


def _unpaid_parts(order: Order) -> list[SellerOrder]:
    parts = order.seller_orders.filter(state=S.PLACED, payment_method__in=PREPAID)
    return list(parts.exclude(payment_state=PaymentState.PAID).order_by("number"))


def _share(amount: Decimal, left: int, was: int) -> Decimal:
    return (Decimal(amount) * left / was).quantize(_DONG, ROUND_HALF_UP)
