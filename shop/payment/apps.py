"""Oscar's payment app, forked."""

from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "shop.payment"

    def ready(self) -> None:
        """Register what runs by the clock and from the outbox."""
        super().ready()
        from shop.payment import periodic, resolving  # noqa: F401
        from shop.payment.vnpay import simulator  # noqa: F401
