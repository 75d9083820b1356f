"""Recompute the cells of given keys from their source, never ``+=``.

Doing it twice gives the same cells. A key without source rows loses its cells. Every family
deletes the cells of its keys and inserts what one SELECT says, inside the caller's transaction,
so that nobody sees the gap.
"""

from collections.abc import Iterable

from stats.cells import households, inventory, rollups, sales, sellers
from stats.keys import Family, Key

_RECOMPUTE = {
    Family.SALES.value: sales.recompute,
    Family.SELLERS.value: sellers.recompute,
    Family.INVENTORY.value: inventory.recompute,
    Family.HOUSEHOLDS.value: households.recompute,
    Family.DAY.value: rollups.recompute_days,
    Family.YEAR.value: sellers.recompute_years,
    Family.MONTH.value: rollups.recompute_months,
    Family.PROVINCE.value: rollups.recompute_province,
    Family.BUYERS.value: rollups.recompute_buyers,
}


def recompute(keys: Iterable[Key]) -> int:
    """Bring the cells of the keys up to their source; return how many keys were done."""
    by_family: dict[str, list[Key]] = {}
    for key in sorted(keys, key=str):
        by_family.setdefault(key.family, []).append(key)
    for family, mine in by_family.items():
        _RECOMPUTE[family](mine)
    return sum(map(len, by_family.values()))
