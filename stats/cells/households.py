"""Farm households of a commune: registered, claimed, active."""

from datetime import date

from django.utils import timezone

from common.dates import local_today
from stats.cells.sql import replace_cells
from stats.keys import Key

#: A household is active for so many days after it last used its account.
ACTIVE_DAYS = 90

_INSERT = """
WITH keys(commune_code) AS (VALUES {keys})
INSERT INTO stat_household_cell (commune_code, registered, claimed, active, computed_at)
SELECT h.commune_code, COUNT(*), COUNT(h.claimed_at),
    COUNT(CASE WHEN h.last_active_on >= %s THEN 1 END), %s
FROM keys k JOIN sellers_householdrecord h ON h.commune_code = k.commune_code
GROUP BY h.commune_code
"""


def active_since(today: date) -> date:
    """Return the first day on which a use of the account still counts as active."""
    return date.fromordinal(today.toordinal() - ACTIVE_DAYS)


def recompute(keys: list[Key]) -> None:
    """Bring the cells of the communes up to their households."""
    replace_cells(
        "stat_household_cell",
        ("commune_code",),
        [(key.commune_code,) for key in keys],
        _INSERT,
        active_since(local_today()),
        timezone.now(),
    )
