"""Goods that are sold before they are there: promised, more or fewer of them, and come in.

The promise is stock of a kind of its own, so that orders hold it as they hold goods at hand.
Every change is a guarded UPDATE or one on a locked row.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F

from common.dates import local_today
from common.errors import BusinessRuleError
from shop.partner.models import StockRecord
from shop.partner.stock import note


class GoodsAtHand(BusinessRuleError):
    """Goods at hand are sold first: one record holds them or a promise, never both."""

    message = (
        "Món này còn hàng trong kho hoặc còn đơn chưa gửi. Bà con bán hết, gửi hết, "
        "hoặc sửa kho về 0 rồi mở bán trước."
    )


class NotPromised(BusinessRuleError):
    """The goods are not on pre-order (any more)."""

    message = "Món này không còn bán trước. Bạn tải lại trang để xem lại."


class TooFew(BusinessRuleError):
    """Orders hold more than would be promised."""

    def __init__(self, held: int) -> None:
        super().__init__(f"Khách đã đặt trước {held}, nên không nhận ít hơn {held} được.")


@transaction.atomic
def promise(
    *, record: StockRecord, quantity: int, ready_on: dt.date, orders_until: dt.date, actor=None
) -> None:
    """Let ``quantity`` units be ordered until a day, to be sent from another.

    Raises ``GoodsAtHand``.
    """
    opened = StockRecord.objects.filter(pk=record.pk, ready_on=None, num_in_stock=0).update(
        ready_on=ready_on,
        orders_until=orders_until,
        num_in_stock=quantity,
        num_promised=quantity,
    )
    if not opened:
        raise GoodsAtHand
    note(record, "promised", quantity, actor=actor)


@transaction.atomic
def change(*, record: StockRecord, quantity: int, orders_until: dt.date, actor=None) -> None:
    """Promise another quantity or until another day. Raises ``NotPromised`` or ``TooFew``."""
    row = locked(record)
    more = quantity - row.num_in_stock
    changed = StockRecord.objects.filter(pk=row.pk, num_allocated__lte=quantity).update(
        num_in_stock=quantity,
        num_promised=F("num_promised") + more,
        orders_until=orders_until,
    )
    if not changed:
        raise TooFew(row.num_allocated)
    if more:
        note(record, "promised", more, actor=actor)


@transaction.atomic
def stop(*, record: StockRecord, actor=None) -> None:
    """Take no more orders; without any the pre-order is over. Raises ``NotPromised``.

    The window ends too: what a cancelled order frees is not to be ordered again.
    """
    row = locked(record)
    if row.num_allocated:
        until = min(row.orders_until, local_today() - dt.timedelta(days=1))
        change(record=row, quantity=row.num_allocated, orders_until=until, actor=actor)
    else:
        come_in(record=row, counted=0, actor=actor)


@transaction.atomic
def move_day(*, record: StockRecord, ready_on: dt.date) -> None:
    """Promise the goods for another day; nobody can order them past it. Raises ``NotPromised``."""
    row = locked(record)
    StockRecord.objects.filter(pk=row.pk).update(
        ready_on=ready_on, orders_until=min(row.orders_until, ready_on)
    )


@transaction.atomic
def come_in(*, record: StockRecord, counted: int, actor=None) -> int:
    """Turn the promise into ``counted`` units at hand; return how many orders hold beyond them.

    Those stay owed: they leave the stock as their orders shrink or are called off. Raises
    ``NotPromised``.
    """
    row = locked(record)
    owed = max(row.num_allocated - counted, 0)
    StockRecord.objects.filter(pk=row.pk).update(
        ready_on=None,
        orders_until=None,
        num_in_stock=counted + owed,
        num_promised=owed,
    )
    note(record, "promised", owed - row.num_promised, actor=actor)
    note(record, "harvest", counted + row.num_promised - row.num_in_stock, actor=actor)
    return owed


def locked(record: StockRecord) -> StockRecord:
    """Return the record as it is, held until the transaction ends. Raises ``NotPromised``."""
    row = StockRecord.objects.select_for_update().get(pk=record.pk)
    if not row.is_on_preorder:
        raise NotPromised
    return row
