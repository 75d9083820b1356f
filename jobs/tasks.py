"""Celery tasks of jobs: thin calls of the services. Celery only shortens the delay."""

from celery import shared_task

from jobs import heartbeat, outbox, periodic


@shared_task(name="jobs.tasks.drain", ignore_result=True, soft_time_limit=50, time_limit=60)
def drain(queue: str = "") -> None:
    """Run the due rows of the outbox, then what else a commit may have made necessary."""
    heartbeat.beat(name=heartbeat.WORKER)
    if outbox.drain(queue=queue):
        # After an outage there is more than one turn takes; the next must not wait for beat.
        outbox.go_on(queue=queue)
    outbox.run_followers()


@shared_task(
    name="jobs.tasks.run_periodic",
    ignore_result=True,
    soft_time_limit=50,
    time_limit=60,
)
def run_periodic() -> None:
    """Run the periodic functions that are due; call it every few seconds from beat."""
    heartbeat.beat(name=heartbeat.WORKER)
    periodic.run_due()
