"""The open data where there is no Celery, and right after the first start."""

from datetime import timedelta

from jobs.periodic import periodic
from opendata import writing

#: Longer than the day of Celery's clock, so that it does the work where it runs.
_OLD = timedelta(hours=26)


@periodic(seconds=600, name="opendata.write")
def write_old() -> None:
    """Write the open data when nobody has looked at it for a day."""
    writing.write_if_older_than(_OLD)
