"""Every change of a quantity in stock, each one guarded UPDATE.

PostgreSQL re-checks the WHERE after waiting for the row, SQLite has one writer: on both, two
buyers of the last unit cannot both pass.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import F
from oscar.apps.partner.exceptions import InvalidStockAdjustment


class OutOfStock(InvalidStockAdjustment):
    """There is less left than was asked for."""


def _records(record):
    return type(record)._default_manager.filter(pk=record.pk)


def _forget(record) -> None:
    """Let the quantities be read again when somebody asks for them."""
    for field in ("num_in_stock", "num_allocated"):
        record.__dict__.pop(field, None)


def _note(record, kind: str, quantity: int, reference: str, actor) -> None:
    apps.get_model("partner", "StockMovement")._default_manager.create(
        stockrecord=record,
        kind=kind,
        quantity=quantity,
        reference=reference,
        actor=actor,
    )


def allocate(*, record, quantity: int) -> None:
    """Hold ``quantity`` units for an order.

    Raises ``OutOfStock`` and changes nothing when fewer are free.
    """
    updated = (
        _records(record)
        .filter(num_in_stock__gte=F("num_allocated") + quantity)
        .update(num_allocated=F("num_allocated") + quantity)
    )
    if not updated:
        raise OutOfStock(f"fewer than {quantity} left of stock record {record.pk}")
    _forget(record)


@transaction.atomic
def consume(*, record, quantity: int, reference: str = "", actor=None) -> None:
    """Take ``quantity`` held units out of stock: they were shipped.

    Raises ``InvalidStockAdjustment`` when fewer are held.
    """
    updated = (
        _records(record)
        .filter(num_allocated__gte=quantity)
        .update(
            num_allocated=F("num_allocated") - quantity,
            num_in_stock=F("num_in_stock") - quantity,
        )
    )
    if not updated:
        raise InvalidStockAdjustment(f"fewer than {quantity} held of stock record {record.pk}")
    _note(record, "shipped", -quantity, reference, actor)
    _forget(record)


def release(*, record, quantity: int) -> None:
    """Give ``quantity`` held units back: the order was cancelled before shipping.

    Raises ``InvalidStockAdjustment`` when fewer are held.
    """
    updated = (
        _records(record)
        .filter(num_allocated__gte=quantity)
        .update(num_allocated=F("num_allocated") - quantity)
    )
    if not updated:
        raise InvalidStockAdjustment(f"fewer than {quantity} held of stock record {record.pk}")
    _forget(record)


@transaction.atomic
def add(*, record, quantity: int, kind: str = "added", reference: str = "", actor=None) -> None:
    """Add ``quantity`` units (negative takes away) without touching what is held.

    Raises ``OutOfStock`` when less would be left than orders hold.
    """
    updated = (
        _records(record)
        .filter(num_in_stock__gte=F("num_allocated") - quantity)
        .update(num_in_stock=F("num_in_stock") + quantity)
    )
    if not updated:
        raise OutOfStock(f"stock record {record.pk} cannot change by {quantity}")
    _note(record, kind, quantity, reference, actor)
    _forget(record)


@transaction.atomic
def count(*, record, on_shelf: int, actor=None) -> None:
    """Set the stock to what the seller counted, held goods included.

    Raises ``OutOfStock`` when orders hold more than was counted.
    """
    locked = _records(record).select_for_update().get()
    add(
        record=record,
        quantity=on_shelf - locked.num_in_stock,
        kind="counted",
        actor=actor,
    )
