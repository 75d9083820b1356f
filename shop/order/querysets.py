"""Filters on seller orders."""

from django.db import models

from shop.order import states


class SellerOrderQuerySet(models.QuerySet):
    """Seller orders by owner and by what is to be done."""

    def of_partner(self, partner):
        """Keep the parts that belong to one seller."""
        return self.filter(partner=partner)

    def open(self):
        """Keep those that still need somebody to do something."""
        return self.filter(state__in=states.OPEN)

    def before_harvest(self):
        """Keep pre-orders whose goods are not there yet."""
        waits = {"state": states.SellerOrderState.PLACED, "harvested_at": None}
        return self.filter(ready_on__isnull=False, **waits)

    def not_before_harvest(self):
        """Leave out pre-orders whose goods are not there yet."""
        return self.filter(models.Q(ready_on=None) | models.Q(harvested_at__isnull=False))

    def waiting_for_seller(self):
        """Keep those whose next step is the seller's."""
        return self.filter(state__in=states.HOLDING)
