"""Addresses that people keep in their address book."""

from oscar.apps.address.abstract_models import AbstractUserAddress

from shop.address.mixins import CommuneAddressMixin


class UserAddress(CommuneAddressMixin, AbstractUserAddress):
    """A delivery address of a shopper."""

    class Meta(AbstractUserAddress.Meta):
        abstract = False


from oscar.apps.address.models import *  # noqa: E402, F403
