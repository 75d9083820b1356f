"""Baskets of guests go when nobody can open them any more."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.personal_data.keeping import keep
from shop.basket.models import Basket, Line

_BATCH = 500
#: What becomes an order stays with it; a frozen one is becoming one, or is looked at.
_STATES = (Basket.OPEN, Basket.MERGED)


@keep("guest_baskets", days=31)
def forget_guest_baskets(before: dt.datetime) -> int:
    """Delete baskets of nobody that nothing was put into since; return how many.

    Their cookie (``OSCAR_BASKET_COOKIE_LIFETIME``) is set once and ends before.
    """
    gone = last = 0
    while numbers := list(
        _left(before).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        gone += _delete(numbers, before)
        last = numbers[-1]
    return gone


@transaction.atomic
def _delete(numbers: list[int], before: dt.datetime) -> int:
    """Delete what is still left alone; nobody puts a line into a basket that is locked."""
    baskets = Basket.objects.filter(pk__in=numbers)
    list(baskets.select_for_update().order_by("pk").values_list("pk"))
    still = list(_left(before).filter(pk__in=numbers).values_list("pk", flat=True))
    Basket.objects.filter(pk__in=still).delete()
    return len(still)


def _left(before: dt.datetime) -> QuerySet[Basket]:
    touched = Line.objects.filter(basket=OuterRef("pk"), date_updated__gte=before)
    left = Basket.objects.filter(owner=None, status__in=_STATES, date_created__lt=before)
    return left.exclude(Exists(touched))
