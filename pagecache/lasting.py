"""How long a page lasts when no row changes: to midnight in Vietnam, or a moment named earlier."""

import datetime as dt

from django.utils import timezone

from common.dates import VIETNAM, local_today


def now_s() -> float:
    """Return the present moment in seconds."""
    return timezone.now().timestamp()


def end_of_day() -> float:
    """Return the end of the day in Vietnam: certificates lapse and months begin there."""
    tomorrow = local_today() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=VIETNAM).timestamp()
