"""What the catalogue does again and again; the work itself stands in services."""

from catalogue import asking, expiry
from jobs.periodic import periodic


@periodic(seconds=3600, name="catalogue.warn_of_ending_certificates")
def warn_of_ending_certificates() -> None:
    """Tell sellers whose certificate ends in 180, 90 or 30 days, or has just ended."""
    expiry.warn()


@periodic(seconds=900, name="catalogue.tell_of_seasons")
def tell_of_seasons() -> None:
    """Tell phones that waited that their goods are there."""
    asking.tell_due()


periodic(seconds=24 * 3600, name="catalogue.forget_old_asks")(asking.forget_old)
