"""What sellers does again and again."""

from jobs.periodic import periodic
from sellers import noticing


@periodic(seconds=30, name="sellers.notices")
def watch_notices() -> None:
    """End what is answered, take the steps that are due."""
    noticing.run()
