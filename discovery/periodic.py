"""The feeds where there is no Celery, and right after the first start."""

from datetime import timedelta

from discovery import feed_files
from jobs.periodic import periodic

#: Twice as long as Celery's clock lets them grow old, so that it does the work where it runs.
_OLD = timedelta(hours=2)


@periodic(seconds=600, name="discovery.write_feeds")
def write_old_feeds() -> None:
    """Write the feeds when nobody has for two hours."""
    feed_files.write_if_older_than(_OLD)
