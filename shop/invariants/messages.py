"""I9: what was promised to be told."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from jobs.heartbeat import last_beat_at
from jobs.models import Outbox
from shop.invariants.findings import Fault, Finding, look_for
from shop.order.models import Order

LATE = timedelta(minutes=5)
#: A worker reports every ten seconds; one that was silent so long is not counted as alive.
ALIVE = timedelta(minutes=1)


def orders_were_told() -> Finding:
    """Look for orders without their message, and for messages that nobody delivers."""
    key = Concat(Value("message:order-placed:"), OuterRef("number"))
    told = Exists(Outbox.objects.filter(dedupe_key=key))
    orders = Order.objects.filter(is_demo=False).exclude(customer_phone="")
    about_orders = Outbox.objects.filter(dedupe_key__startswith="message:order-")
    faults = [
        Fault("order without its message", orders.filter(~told), "number"),
        Fault("message given up", about_orders.dead(), "dedupe_key"),
    ]
    now = timezone.now()
    seen = last_beat_at()
    if seen and now - seen < ALIVE:
        faults.append(Fault("message overdue", about_orders.due(now - LATE), "dedupe_key"))
    return look_for(*faults)
