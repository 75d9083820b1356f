"""Goods of the demo that can be ordered before they are there."""

import datetime as dt

from catalogue.sets import ListingState
from demo.clock import REFERENCE_DAY, dice
from shop.partner import promised
from shop.partner.models import StockRecord

#: Of the seller whose login is shown, so that its pages have something to harvest.
_CORE = "DEMO-000004"
_CORE_READY = dt.date(2027, 3, 5)
_MOST = 12
_OPEN_DAYS_BEFORE = 7


def are_missing() -> bool:
    """Say whether nothing of the demo is on pre-order. 1 query."""
    return not _of_demo().filter(ready_on__isnull=False).exists()


def write_preorders() -> None:
    """Promise the next crop of some goods that are sold out until their season."""
    if not are_missing():
        return
    rng = dice("preorders")
    empty = _of_demo().filter(
        num_in_stock=0, product__is_public=True, product__state=ListingState.APPROVED
    )
    for record in empty.filter(product__upc=_CORE):
        _promise(record, 40, _CORE_READY)
    waiting = empty.filter(product__harvest_mask__gt=0).select_related("product")
    opened = 0
    for record in waiting.order_by("product__upc"):
        ready_on = _next_crop(record.product)
        if ready_on and opened < _MOST and rng.random() < 0.5:
            _promise(record, rng.randrange(30, 151, 10), ready_on)
            opened += 1


def _of_demo():
    return StockRecord.objects.filter(partner__is_demo=True)


def _next_crop(product) -> dt.date | None:
    """Return a day in the first month of the next season; None while it is in season."""
    if product.is_in_season(REFERENCE_DAY.month):
        return None
    for step in range(1, 10):
        month = (REFERENCE_DAY.month + step - 1) % 12 + 1
        if product.is_in_season(month):
            year = REFERENCE_DAY.year + (month < REFERENCE_DAY.month)
            return dt.date(year, month, 15)
    return None


def _promise(record: StockRecord, quantity: int, ready_on: dt.date) -> None:
    promised.promise(
        record=record,
        quantity=quantity,
        ready_on=ready_on,
        orders_until=ready_on - dt.timedelta(days=_OPEN_DAYS_BEFORE),
    )
