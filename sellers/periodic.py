"""What sellers do again and again; the work itself stands in services."""

from jobs.periodic import periodic
from sellers import drafts, lifecycle, noticing, opening, takedowns
from sellers.helping import asking, summaries
from sellers.households import limits
from sellers.own_data import exporting

periodic(seconds=6 * 3600, name="sellers.forget_old_tries")(limits.forget_old_tries)
periodic(seconds=3600, name="sellers.drop_old_data")(exporting.drop_old)
periodic(seconds=600, name="sellers.reopen_due")(lifecycle.reopen_due)
periodic(seconds=3600, name="sellers.refresh_excused")(opening.refresh_excused)
periodic(seconds=6 * 3600, name="sellers.forget_old_asks")(asking.forget_old_asks)
periodic(seconds=600, name="sellers.help_summaries")(summaries.send_summaries)
periodic(seconds=24 * 3600, name="sellers.forget_old_drafts")(drafts.forget_old)


@periodic(seconds=30, name="sellers.notices")
def watch_notices() -> None:
    """End what is answered, take the steps that are due."""
    noticing.run()


@periodic(seconds=300, name="sellers.takedown_alarms")
def alarm_operators() -> None:
    """Tell operators of requests to take down that are 12 or 22 hours old."""
    takedowns.alarm_due()
