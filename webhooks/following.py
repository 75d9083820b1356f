"""Find what has happened, in rows that are committed, and write it down for each receiver.

Nothing is added to the work of an order: its events are rows already, and stock is compared with
what it was. What was overlooked is found by the next look. Each receiver is followed from where it
stopped, so that one that was paused gets what happened in between.
"""

import json
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from common.dates import VIETNAM
from jobs import outbox
from shop.order.models import SellerOrderEvent
from webhooks import sending, stock
from webhooks.models import STOCK, Delivery, Subscription

#: Numbers of events are given before their transactions commit: so many are looked at again.
_LOOK_BACK = 1_000
#: News is kept so long; what is older is none, or it would come back once it is forgotten.
KEPT = timedelta(days=30)


@outbox.follows
def follow() -> int:
    """Write down all news since the last look; return how many deliveries are new."""
    receivers = list(Subscription.objects.filter(paused_at=None))
    told_of_stock = [one for one in receivers if one.wants(STOCK)]
    if told_of_stock:
        stock.look()
    made = sum(_follow_orders(one) for one in receivers)
    return made + sum(_follow_stock(one) for one in told_of_stock)


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


def _follow_stock(receiver: Subscription) -> int:
    changes = stock.changes_for(receiver, timezone.now() - KEPT)
    news = [(row.event, STOCK, row.changed_at, stock.told(row)) for row in changes]
    with transaction.atomic():
        made = _write(receiver, news)
        if changes:
            is_older = Q(seen_stock_at=None) | Q(seen_stock_at__lt=changes[-1].changed_at)
            mine = Subscription.objects.filter(is_older, pk=receiver.pk)
            mine.update(seen_stock_at=changes[-1].changed_at)
    return made


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
