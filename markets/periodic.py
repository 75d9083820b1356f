"""What markets do again and again; the work itself stands in services."""

from jobs.periodic import periodic
from markets import printing

periodic(seconds=3600, name="markets.drop_old_prints")(printing.drop_old)
