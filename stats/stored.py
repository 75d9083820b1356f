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
    SellerYear,
)
from stats.recount import (
    GOODS,
    MEASURES,
    SALES_PLACE,
    SELLER_PLACE,
    Cells,
    is_whole_year,
    months_since,
    since_month,
)


def sales(commune_code: str, since: date | None = None) -> Cells:
    """Return the cells of one commune as they are stored. 5 queries."""
    mine = {"commune_code": commune_code}
    families = ((Family.SALES, SalesDay), (Family.MONTH, SalesMonth))
    cells = _sales(commune_code, since, families)
    rows = since_month(SellerMonth.objects.filter(**mine), since)
    for row in rows.values(
        "day", "partner_id", *SELLER_PLACE, *MEASURES, "first_on", "last_on"
    ).iterator():
        key = Key(Family.SELLERS.value, commune_code, row.pop("day"), row.pop("partner_id"))
        cells[key, tuple(row.pop(name) for name in SELLER_PLACE)] = row
    cells |= _years(commune_code, since)
    for day, buyers in since_month(BuyerMonth.objects.filter(**mine), since).values_list(
        "day", "buyers"
    ):
        cells[Key(Family.MONTH.value, commune_code, day), ("buyers",)] = {"buyers": buyers}
    return cells


def _sales(commune_code: str, since: date | None, families: tuple) -> Cells:
    cells: Cells = {}
    for family, model in families:
        rows = since_month(model.objects.filter(commune_code=commune_code), since)
        for row in rows.values("day", *SALES_PLACE, *MEASURES).iterator():
            key = Key(family.value, commune_code, row.pop("day"))
            cells[key, tuple(row.pop(name) for name in SALES_PLACE)] = row
    return cells


def _years(commune_code: str, since: date | None) -> Cells:
    """Return the months in which each seller sold, those of ``since`` and later."""
    cells: Cells = {}
    rows = SellerYear.objects.filter(commune_code=commune_code)
    if since is not None:
        rows = rows.filter(day__gte=since.replace(month=1))
    names = ("day", "partner_id", *SELLER_PLACE, "months", "first_on", "last_on")
    for day, partner_id, *place, months, first_on, last_on in rows.values_list(*names).iterator():
        if seen := months & months_since(day, since):
            key = Key(Family.YEAR.value, commune_code, day, partner_id)
            cell = {"months": seen}
            if is_whole_year(day, since):
                cell |= {"first_on": first_on, "last_on": last_on}
            cells[key, tuple(place)] = cell
    return cells


def province(since: date | None = None) -> Cells:
    """Return days and months of the province as they are stored. 3 queries."""
    cells = _sales(PROVINCE, since, ((Family.DAY, SalesDay), (Family.PROVINCE, SalesMonth)))
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
