"""Farm households of one commune, from the cells."""

from dataclasses import dataclass

from stats.models import HouseholdCell


@dataclass(frozen=True)
class Households:
    """How far the accounts of households came."""

    registered: int = 0
    claimed: int = 0
    active: int = 0


def households_of(commune_code: str) -> Households:
    """Return the households of one commune. 1 query."""
    cells = HouseholdCell.objects.filter(commune_code=commune_code)
    found = cells.values_list("registered", "claimed", "active").first()
    return Households(*found) if found else Households()
