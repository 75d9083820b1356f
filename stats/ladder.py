"""How far the accounts of farm households came, step by step, recomputed from what happened.

A step counts only households that took every step before it, so each is part of the one above.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber

from catalogue.models import Product
from sellers.models import HelperGrant, HouseholdRecord
from shop.order.models import SellerOrder
from stats.scopes import Scope

#: A second order counts when it was placed so soon after the first.
REPEAT_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Steps:
    """Households that came to each step."""

    created: int = 0
    claimed: int = 0
    listed: int = 0
    ordered: int = 0
    confirmed: int = 0
    repeated: int = 0


STEPS = tuple(field.name for field in fields(Steps))


def ladder(scope: Scope) -> dict[str, Steps]:
    """Return the steps by commune code, of communes with households. 3 queries.

    ``listed``: a listing was sent for review. ``ordered``: somebody ordered. ``confirmed``: the
    seller said yes to an order. ``repeated``: the second confirmed order was placed within 90
    days of the first.
    """
    return {code: steps for (code,), steps in _steps_by(_households(scope), "commune_code").items()}


def team_ladder(scope: Scope) -> dict[tuple[str, str], Steps]:
    """Return the steps by commune code and team, of households that were ever helped. 3 queries.

    A household belongs to the team of its latest consent; ``team`` is empty where none was noted.
    """
    given = HelperGrant.objects.filter(seller=OuterRef("seller")).order_by("-granted_at", "-pk")
    helped = _households(scope).annotate(team=Subquery(given.values("team")[:1]))
    return _steps_by(helped.filter(team__isnull=False), "commune_code", "team")


def total(steps: Iterable[Steps]) -> Steps:
    """Return the sum of several places."""
    found = list(steps)
    return Steps(**{name: sum(getattr(one, name) for one in found) for name in STEPS})


def _households(scope: Scope):
    households = HouseholdRecord.objects.all()
    if scope.commune_codes is not None:
        households = households.filter(commune_code__in=scope.commune_codes)
    return households


def _steps_by(households, *keys: str) -> dict[tuple, Steps]:
    """Return the steps of households, grouped. 3 queries."""
    counted: dict[tuple, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STEPS, 0))
    totals = households.values_list(*keys).order_by(*keys)
    for *key, created, claimed in totals.annotate(a=Count("pk"), b=Count("claimed_at")):
        counted[tuple(key)] |= {"created": created, "claimed": claimed}
    repeating, confirmed = _confirmed(households)
    for *key, partner_id, has_listing, has_order in _with_shop(households, keys):
        way = (has_listing, has_order, partner_id in confirmed, partner_id in repeating)
        for step, is_there in zip(STEPS[2:], way, strict=True):
            if not is_there:
                break
            counted[tuple(key)][step] += 1
    return {key: Steps(**steps) for key, steps in counted.items()}


def _with_shop(households, keys: tuple[str, ...]) -> Iterable[tuple]:
    """Return ``(*keys, partner, listed?, ordered?)`` of every claimed household with a shop."""
    partner = OuterRef("seller__partner_id")
    sent = Product.objects.filter(partner_id=partner, submitted_at__isnull=False)
    orders = SellerOrder.objects.filter(partner_id=partner)
    return (
        households.filter(claimed_at__isnull=False, seller__isnull=False)
        .annotate(has_listing=Exists(sent), has_order=Exists(orders))
        .values_list(*keys, "seller__partner_id", "has_listing", "has_order")
        .order_by()
    )


def _confirmed(households) -> tuple[set[int], set[int]]:
    """Return the partners with a second confirmed order in time, and those with any."""
    partners = households.filter(claimed_at__isnull=False).values("seller__partner_id")
    firsts = (
        SellerOrder.objects.filter(partner_id__in=partners, confirmed_at__isnull=False)
        .annotate(
            nth=Window(
                RowNumber(),
                partition_by=F("partner_id"),
                order_by=(F("placed_at").asc(), F("pk").asc()),
            )
        )
        .filter(nth__lte=2)
        .order_by("partner_id", "nth")
        .values_list("partner_id", "placed_at")
    )
    placed: dict[int, list[datetime]] = defaultdict(list)
    for partner_id, at in firsts:
        placed[partner_id].append(at)
    repeating = {
        partner_id
        for partner_id, times in placed.items()
        if len(times) == 2 and times[1] - times[0] <= REPEAT_WITHIN
    }
    return repeating, set(placed)
