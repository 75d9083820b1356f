"""Oscar's payment app, forked."""

from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "shop.payment"
