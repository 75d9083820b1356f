"""The same jobs for installations without Celery: the loop of ``run_jobs``."""

from jobs.periodic import periodic
from stats import closing, draining, visits
from stats.reports import making


@periodic(seconds=2, name="stats.drain")
def drain() -> None:
    """Recompute dirty keys for up to 1.5 s."""
    draining.drain(budget_s=1.5)


@periodic(seconds=3600, name="stats.sync_stats")
def sync_stats() -> None:
    """Mark what the new day changed and drain."""
    draining.sync_stats()


@periodic(seconds=24 * 3600, name="stats.check")
def check() -> None:
    """Recount all figures and mend what differs."""
    draining.check_and_mend()


@periodic(seconds=60, name="stats.collect_visits")
def collect_visits() -> None:
    """Add counted page views to their days."""
    visits.collect()


@periodic(seconds=6 * 3600, name="stats.make_monthly_report")
def make_monthly_report() -> None:
    """File the report of the last closed month unless it exists."""
    making.make_monthly()


@periodic(seconds=86_400, name="stats.close_due")
def close_due() -> None:
    """Close the months whose day has come, oldest first."""
    closing.close_due()
