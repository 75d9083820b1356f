"""What the catalogue does again and again; the work itself stands in services."""

from catalogue import expiry
from jobs.periodic import periodic


@periodic(seconds=3600, name="catalogue.warn_of_ending_certificates")
def warn_of_ending_certificates() -> None:
    """Tell sellers whose certificate ends in 180, 90 or 30 days, or has just ended."""
    expiry.warn()
