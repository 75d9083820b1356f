"""Every change of a quantity in stock, each one guarded UPDATE.

PostgreSQL re-checks the WHERE after waiting for the row, SQLite has one writer: on both, two
buyers of the last unit cannot both pass. Goods that are promised and not there yet are in stock
like others (``promised`` opens and ends that); what a short harvest still owes, units that come
back or in pay off first.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from common.dates import local_today


class OutOfStock(InvalidStockAdjustment):
    """There is less left than was asked for."""


#: Nothing is owed from a harvest that brought less than was ordered.
_NOTHING_OWED = Q(ready_on__isnull=False) | Q(num_promised=0)


def _records(record):
    return type(record)._default_manager.filter(pk=record.pk)


def _forget(record) -> None:
    """Let the quantities be read again when somebody asks for them."""
    for field in ("num_in_stock", "num_allocated", "num_promised"):
        record.__dict__.pop(field, None)


def _owed(record) -> int:
    """Return what a short harvest owes, with the row locked until the transaction ends."""
    row = _records(record).select_for_update().get()
    return 0 if row.is_on_preorder else row.num_promised


def note(record, kind: str, quantity: int, reference: str = "", actor=None) -> None:
    """Write a movement down; of a promise only what is more than nothing."""
    if kind in ("promised", "harvest") and not quantity:
        return
    apps.get_model("partner", "StockMovement")._default_manager.create(
        stockrecord=record,
        kind=kind,
        quantity=quantity,
        reference=reference,
        actor=actor,
    )


def lock(ids) -> None:
    """Lock stock records in the order in which placing does, before several moves."""
    if ids:
        rows = apps.get_model("partner", "StockRecord")._default_manager.filter(pk__in=ids)
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def allocate(*, record, quantity: int) -> None:
    """Hold ``quantity`` units for an order.

    Raises ``OutOfStock`` and changes nothing when fewer are free, when the day of sending is
    another one than ``record`` says, or when the last day to pre-order is over.
    """
    is_as_seen = Q(ready_on=record.ready_on) if record.ready_on else Q(ready_on__isnull=True)
    updated = (
        _records(record)
        .filter(is_as_seen, num_in_stock__gte=F("num_allocated") + quantity)
        .filter(Q(orders_until__isnull=True) | Q(orders_until__gte=local_today()))
        .update(num_allocated=F("num_allocated") + quantity)
    )
    if not updated:
        raise OutOfStock(f"fewer than {quantity} left of stock record {record.pk}")
    _forget(record)


@transaction.atomic
def consume(*, record, quantity: int, reference: str = "", actor=None) -> None:
    """Take ``quantity`` held units out of stock: they were shipped.

    What was shipped was there: it may end what a harvest owed. Raises
    ``InvalidStockAdjustment`` when fewer are held.
    """
    if _consume(_records(record).filter(_NOTHING_OWED), quantity, paid_off=0):
        return _shipped(record, quantity, reference, actor)
    owed = _owed(record)
    left = _records(record).values_list("num_in_stock", flat=True).get() - quantity
    paid_off = max(owed - max(left, 0), 0)
    if not _consume(_records(record), quantity, paid_off=paid_off):
        raise InvalidStockAdjustment(f"fewer than {quantity} held of stock record {record.pk}")
    note(record, "promised", -paid_off, reference, actor)
    note(record, "harvest", paid_off, reference, actor)
    return _shipped(record, quantity, reference, actor)


def _consume(records, quantity: int, *, paid_off: int) -> int:
    return records.filter(num_allocated__gte=quantity).update(
        num_allocated=F("num_allocated") - quantity,
        num_in_stock=F("num_in_stock") - quantity,
        num_promised=F("num_promised") - paid_off,
    )


def _shipped(record, quantity: int, reference: str, actor) -> None:
    note(record, "shipped", -quantity, reference, actor)
    _forget(record)


def release(*, record, quantity: int) -> None:
    """Give ``quantity`` held units back: the order was cancelled or shrunk before shipping.

    Units that a harvest owes can be bought by nobody: they go. Raises
    ``InvalidStockAdjustment`` when fewer are held.
    """
    if not _release(_records(record).filter(_NOTHING_OWED), quantity, gone=0):
        _release_owed(record, quantity)
    _forget(record)


@transaction.atomic
def _release_owed(record, quantity: int) -> None:
    gone = min(_owed(record), quantity)
    if not _release(_records(record), quantity, gone=gone):
        raise InvalidStockAdjustment(f"fewer than {quantity} held of stock record {record.pk}")
    note(record, "promised", -gone)


def _release(records, quantity: int, *, gone: int) -> int:
    return records.filter(num_allocated__gte=quantity).update(
        num_allocated=F("num_allocated") - quantity,
        num_in_stock=F("num_in_stock") - gone,
        num_promised=F("num_promised") - gone,
    )


@transaction.atomic
def add(*, record, quantity: int, kind: str = "added", reference: str = "", actor=None) -> None:
    """Add ``quantity`` units (negative takes away) without touching what is held.

    What comes in pays off first what a harvest owes. Raises ``OutOfStock`` when less would be
    left than orders hold.
    """
    paid_off = 0
    updated = _add(_records(record).filter(_NOTHING_OWED), quantity, paid_off)
    if not updated:
        paid_off = min(_owed(record), max(quantity, 0))
        updated = _add(_records(record), quantity, paid_off)
    if not updated:
        raise OutOfStock(f"stock record {record.pk} cannot change by {quantity}")
    note(record, "promised", -paid_off, reference, actor)
    note(record, kind, quantity, reference, actor)
    _forget(record)


@transaction.atomic
def take_back(
    *, record, quantity: int, kind: str = "returned", reference: str = "", actor=None
) -> bool:
    """Add units that came back; say whether that was possible.

    Goods on pre-order have none at hand: what came back would raise what is promised.
    """
    if _records(record).select_for_update().get().is_on_preorder:
        return False
    add(record=record, quantity=quantity, kind=kind, reference=reference, actor=actor)
    return True


def _add(records, quantity: int, paid_off: int) -> int:
    new = F("num_in_stock") + quantity - paid_off
    return records.filter(
        num_in_stock__gte=Greatest("num_allocated", "num_promised") - quantity + paid_off
    ).update(num_in_stock=new, num_promised=F("num_promised") - paid_off)


@transaction.atomic
def count(*, record, on_shelf: int, actor=None) -> None:
    """Set the stock to what the seller counted, held goods included.

    Raises ``OutOfStock`` when orders hold more than was counted.
    """
    locked = _records(record).select_for_update().get()
    at_hand = locked.num_in_stock - locked.num_promised
    add(record=record, quantity=on_shelf - at_hand, kind="counted", actor=actor)
