"""Sales at a stall: one tap, or told by the bank. Rows are only added; a mistake gets its opposite.

They are counted apart from orders of the floor and never join them.
"""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from common.dates import local_date, local_today
from common.errors import BusinessRuleError
from markets.models import InPersonSale, Stall
from markets.paying import MOST_VND

How = InPersonSale.How
#: A transfer that the trader noted and the bank tells of so much later or earlier is one sale.
SAME_WITHIN = dt.timedelta(minutes=15)


class NotNow(BusinessRuleError):
    """The stall is over, or the sale cannot be taken back any more."""


class ToldByBank(BusinessRuleError):
    """The bank has told of this very money."""

    message = "Ngân hàng đã báo khoản này, sàn ghi rồi. Bạn không cần ghi lần nữa."


@transaction.atomic
def record_sale(
    *, stall: Stall, amount_vnd: Decimal | int, how: str, key: str, actor=None
) -> InPersonSale:
    """Write down what a trader sold; the same ``key`` again changes nothing.

    Raises ``NotNow`` and ``ToldByBank``.
    """
    locked = Stall.objects.select_for_update().get(pk=stall.pk)
    own_key = f"form:{locked.pk}:{key[:64]}"
    if known := InPersonSale.objects.filter(key=own_key).first():
        return known
    if locked.active_to is not None and locked.active_to < local_today():
        raise NotNow("Quầy này đã nghỉ, không ghi lần bán mới được.")
    if not 1 <= amount_vnd <= MOST_VND:
        raise NotNow("Số tiền chưa đúng. Bạn gõ lại, ví dụ 50k.")
    now = timezone.now()
    if how == How.TRANSFER and _bank_row_without_note(locked, amount_vnd, now):
        raise ToldByBank
    return _write(locked, amount_vnd=amount_vnd, how=how, at=now, key=own_key, actor=actor)


@transaction.atomic
def undo(*, sale: InPersonSale, actor=None) -> InPersonSale:
    """Take a sale of today back with a row of its own; twice is once. Raises ``NotNow``."""
    Stall.objects.select_for_update().get(pk=sale.stall_id)
    if known := InPersonSale.objects.filter(reverses=sale).first():
        return known
    if sale.amount_vnd < 0 or sale.how == How.BANK:
        raise NotNow("Khoản do ngân hàng báo thì không bỏ được.")
    if sale.sold_on != local_today():
        raise NotNow("Chỉ bỏ được lần bán ghi trong hôm nay.")
    return _reverse(sale, at=timezone.now(), actor=actor)


def record_told(
    *, stall: Stall, amount_vnd: Decimal, key: str, at: dt.datetime | None
) -> InPersonSale:
    """Write down money that the bank tells of; it replaces the trader's own note of it.

    Call it inside the transaction of the notice.
    """
    locked = Stall.objects.select_for_update().get(pk=stall.pk)
    now = timezone.now()
    at = min(at or now, now)
    noted = InPersonSale.objects.filter(
        stall=locked,
        how=How.TRANSFER,
        amount_vnd=amount_vnd,
        reversed_by=None,
        at__range=(at - SAME_WITHIN, at + SAME_WITHIN),
    )
    if first := noted.order_by("pk").first():
        _reverse(first, at=now, key=f"told:{key}")
    return _write(locked, amount_vnd=amount_vnd, how=How.BANK, at=at, key=f"bank:{key}")


def _bank_row_without_note(stall: Stall, amount_vnd, now: dt.datetime) -> bool:
    """Tell whether the bank lately told of this amount and no note of the trader was replaced."""
    told = InPersonSale.objects.filter(
        stall=stall, how=How.BANK, amount_vnd=amount_vnd, at__gt=now - SAME_WITHIN
    )
    replaced = InPersonSale.objects.filter(
        stall=stall, how=How.TRANSFER, amount_vnd=-amount_vnd, at__gt=now - SAME_WITHIN,
        key__startswith="told:",
    )  # fmt: skip
    return told.count() > replaced.count()


def _write(stall: Stall, *, amount_vnd, how: str, at, key: str, actor=None) -> InPersonSale:
    return InPersonSale.objects.create(
        stall=stall,
        market_id=stall.market_id,
        how=how,
        amount_vnd=amount_vnd,
        sold_on=local_date(at),
        at=at,
        key=key,
        actor_id=actor.pk if actor else None,
    )


def _reverse(sale: InPersonSale, *, at, key: str = "", actor=None) -> InPersonSale:
    return InPersonSale.objects.create(
        stall_id=sale.stall_id,
        market_id=sale.market_id,
        how=sale.how,
        amount_vnd=-sale.amount_vnd,
        sold_on=sale.sold_on,
        at=at,
        key=key or f"undo:{sale.pk}",
        reverses=sale,
        actor_id=actor.pk if actor else None,
    )
