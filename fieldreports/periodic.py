"""What is looked at again and again; the work itself stands in services."""

from fieldreports import due
from jobs.periodic import periodic

periodic(seconds=600, name="fieldreports.due")(due.tell_due)
