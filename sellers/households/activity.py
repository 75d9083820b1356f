"""On which day the people of a claimed household last used the market."""

from common.dates import local_today
from sellers.models import HouseholdRecord


def note_use(*, user_id: int) -> int:
    """Note today for the claimed household whose shop the person acts for; return how many rows.

    Looks before it writes: most people belong to no household. ≤ 2 queries.
    """
    today = local_today()
    households = HouseholdRecord.objects.filter(
        seller__memberships__user_id=user_id, claimed_at__isnull=False
    )
    stale = [pk for pk, day in households.values_list("pk", "last_active_on") if day != today]
    if not stale:
        return 0
    return HouseholdRecord.objects.filter(pk__in=stale).update(last_active_on=today)
