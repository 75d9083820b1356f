"""On which step of the ladder one household stood on a day, worked out from what happened.

The steps are those of ``stats.ladder``: what one page counts, the other dates.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from catalogue.models import Product
from sellers.models import ListingEvent
from shop.order.models import SellerOrder
from stats.ladder import REPEAT_WITHIN, STEPS

#: Nothing is left to climb.
TOP = len(STEPS) - 1


@dataclass(frozen=True, slots=True)
class Climb:
    """When a household took each step after the first; it ends where the household stands."""

    reached: tuple[dt.datetime, ...] = ()

    @property
    def rung(self) -> int:
        """Return the number of the step that it stands on now, from 0."""
        return len(self.reached)

    def rung_before(self, at: dt.datetime) -> int:
        """Return the step on which it stood just before a moment."""
        return bisect_left(self.reached, at)


def climbs(households: QuerySet) -> dict[int, Climb]:
    """Return the way of each household by its key. 5 queries for any number.

    A step counts from when it and all before it were taken. A listing that was handed in again
    keeps the day of the first time.
    """
    rows = list(households.values_list("pk", "claimed_at", "seller__partner_id").order_by())
    claimed = households.filter(claimed_at__isnull=False, seller__isnull=False)
    partners = claimed.order_by().values("seller__partner_id")
    listed, ordered = _listed(partners), _ordered(partners)
    confirmed, repeated = _confirmed(partners)
    return {
        pk: _climb(
            claimed_at,
            listed.get(partner_id),
            ordered.get(partner_id),
            confirmed.get(partner_id),
            repeated.get(partner_id),
        )
        for pk, claimed_at, partner_id in rows
    }


def _climb(*moments: dt.datetime | None) -> Climb:
    reached: list[dt.datetime] = []
    for moment in moments:
        if moment is None:
            break
        reached.append(max(moment, reached[-1]) if reached else moment)
    return Climb(tuple(reached))


def _listed(partners: QuerySet) -> dict[int, dt.datetime]:
    sent = Product.objects.filter(partner_id__in=partners, submitted_at__isnull=False)
    found = _firsts(sent, "partner_id", "submitted_at")
    first_time = ListingEvent.objects.filter(
        product__partner_id__in=partners,
        product__submitted_at__isnull=False,
        kind=ListingEvent.Kind.HANDED_IN,
    )
    for partner_id, at in _firsts(first_time, "product__partner_id", "at").items():
        found[partner_id] = min(at, found[partner_id])
    return found


def _ordered(partners: QuerySet) -> dict[int, dt.datetime]:
    return _firsts(SellerOrder.objects.filter(partner_id__in=partners), "partner_id", "placed_at")


def _firsts(rows: QuerySet, key: str, moment: str) -> dict[int, dt.datetime]:
    return dict(rows.order_by().values_list(key).annotate(first=Min(moment)))


def _confirmed(partners: QuerySet) -> tuple[dict[int, dt.datetime], dict[int, dt.datetime]]:
    """Return when the first order was confirmed, and when the second one in time was."""
    said_yes = SellerOrder.objects.filter(partner_id__in=partners, confirmed_at__isnull=False)
    orders: dict[int, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    in_order = said_yes.order_by("placed_at", "pk")
    for partner_id, placed, at in in_order.values_list("partner_id", "placed_at", "confirmed_at"):
        orders[partner_id].append((placed, at))
    first = {partner_id: min(at for _, at in found) for partner_id, found in orders.items()}
    second = {
        partner_id: max(found[0][1], found[1][1])
        for partner_id, found in orders.items()
        if len(found) > 1 and found[1][0] - found[0][0] <= REPEAT_WITHIN
    }
    return first, second
