"""What the calendar alone changes: certificates begin and end, households fall asleep.

No row changes on such a day, so no trigger marks anything.
"""

from datetime import date

from common.dates import local_date, local_today
from sellers.models import HouseholdRecord
from stats.cells.households import active_since
from stats.keys import Family, Key, mark
from stats.models import HouseholdCell, InventoryCell

_done: dict[str, date] = {}


def mark_new_day(*, again: bool = False) -> None:
    """Mark what a new day has changed, once a day and process unless asked ``again``."""
    today = local_today()
    if again or _done.get("on") != today:
        mark(keys_of_a_new_day())
        _done["on"] = today


def keys_of_a_new_day() -> set[Key]:
    """Return the cells whose truth may have changed by a new day since they were computed."""
    today = local_today()
    keys = {
        Key(Family.INVENTORY.value, code)
        for code, at in InventoryCell.objects.values_list("commune_code", "computed_at").distinct()
        if local_date(at) < today
    }
    oldest = HouseholdCell.objects.order_by("computed_at").first()
    if oldest is not None and local_date(oldest.computed_at) < today:
        asleep = HouseholdRecord.objects.filter(
            last_active_on__gte=active_since(local_date(oldest.computed_at)),
            last_active_on__lt=active_since(today),
        )
        codes = asleep.values_list("commune_code", flat=True).distinct()
        keys |= {Key(Family.HOUSEHOLDS.value, code) for code in codes}
    return keys
