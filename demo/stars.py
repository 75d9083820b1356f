"""Which listings of the demo have an OCOP certificate: so many per product set, and from when."""

import datetime as dt
import random
from collections import Counter
from dataclasses import replace

from demo.clock import REFERENCE_DAY, dice
from demo.core import CORE_LISTINGS
from demo.listings import Listing
from demo.makers import Maker
from shop.partner.models import Partner

#: Product set → certificates valid today; 129 as at the end of 2021.
PER_SET = {
    "I.5.a": 80, "I.5.b": 3, "I.1.a": 6, "I.1.b": 3, "I.2.a": 7, "I.2.b": 4, "I.3.b": 7,
    "I.3.c": 5, "I.3.d": 5, "I.4.a": 1, "I.4.b": 1, "II.2.b": 1, "III.1": 2, "III.3": 1,
    "IV.1": 1, "VI.1": 2,
}  # fmt: skip
TOTAL = sum(PER_SET.values())
EXPIRED = 7
_FOUR_STARS = 73
_ENDING_SOON = 10
_MOST_PER_SELLER = 3
_K = Partner.Kind
#: How ready a kind of seller is to have its goods graded.
_ZEAL = {_K.COOPERATIVE: 12, _K.COOPERATIVE_GROUP: 6, _K.ENTERPRISE: 5,
         _K.HOUSEHOLD_BUSINESS: 1.2, _K.HOUSEHOLD: 0.8}  # fmt: skip


def with_stars(listings: list[Listing], makers: list[Maker], *, scale: int = 1) -> list[Listing]:
    """Return the listings with certificates; ``scale`` times 129 of them are valid."""
    rng = dice("stars")
    have = [item for item in listings if item.has_star_on(REFERENCE_DAY)]
    per_seller = Counter(item.maker for item in have)
    queue = _queue(rng, listings, makers)
    wanted = {code: number * scale for code, number in PER_SET.items()}
    for item in have:
        wanted[item.recipe.set_code] -= 1
    chosen = [c for code, number in wanted.items() for c in _take(queue, code, number, per_seller)]
    chosen += _take(queue, "", TOTAL * scale - len(have) - len(chosen), per_seller)
    fours = _FOUR_STARS * scale - sum(item.stars == 4 for item in have)
    rng.shuffle(chosen)
    given = {
        item.upc: replace(
            item, stars=4 if place < fours else 3, issued_on=_issued_on(rng, place % TOTAL)
        )
        for place, item in enumerate(chosen)
    }
    past = EXPIRED - sum(bool(item.issued_on) for item in listings) + len(have)
    for item in _take(queue, "", past, per_seller):
        issued_on = dt.date(2023, 6, 1) + dt.timedelta(days=rng.randrange(150))
        given[item.upc] = replace(item, stars=3, issued_on=issued_on)
    return [given.get(item.upc, item) for item in listings]


def _queue(rng: random.Random, listings: list[Listing], makers: list[Maker]) -> list[Listing]:
    """Return public listings without a certificate, the likeliest owners first.

    Those of the core stay as they are: a smaller demo may have written them already.
    """
    later = listings[len(CORE_LISTINGS) :]
    free = [item for item in later if item.is_live and not item.issued_on]
    zeal = {maker.serial: _ZEAL[maker.kind] for maker in makers}
    drawn = {item.upc: rng.random() ** (1 / zeal[item.maker]) for item in free}
    return sorted(free, key=lambda item: -drawn[item.upc])


def _take(queue: list[Listing], set_code: str, number: int, per_seller: Counter) -> list[Listing]:
    """Take listings of a set (any when empty) out of the queue."""
    taken = []
    for item in queue:
        if len(taken) >= number:
            break
        fits = not set_code or item.recipe.set_code == set_code
        if fits and per_seller[item.maker] < _MOST_PER_SELLER:
            per_seller[item.maker] += 1
            taken.append(item)
    gone = {item.upc for item in taken}
    queue[:] = [item for item in queue if item.upc not in gone]
    return taken


def _issued_on(rng: random.Random, place: int) -> dt.date:
    """Return a day of decision; the first ones end 64 to 85 days after the reference day."""
    if place < _ENDING_SOON:
        return dt.date(2024, 1, 26) + dt.timedelta(days=rng.randrange(20))
    return dt.date(2024, 3, 1) + dt.timedelta(days=rng.randrange(700))
