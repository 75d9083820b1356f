"""Whose goods a reviewer decides on: operators all, officials those of their places."""

from django.db.models import Q

from accounts.roles import Role, has_role, official_scope
from catalogue.models import OcopCertificate, Product

REVIEWERS = (Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL)


def in_reach(user, commune: str) -> Q:
    """Return the filter of rows whose ``commune`` (a path of lookups) is in reach of a reviewer.

    Nothing is in reach of anybody else. 1 or 2 queries.
    """
    if has_role(user, Role.OPERATOR):
        return Q()
    scope = official_scope(user)
    if scope is None:
        return Q(pk__in=[])
    return Q(**{f"{commune}__code__in": scope.commune_codes}) | Q(
        **{f"{commune}__province__code__in": scope.province_codes}
    )


def listings_of(user):
    """Return the listings in reach of a reviewer; none for everybody else. 1 or 2 queries."""
    listings = Product.objects.filter(parent=None, partner__isnull=False)
    return listings.filter(in_reach(user, "partner__commune"))


def certificates_of(user):
    """Return the OCOP certificates in reach, with product, seller and place. 1 or 2 queries."""
    reach = in_reach(user, "product__partner__commune")
    return OcopCertificate.objects.filter(reach, product__partner__isnull=False).select_related(
        "product__partner__commune", "product_set"
    )
