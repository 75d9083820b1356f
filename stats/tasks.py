"""Celery shortens the delay; what must be done stands in ``stat_dirty``."""

from celery import shared_task

from stats import draining


@shared_task(name="stats.tasks.drain", ignore_result=True)
def drain() -> None:
    """Recompute dirty keys for up to 1.5 s. Safe to run twice or at once."""
    draining.drain(budget_s=1.5)


@shared_task(name="stats.tasks.sync_stats", ignore_result=True)
def sync_stats() -> None:
    """Mark what the new day changed and drain. Safe to run twice."""
    draining.sync_stats()
