"""Find what has happened, in rows that are committed, and write it down for each receiver.

Nothing is added to the work of an order: its events are rows already, and stock is compared with
what it was. What was overlooked is found by the next look.
"""

import json
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from catalogue.product_page import COUNTED_STOCK
from common.dates import VIETNAM
from jobs import outbox
from shop.order.models import SellerOrderEvent
from shop.partner.models import StockRecord
from webhooks import sending
from webhooks.models import STOCK, Delivery, StockSeen, Subscription

#: Numbers of events are given before their transactions commit: so many are looked at again.
_LOOK_BACK = 1_000
_AT_ONCE = 500
#: News is kept so long; what is older is none, or it would come back once it is forgotten.
KEPT = timedelta(days=30)


@outbox.follows
def follow() -> int:
    """Write down all news since the last look; return how many deliveries are new."""
    receivers = list(Subscription.objects.filter(paused_at=None))
    if not receivers:
        return 0
    return sum(_follow_orders(one) for one in receivers) + _follow_stock(receivers)


def _follow_orders(receiver: Subscription) -> int:
    told = Delivery.objects.filter(subscription=receiver, event__startswith="order-")
    events = SellerOrderEvent.objects.filter(
        pk__gt=receiver.seen_event - _LOOK_BACK,
        at__gte=max(receiver.begun_at, timezone.now() - KEPT),
        seller_order__is_demo=False,
    ).exclude(from_state=F("to_state"))
    if receiver.partner_id:
        events = events.filter(seller_order__partner_id=receiver.partner_id)
    if receiver.commune_codes:
        events = events.filter(seller_order__commune_code__in=receiver.commune_codes)
    known = set(told.order_by("-pk").values_list("event", flat=True)[: 2 * _LOOK_BACK])
    news, newest = [], receiver.seen_event
    for event in events.select_related("seller_order__order").order_by("pk")[: 2 * _LOOK_BACK]:
        newest = max(newest, event.pk)
        kind = f"order.{event.to_state}"
        if f"order-{event.pk}" not in known and receiver.wants(kind):
            news.append((f"order-{event.pk}", kind, event.at, _order(event)))
    with transaction.atomic():
        made = _write(receiver, news)
        Subscription.objects.filter(pk=receiver.pk, seen_event__lt=newest).update(seen_event=newest)
    return made


def _follow_stock(receivers: list[Subscription]) -> int:
    wanting = [one for one in receivers if one.wants(STOCK)]
    if not wanting:
        return 0
    seen = StockSeen.objects.filter(stockrecord=OuterRef("pk"))
    left = Greatest(F("num_in_stock") - F("num_allocated"), 0)
    records = StockRecord.objects.filter(product__isnull=False).annotate(
        left=left, was=Subquery(seen.values("left")[:1])
    )
    changed = records.filter(Q(was=None) | ~Q(was=F("left"))).select_related(
        "product", "partner__commune"
    )
    made = 0
    for record in changed.order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            made += _note_stock(record, wanting)
    return made


def _note_stock(record, wanting: list[Subscription]) -> int:
    row, is_new = StockSeen.objects.get_or_create(
        stockrecord_id=record.pk, defaults={"left": record.left}
    )
    mine = StockSeen.objects.filter(pk=row.pk, version=row.version)
    # Only one of several looks writes each change; how things stood at first is no news.
    if is_new or not mine.update(left=record.left, version=row.version + 1):
        return 0
    event, at = f"stock-{record.pk}-{row.version + 1}", timezone.now()
    commune = record.partner.commune.code if record.partner.commune else ""
    return sum(
        _write(one, [(event, STOCK, at, _stock(record))])
        for one in wanting
        if (one.partner_id in (None, record.partner_id))
        and (not one.commune_codes or commune in one.commune_codes)
    )


def _write(receiver: Subscription, news: list[tuple]) -> int:
    rows = [
        Delivery(
            subscription=receiver,
            event=event,
            kind=kind,
            body=json.dumps(
                {
                    "id": event,
                    "type": kind,
                    "timestamp": at.astimezone(VIETNAM).isoformat(),
                    "data": data,
                },
                ensure_ascii=False,
            ),
        )
        for event, kind, at, data in news
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    events = [row.event for row in rows]
    for delivery in Delivery.objects.filter(subscription=receiver, event__in=events):
        sending.enqueue(delivery)
    return len(rows)


def _order(event: SellerOrderEvent) -> dict:
    """Return what is told of a part of an order: nobody's name, phone, address or words."""
    part = event.seller_order
    return {
        "order": part.order.number,
        "parcel": part.number,
        "state": event.to_state,
        "state_before": event.from_state,
        "goods_vnd": int(part.goods_vnd),
        "discount_vnd": int(part.discount_vnd),
        "shipping_vnd": int(part.shipping_vnd),
        "total_vnd": int(part.total_vnd),
        "commune": part.commune_code,
        "destination_province": part.destination_province_code,
    }


def _stock(record) -> dict:
    """Return what everybody reads of stock on the page of a product."""
    is_shown = record.product.is_public
    left = record.left if is_shown else 0
    return {
        "product_id": record.product_id,
        "seller": record.partner.code,
        "left": left if left <= COUNTED_STOCK else None,
        "can_buy": is_shown and left > 0,
    }
