"""What watching does again and again."""

from jobs.periodic import periodic
from marketplace.watching import alerts

periodic(seconds=30, name="marketplace.alerts")(alerts.watch)
