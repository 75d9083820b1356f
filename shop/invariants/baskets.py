"""I5: which basket has become an order."""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from shop.basket.models import Basket
from shop.invariants.findings import Fault, Finding, look_for
from shop.order.models import Order

FROZEN_FOR = timedelta(minutes=15)


def baskets_became_orders() -> Finding:
    """Look for baskets between two states, and for accounts with several open ones."""
    ordered = Exists(Order.objects.filter(basket=OuterRef("pk")))
    baskets = Basket.objects.order_by()
    since = timezone.now() - FROZEN_FOR
    several = baskets.filter(status=Basket.OPEN, owner__isnull=False).values("owner")
    return look_for(
        Fault(
            "basket submitted without an order",
            baskets.filter(~ordered, status=Basket.SUBMITTED),
        ),
        Fault(
            "order of a basket that is not submitted",
            Order.objects.filter(basket__isnull=False).exclude(basket__status=Basket.SUBMITTED),
            "number",
        ),
        Fault(
            "basket frozen",
            baskets.filter(status=Basket.FROZEN, date_created__lt=since),
        ),
        Fault(
            "account with several open baskets",
            several.annotate(n=Count("pk")).filter(n__gt=1, owner=F("owner")),
            "owner",
        ),
    )
