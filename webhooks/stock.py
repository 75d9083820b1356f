"""What is free of each product, as everybody may read it, and what has changed for a receiver."""

from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models import ExpressionWrapper as Wrapped
from django.db.models import Value as V
from django.db.models.functions import Cast, Concat, Greatest, Least
from django.utils import timezone

from catalogue.product_page import COUNTED_STOCK
from common.dates import local_today
from shop.partner.models import StockRecord
from webhooks.models import Delivery, StockSeen, Subscription

#: Changes get their time before their transactions commit: those of so long are looked at again.
_LOOK_BACK = timedelta(seconds=60)
_AT_ONCE = 500
_NEW_AT_ONCE = 5_000


def look() -> None:
    """Write down which stock records have changed since the last look, however it was written.

    How things stood at first is no change.
    """
    known = StockSeen.objects.filter(stockrecord=OuterRef("pk"))
    _learn(_records().filter(~Exists(known)))
    records = _records().annotate(
        version=Subquery(known.values("version")[:1]),
        was_left=Subquery(known.values("left")[:1]),
        was_can=Subquery(known.values("can_buy")[:1]),
    )
    is_other = ~Q(was_left=F("left")) | Q(was_can=None) | ~Q(was_can=F("can_buy"))
    for row in records.filter(is_other, version__isnull=False).order_by("pk")[:_AT_ONCE]:
        _note(row)


def changes_for(receiver: Subscription, since: datetime) -> list[StockSeen]:
    """Return what a receiver was not told yet of changes after a time, the oldest first.

    Of several changes of one product only the last is there: it says how things stand.
    """
    event = Concat(
        V("stock-"), Cast("stockrecord_id", CharField()), V("-"), Cast("version", CharField())
    )
    told = Delivery.objects.filter(subscription=receiver, event=OuterRef("event"))
    after = max(receiver.begun_at, since, (receiver.seen_stock_at or since) - _LOOK_BACK)
    rows = StockSeen.objects.filter(changed_at__gt=after).annotate(event=event)
    if receiver.partner_id:
        rows = rows.filter(stockrecord__partner_id=receiver.partner_id)
    if receiver.commune_codes:
        rows = rows.filter(stockrecord__partner__commune__code__in=receiver.commune_codes)
    rows = rows.filter(~Exists(told)).select_related("stockrecord__partner")
    return list(rows.order_by("changed_at", "pk")[:_AT_ONCE])


def told(row: StockSeen) -> dict:
    """Return what everybody reads of stock on the page of a product."""
    return {
        "product_id": row.stockrecord.product_id,
        "seller": row.stockrecord.partner.code,
        "left": row.left if row.left <= COUNTED_STOCK else None,
        "can_buy": row.can_buy,
    }


def _records():
    """Return stock records with ``left``, counted to where the page stops, and ``can_buy``."""
    today, date = local_today(), "product__tour_date__"
    is_shown = Q(product__parent=None, product__is_public=True) | Q(
        **{f"{date}closed_at": None, f"{date}day__gte": today}, product__parent__is_public=True
    )
    free = Greatest(F("num_in_stock") - F("num_allocated"), 0)
    shown = Case(When(is_shown, then=Least(free, COUNTED_STOCK + 1)), default=0)
    enough = Q(left__gte=Greatest(F("product__min_quantity"), 1))
    is_taken = Q(orders_until=None) | Q(orders_until__gte=today)
    can_buy = Wrapped(is_shown & enough & is_taken, BooleanField())
    records = StockRecord.objects.filter(product__isnull=False)
    return records.annotate(left=shown).annotate(can_buy=can_buy)


def _learn(records) -> None:
    while True:
        rows = [
            StockSeen(stockrecord_id=row.pk, left=row.left, can_buy=row.can_buy)
            for row in records.order_by("pk")[:_NEW_AT_ONCE]
        ]
        StockSeen.objects.bulk_create(rows, ignore_conflicts=True)
        if len(rows) < _NEW_AT_ONCE:
            return


def _note(row) -> None:
    """Write one change down, unless another look has done it since the row was read."""
    mine = StockSeen.objects.filter(stockrecord_id=row.pk, version=row.version)
    now = {"left": row.left, "can_buy": row.can_buy}
    if row.was_can is None and row.was_left == row.left:
        mine.update(**now)
        return
    mine.update(**now, version=row.version + 1, changed_at=timezone.now())
