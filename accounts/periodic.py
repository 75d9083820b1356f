"""What accounts does again and again; the work itself stands in services."""

from accounts import services
from jobs.periodic import periodic

periodic(seconds=6 * 3600, name="accounts.forget_old_codes")(services.forget_old_codes)
