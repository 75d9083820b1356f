"""Oscar's offer app, forked."""

from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    name = "shop.offer"
