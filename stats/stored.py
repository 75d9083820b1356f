"""The cells as they are stored, named as ``stats.recount`` names what it counts."""

from datetime import date

from stats.keys import Family, Key
from stats.models import (
    PROVINCE,
    BuyerMonth,
    HouseholdCell,
    InventoryCell,
    SalesDay,
    SalesMonth,
    SellerMonth,
)
from stats.recount import GOODS, MEASURES, SALES_PLACE, SELLER_PLACE, Cells, since_month


def sales(commune_code: str, since: date | None = None) -> Cells:
    """Return the cells of one commune as they are stored. 4 queries."""
    mine = {"commune_code": commune_code}
    cells: Cells = {}
    for family, model in ((Family.SALES, SalesDay), (Family.MONTH, SalesMonth)):
        rows = since_month(model.objects.filter(**mine), since)
        for row in rows.values("day", *SALES_PLACE, *MEASURES).iterator():
            key = Key(family.value, commune_code, row.pop("day"))
            cells[key, tuple(row.pop(name) for name in SALES_PLACE)] = row
    rows = since_month(SellerMonth.objects.filter(**mine), since)
    for row in rows.values(
        "day", "partner_id", *SELLER_PLACE, *MEASURES, "first_on", "last_on"
    ).iterator():
        key = Key(Family.SELLERS.value, commune_code, row.pop("day"), row.pop("partner_id"))
        cells[key, tuple(row.pop(name) for name in SELLER_PLACE)] = row
    for day, buyers in since_month(BuyerMonth.objects.filter(**mine), since).values_list(
        "day", "buyers"
    ):
        cells[Key(Family.MONTH.value, commune_code, day), ("buyers",)] = {"buyers": buyers}
    return cells


def province(since: date | None = None) -> Cells:
    """Return the months of the province as they are stored. 2 queries."""
    cells: Cells = {}
    rows = since_month(SalesMonth.objects.filter(commune_code=PROVINCE), since)
    for row in rows.values("day", *SALES_PLACE, *MEASURES):
        key = Key(Family.PROVINCE.value, PROVINCE, row.pop("day"))
        cells[key, tuple(row.pop(name) for name in SALES_PLACE)] = row
    buyers = since_month(BuyerMonth.objects.filter(commune_code=PROVINCE), since)
    for day, count in buyers.values_list("day", "buyers"):
        cells[Key(Family.BUYERS.value, PROVINCE, day), ("buyers",)] = {"buyers": count}
    return cells


def inventory() -> Cells:
    """Return the inventory cells as they are stored. 1 query."""
    cells: Cells = {}
    for row in InventoryCell.objects.values("commune_code", "set_code", "stars", *GOODS):
        place = (row.pop("set_code"), row.pop("stars"))
        cells[Key(Family.INVENTORY.value, row.pop("commune_code")), place] = row
    return cells


def households() -> Cells:
    """Return the household cells as they are stored. 1 query."""
    rows = HouseholdCell.objects.values("commune_code", "registered", "claimed", "active")
    return {(Key(Family.HOUSEHOLDS.value, row.pop("commune_code")), ()): row for row in rows}
