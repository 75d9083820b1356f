"""Celery writes the open data once a day."""

from celery import shared_task

from opendata import writing


@shared_task(
    name="opendata.tasks.write",
    ignore_result=True,
    acks_late=False,
    soft_time_limit=600,
    time_limit=660,
)
def write() -> None:
    """Write what changed. Safe to run twice or at once."""
    writing.write_all()
