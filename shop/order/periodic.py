"""Look at the deadlines of orders again and again."""

from jobs.periodic import periodic
from shop.order import deadlines


@periodic(seconds=60, name="order.deadlines")
def watch_deadlines() -> None:
    """Remind, report, cancel, complete and expire what is due."""
    deadlines.run()
