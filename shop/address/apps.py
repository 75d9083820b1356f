"""Oscar's address app, forked."""

from oscar.apps.address import apps


class AddressConfig(apps.AddressConfig):
    name = "shop.address"
