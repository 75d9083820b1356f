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

    def waiting_for_seller(self):
        """Keep those whose next step is the seller's."""
        return self.filter(state__in=states.HOLDING)
