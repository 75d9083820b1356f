"""Rents of stalls: one charge a month, paid to the board's own account, by hand or by the bank."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from common.dates import month_label
from common.errors import BusinessRuleError
from common.money import format_vnd
from markets.models import Market, Stall, StallCharge
from markets.queries import active_in

Paid = StallCharge.Paid


class PaidByBank(BusinessRuleError):
    """The bank told of it, so nobody takes it back by hand."""

    message = "Ngân hàng đã báo khoản này nên không bỏ được."


@transaction.atomic
def charge_month(*, market: Market, month: dt.date, actor=None) -> int:
    """Write the rent of every stall of a month that has none yet; return how many were written."""
    month = month.replace(day=1)
    # Of two presses the second one finds nothing missing.
    Market.objects.select_for_update().get(pk=market.pk)
    stalls = active_in(market.stalls.all(), month).filter(rent_vnd__gt=0)
    missing = list(stalls.exclude(charges__month=month))
    StallCharge.objects.bulk_create(
        [
            StallCharge(stall=stall, market=market, month=month, amount_vnd=stall.rent_vnd)
            for stall in missing
        ],
        500,
        ignore_conflicts=True,
    )
    if missing:
        label = f"{market.name}, {month_label(month)}"
        record("rents.charged", on=market, label=label, actor=actor,
               changes={"stalls": (0, len(missing))})  # fmt: skip
    return len(missing)


@transaction.atomic
def mark_paid(*, charge: StallCharge, actor=None) -> StallCharge:
    """Note that what is left of a rent was paid in cash or seen on the account; twice is once."""
    locked = StallCharge.objects.select_for_update().get(pk=charge.pk)
    if locked.paid_at is None:
        _settle(locked, bank=locked.bank_vnd, hand=locked.left_vnd, at=timezone.now())
        _note("rent.paid", locked, actor, ("", "đã trả"))
    return locked


@transaction.atomic
def take_back(*, charge: StallCharge, actor=None) -> StallCharge:
    """Undo ``mark_paid``; money that the bank told of stays. Raises ``PaidByBank``."""
    locked = StallCharge.objects.select_for_update().get(pk=charge.pk)
    if locked.paid_vnd and not locked.marked_vnd:
        raise PaidByBank
    if locked.marked_vnd:
        _settle(locked, bank=locked.bank_vnd, hand=Decimal(0), at=timezone.now())
        _note("rent.unpaid", locked, actor, ("đã trả", ""))
    return locked


def pay_told(*, charge: StallCharge, amount_vnd: Decimal, at: dt.datetime | None) -> StallCharge:
    """Note money that the bank tells of; call it inside the transaction of the notice.

    What is too little stays open with what has come; what is too much shows as such. As far as
    a person had marked the rent it is the proof of that mark, not a second payment.
    """
    locked = StallCharge.objects.select_for_update().get(pk=charge.pk)
    unproved = max(locked.marked_vnd - amount_vnd, Decimal(0))
    bank = locked.bank_vnd + amount_vnd
    _settle(locked, bank=bank, hand=unproved, at=at or timezone.now())
    return locked


def _settle(charge: StallCharge, *, bank: Decimal, hand: Decimal, at: dt.datetime) -> None:
    """Write what came by the bank and what a person marked; paid is what covers the rent."""
    charge.paid_vnd, charge.hand_vnd = bank + hand, hand
    charge.paid_how = Paid.BY_HAND if hand else Paid.BANK if bank else ""
    charge.paid_at = (charge.paid_at or at) if charge.paid_vnd >= charge.amount_vnd else None
    charge.save(update_fields=["paid_vnd", "hand_vnd", "paid_at", "paid_how"])


def _note(action: str, charge: StallCharge, actor, change: tuple) -> None:
    stall = Stall.objects.select_related("market").get(pk=charge.stall_id)
    label = f"{stall.market.name}, {stall.place}, {month_label(charge.month)}"
    changes = {format_vnd(charge.amount_vnd): change}
    record(action, on=charge, label=label, actor=actor, changes=changes)
