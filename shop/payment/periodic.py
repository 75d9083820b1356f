"""What payments do by the clock."""

from jobs.periodic import periodic
from shop.payment import expiry


@periodic(seconds=30, name="payment.expire_unpaid")
def expire_unpaid() -> None:
    """Give back the goods of orders that nobody paid, within a minute of their time."""
    expiry.expire_unpaid()


@periodic(seconds=expiry.ASK_EVERY_S, name="payment.reconcile_gateways")
def reconcile_gateways() -> None:
    """Ask gateways about payments whose notice may be lost."""
    expiry.reconcile_gateways()
