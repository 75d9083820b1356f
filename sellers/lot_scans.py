"""How often stickers are scanned: counted per lot and day, nothing of who scanned."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import F, Sum

from common.dates import local_today
from sellers.lot_models import Lot, LotScanDay

_WEEK = dt.timedelta(days=6)


def add(counts: Mapping[tuple[str, int], int]) -> None:
    """Add scans by (ISO day, lot); call it inside a transaction, in which nothing is added twice.

    Lots that are gone are left out.
    """
    known = set(Lot.objects.filter(pk__in={lot for _, lot in counts}).values_list("pk", flat=True))
    # In the order of the key: two writers must not wait for each other in a circle.
    keys = sorted(key for key in counts if key[1] in known)
    empty = [LotScanDay(day=day, lot_id=lot) for day, lot in keys]
    LotScanDay.objects.bulk_create(empty, ignore_conflicts=True)
    for day, lot in keys:
        LotScanDay.objects.filter(day=day, lot_id=lot).update(scans=F("scans") + counts[day, lot])


def total(lot: Lot) -> int:
    """Return all scans of a lot. 1 query."""
    return lot.scan_days.aggregate(n=Sum("scans", default=0))["n"]


def by_day(lot: Lot) -> list[tuple[dt.date, int]]:
    """Return the scans of the last seven days, the newest first. 1 query."""
    today = local_today()
    found = dict(lot.scan_days.filter(day__gte=today - _WEEK).values_list("day", "scans"))
    days = [today - dt.timedelta(days=n) for n in range(7)]
    return [(day, found.get(day, 0)) for day in days]


def totals(lots) -> dict[int, int]:
    """Return the scans of each of some lots that has any. 1 query."""
    rows = LotScanDay.objects.filter(lot__in=[lot.pk for lot in lots]).order_by()
    return dict(rows.values_list("lot").annotate(n=Sum("scans")))
