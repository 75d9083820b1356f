"""The day on which the demo data was made up, and the dice of its parts.

Fixed, so that a second run finds every row as it is.
"""

import datetime as dt
import random

from common.dates import VIETNAM

REFERENCE_DAY = dt.date(2026, 11, 22)
#: Nothing in the demo happens later than this instant.
NOW = dt.datetime(2026, 11, 22, 20, 0, tzinfo=VIETNAM)


def dice(part: str) -> random.Random:
    """Return the dice of one part: the same throws in every run."""
    return random.Random(f"thai-nguyen:{part}")  # noqa: S311


def moment(day: dt.date, hour: int = 8, minute: int = 0, second: int = 0) -> dt.datetime:
    """Return an instant of a local day."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=VIETNAM)


def days_before(days: int) -> dt.date:
    """Return the day so many days before the reference day."""
    return REFERENCE_DAY - dt.timedelta(days=days)
