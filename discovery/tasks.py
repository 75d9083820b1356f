"""Celery writes the feeds; a worker that dies costs an hour of freshness."""

from celery import shared_task

from discovery import feed_files


@shared_task(
    name="discovery.tasks.write_feeds",
    ignore_result=True,
    acks_late=False,
    soft_time_limit=1800,
    time_limit=1860,
)
def write_feeds() -> None:
    """Write the feeds of the whole shop. Safe to run twice or at once."""
    feed_files.write_feeds()
