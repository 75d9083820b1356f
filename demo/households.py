"""The household registry of the demo: most accounts sleep, as they did after the campaign."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from itertools import islice

from demo.clock import REFERENCE_DAY, dice, moment
from demo.makers import Maker
from demo.people import is_upland, person
from places.models import Commune
from sellers.models import HouseholdRecord, Seller
from shop.partner.models import Partner

SOURCE = "import_2021"
_BATCH = 5_000
_CLAIMED, _ACTIVE = 0.06, 0.015
_WARD_SHARE = 0.6
_HAMLETS = 4
_HOUSEHOLDS = (Partner.Kind.HOUSEHOLD, Partner.Kind.HOUSEHOLD_BUSINESS)


def write_households(
    count: int, makers: list[Maker], *, with_bac_kan: bool, progress: Callable[[str], None]
) -> int:
    """Write what is missing of the registry; return how many rows that were."""
    known = set(HouseholdRecord.objects.filter(is_demo=True).values_list("code", flat=True))
    if len(known) >= count:
        return 0
    rows = (row for row in _records(count, makers, with_bac_kan) if row.code not in known)
    written = 0
    while batch := list(islice(rows, _BATCH)):
        HouseholdRecord.objects.bulk_create(batch)
        written += len(batch)
        if written % (_BATCH * 8) == 0:
            progress(f"  households {written}")
    return written


def is_complete(count: int) -> bool:
    """Say whether the registry has so many demo rows. 1 query."""
    return HouseholdRecord.objects.filter(is_demo=True).count() >= count


def _records(count: int, makers: list[Maker], with_bac_kan: bool) -> Iterator[HouseholdRecord]:
    """Yield the rows: sellers' own households first, then the others."""
    rng = dice("households")
    communes = {c.code: c for c in Commune.objects.in_province("19").order_by("code")}
    serial = 0
    for maker, seller in _sellers(makers):
        serial += 1
        yield _record(serial, maker.commune_code, maker.representative, rng, seller)
    areas = ("TN", "BK") if with_bac_kan else ("TN",)
    chosen = [c for c in communes.values() if c.former_area in areas]
    weights = [_size(commune) for commune in chosen]
    heads = [[person(rng, upland=is_upland(c)).name for _ in range(40)] for c in chosen]
    places = range(len(chosen))
    for place in rng.choices(places, weights, k=max(count - serial, 0)):
        serial += 1
        yield _record(serial, chosen[place].code, rng.choice(heads[place]), rng)


def _sellers(makers: list[Maker]) -> list[tuple[Maker, Seller]]:
    planned = {maker.phone: maker for maker in makers if maker.kind in _HOUSEHOLDS}
    sellers = Seller.objects.filter(is_demo=True, household__isnull=True)
    by_phone = {s.partner.phone: s for s in sellers.select_related("partner")}
    return [(maker, by_phone[p]) for p, maker in planned.items() if p in by_phone]


def _record(
    serial: int, commune_code: str, head: str, rng: random.Random, seller: Seller | None = None
) -> HouseholdRecord:
    drawn = rng.random()
    is_claimed = seller is not None or drawn < _CLAIMED
    is_active = seller is not None or drawn < _ACTIVE
    days = rng.randrange(60) if is_active else rng.randrange(100, 1_200)
    return HouseholdRecord(
        code=f"DEMO-{serial:07d}",
        commune_code=commune_code,
        hamlet=f"xóm {serial % _HAMLETS + 1}",
        head_name=head,
        source=SOURCE,
        claimed_at=moment(dt.date(2021, 9, 1) + dt.timedelta(rng.randrange(900)))
        if is_claimed
        else None,
        last_active_on=REFERENCE_DAY - dt.timedelta(days) if is_claimed else None,
        seller=seller,
        is_demo=True,
    )


def _size(commune: Commune) -> float:
    """Return how many farm households live there, by comparison; wards have fewer."""
    size = dice(f"size:{commune.code}").lognormvariate(0, 0.3)
    return size * (_WARD_SHARE if commune.kind == Commune.Kind.WARD else 1)
