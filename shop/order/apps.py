"""Oscar's order app, forked."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "shop.order"

    def ready(self):
        """Register the nightly check of the invariants."""
        super().ready()
        from shop.invariants import nightly  # noqa: F401
        from shop.order import personal_data  # noqa: F401
