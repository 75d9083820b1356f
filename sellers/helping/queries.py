"""Who helps whom, for the pages of both sides."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from sellers.models import HelperAct, HelperGrant, Seller


def households_of(helper: User) -> QuerySet[HelperGrant]:
    """Return the consents in force of a helper, by name of the household."""
    found = HelperGrant.objects.in_force().filter(helper=helper)
    return found.select_related("seller__partner__commune").order_by("seller__partner__name", "pk")


def helpers_of(seller: Seller) -> list[HelperGrant]:
    """Return the consents of a household that hold now, newest first. 1 query."""
    found = HelperGrant.objects.in_force().filter(seller=seller)
    return list(found.select_related("helper", "seller__partner").order_by("-granted_at", "-pk"))


def acts_for(seller: Seller) -> QuerySet[HelperAct]:
    """Return what helpers did for a household, newest first."""
    return HelperAct.objects.filter(seller=seller).order_by("-pk")


def own_grant(pk: int, **owner) -> HelperGrant | None:
    """Return a consent that is not ended, of this ``helper`` or ``seller``. 1 query."""
    found = HelperGrant.objects.open().filter(pk=pk, expires_at__gt=timezone.now(), **owner)
    return found.select_related("helper", "seller__partner__commune").first()


def is_open(grant: HelperGrant) -> bool:
    """Say whether there is still something to stop: not ended, not over. No query."""
    return grant.ended_at is None and grant.expires_at > timezone.now()
