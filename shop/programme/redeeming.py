"""The one place that moves the money of programmes: held, used, let go.

Locks: the programme comes after the stock, last of all, and an order has one. From there to the
commit everybody who uses the same programme waits, so counts of uses are exact. Amounts in đồng.
"""

from datetime import datetime
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from common.dates import local_today
from common.money import format_vnd
from shop.order.models import Line, Order, SellerOrder
from shop.programme.models import FundedLine, Programme, Redemption
from shop.programme.quoting import Funding, UsedUp, VoucherRefused, require_uses_left

K = Redemption.Kind


def reserve(order: Order, parts: list[SellerOrder], funding: Funding) -> None:
    """Hold the money for a new order; in the transaction that places it, after the stock.

    Raises ``UsedUp`` or ``VoucherRefused``; everything is then rolled back.
    """
    _hold(funding.programme, funding.total_vnd)
    # The programme is locked from here on: uses that came first are visible now.
    require_uses_left(funding.code, order.customer_phone)
    Redemption.objects.bulk_create(
        _row(part, funding.code, K.RESERVED, part.funded_vnd, "reserved", order.date_placed)
        for part in parts
        if part.funded_vnd
    )


def note_lines(order: Order, basket, funding: Funding) -> None:
    """Write down how much of each line of a new order the programme pays. 2 queries."""
    records = {line.pk: line.stockrecord_id for line in basket.all_lines()}
    lines = {line.stockrecord_id: line for line in Line.objects.filter(order=order)}
    found = ((lines[records[key]], amount) for key, amount in funding.by_line.items())
    FundedLine.objects.bulk_create(
        FundedLine(line=line, quantity=line.quantity, amount_vnd=amount) for line, amount in found
    )


def follow(part: SellerOrder, *, is_void: bool) -> None:
    """Let go of what a smaller, cancelled or returned seller order no longer needs.

    The order is locked by the caller; doing it twice lets go of nothing more. Sets
    ``funded_vnd`` of an order that lives. No query for an order without a programme.
    """
    if not part.funded_vnd:
        return
    wanted = Decimal(0) if is_void else funded_after(part, {})
    if not is_void and wanted != part.funded_vnd:
        SellerOrder.objects.filter(pk=part.pk).update(funded_vnd=wanted)
        part.funded_vnd = wanted
    rows = list(part.redemptions.select_related("code").exclude(kind=K.USED))
    amount = sum((_signed(row) for row in rows), Decimal(0)) - wanted
    if amount <= 0:
        return
    name, now = f"released:{len(rows)}", timezone.now()
    _row(part, rows[0].code, K.RELEASED, amount, name, now).save(force_insert=True)
    rows_of = Programme.objects.filter(pk=rows[0].programme_id)
    rows_of.update(held_vnd=F("held_vnd") - amount)


def note_used(part: SellerOrder) -> None:
    """Write down that the sale is done, so that the programme owes the seller its part."""
    if not part.funded_vnd:
        return
    first = part.redemptions.select_related("code").filter(kind=K.RESERVED).first()
    row = _row(part, first.code, K.USED, part.funded_vnd, "used", timezone.now())
    row.save(force_insert=True)


def funded_after(part: SellerOrder, left: dict[int, int]) -> Decimal:
    """Return what the programme pays once only ``{line id: quantity}`` is left, in đồng.

    Lines not named stay as they are; each is rounded down. 1 query.
    """
    rows = FundedLine.objects.filter(line__seller_order=part)
    return sum(
        (
            Decimal(vnd * min(left.get(line_id, now), now) // was)
            for line_id, vnd, was, now in rows.values_list(
                "line_id", "amount_vnd", "quantity", "line__quantity"
            )
        ),
        Decimal(0),
    )


def held_by(part: SellerOrder) -> Decimal:
    """Return what a seller order holds of a budget, in đồng. 1 query."""
    return sum((_signed(row) for row in part.redemptions.exclude(kind=K.USED)), Decimal(0))


def _hold(programme: Programme, amount_vnd: Decimal) -> None:
    """Take an amount out of what is left: one UPDATE that fits or changes nothing."""
    if not _fitting(programme, amount_vnd).update(held_vnd=F("held_vnd") + amount_vnd):
        programme.refresh_from_db()
        if programme.left_vnd < amount_vnd:
            left = format_vnd(programme.left_vnd)
            raise UsedUp(f"Chương trình {programme.name} chỉ còn {left}, không đủ cho đơn này.")
        raise VoucherRefused(f"Chương trình {programme.name} vừa dừng hoặc kết thúc.")


def _fitting(programme: Programme, amount_vnd: Decimal):
    today = local_today()
    return Programme.objects.filter(
        pk=programme.pk,
        state=Programme.State.OPEN,
        starts_on__lte=today,
        ends_on__gte=today,
        budget_vnd__gte=F("held_vnd") + amount_vnd,
    )


def _signed(row: Redemption) -> Decimal:
    return row.amount_vnd if row.kind == K.RESERVED else -row.amount_vnd


def _row(part, code, kind: str, amount_vnd: Decimal, name: str, at: datetime) -> Redemption:
    return Redemption(
        programme_id=code.programme_id,
        code=code,
        seller_order=part,
        kind=kind,
        amount_vnd=amount_vnd,
        key=f"{part.number}:{name}",
        at=at,
    )
