"""Celery shortens the delay; what must be done stands in ``stat_dirty``."""

from celery import shared_task

from jobs import outbox
from stats import closing, draining, proof, visits
from stats.reports import making


@shared_task(name="stats.tasks.drain", ignore_result=True)
def drain() -> None:
    """Recompute dirty keys for up to 1.5 s. Safe to run twice or at once."""
    draining.drain(budget_s=1.5)


@shared_task(name="stats.tasks.sync_stats", ignore_result=True)
def sync_stats() -> None:
    """Mark what the new day changed and drain. Safe to run twice."""
    draining.sync_stats()


@shared_task(
    name="stats.tasks.check",
    ignore_result=True,
    acks_late=False,
    soft_time_limit=1800,
    time_limit=1860,
)
def check(*, recent: bool = False) -> None:
    """Recount the figures, all or the last two months, and mend. Safe to run twice.

    Not redelivered when its worker dies: the clock asks again.
    """
    draining.check_and_mend(since=proof.recently() if recent else None)


@outbox.follows
def drain_after_a_commit() -> None:
    """Recompute what the commit that woke the worker has marked."""
    draining.drain(budget_s=1.5)


@shared_task(name="stats.tasks.collect_visits", ignore_result=True)
def collect_visits() -> None:
    """Add counted page views to their days. Safe to run twice or at once."""
    visits.collect()


@shared_task(name="stats.tasks.make_monthly_report", ignore_result=True)
def make_monthly_report() -> None:
    """File the report of the last closed month unless it exists. Safe to run twice or at once."""
    making.make_monthly()


@shared_task(name="stats.tasks.close_due", ignore_result=True)
def close_due() -> None:
    """Close the months whose day has come, oldest first. Safe to run twice or at once."""
    closing.close_due()
