"""Whose listings a reviewer decides on: operators all, officials those of their places."""

from django.db.models import Q

from accounts.roles import Role, has_role, official_scope
from catalogue.models import Product


def listings_of(user):
    """Return the listings in reach of a reviewer; none for everybody else. 1 or 2 queries."""
    listings = Product.objects.filter(parent=None, partner__isnull=False)
    if has_role(user, Role.OPERATOR):
        return listings
    scope = official_scope(user)
    if scope is None:
        return listings.none()
    return listings.filter(
        Q(partner__commune__code__in=scope.commune_codes)
        | Q(partner__commune__province__code__in=scope.province_codes)
    )
