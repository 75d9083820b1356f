"""Going on behind a place in a list of goods, whatever came into the list or left it meanwhile.

A page number counts from the start, so a listing that sells out shifts all that follow. A place
says what the last one seen was ordered by; what stands behind it now is what comes next.
"""

from dataclasses import dataclass, replace

from shop.search.index import Order
from shop.search.queries import CHEAPEST, DEAREST, Found


@dataclass(frozen=True, slots=True)
class Place:
    """What one listing is ordered by. ``tier`` comes first, then the price where that counts.

    The tier is the cost of the fit, or 0 and 1 for what is there and what is sold out.
    """

    tier: int
    order: Order
    price_vnd: int | None = None

    @property
    def pk(self) -> int:
        """Return the id of the listing."""
        return self.order[1]


def first(found: Found, number: int) -> list[Place]:
    """Return the places of the first so many listings. No query."""
    places = []
    for at in found.positions(0, min(number, found.count())):
        entry = found.index.entries[at]
        if entry is not None:
            price = entry.price_vnd if found.sort in (CHEAPEST, DEAREST) else None
            places.append(Place(_tier(found, 1 << at), entry.order, price))
    return places


def behind(found: Found, place: Place) -> Found:
    """Return what comes behind a place. No query.

    Listings approved within a minute of each other may stand in another order in another process.
    """
    following = found.index.before(place.order)
    if found.sort in (CHEAPEST, DEAREST):
        following = _behind_price(found, place.price_vnd, following)
    levels = tuple(
        level & following if tier == place.tier else level if tier > place.tier else 0
        for tier, level in _tiers(found)
    )
    if found.sort:
        # In a chosen order the levels say nothing more: ``last`` parts them again.
        return replace(found, levels=levels, costs=())
    return replace(found, levels=levels)


def _tiers(found: Found) -> list[tuple[int, int]]:
    if found.sort:
        bits = found.bits
        return [(0, bits & ~found.last), (1, bits & found.last)]
    return list(zip(found.costs, found.levels, strict=True))


def _tier(found: Found, bit: int) -> int:
    return next(tier for tier, level in _tiers(found) if level & bit)


def _behind_price(found: Found, price: int | None, following: int) -> int:
    prices = found.index.prices
    unpriced = found.bits & ~prices.known()
    if price is None:
        return unpriced & following
    dearer, as_dear = prices.at_least(price + 1), prices.at_least(price)
    further = dearer if found.sort == CHEAPEST else prices.known() & ~as_dear
    return further | (as_dear & ~dearer & following) | unpriced
