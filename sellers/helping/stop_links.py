"""The link by which a household stops one helper from a message, without signing in.

Bound to one consent, its helper and its household; it is of no use once that consent has ended.
"""

from django.conf import settings

from common import signed_numbers
from sellers.models import HelperGrant

_SALT = "sellers.helping.stop-links"


def token_of(grant: HelperGrant) -> str:
    """Return the token of a consent."""
    return signed_numbers.token(*_bound(grant), salt=_SALT)


def url_of(grant: HelperGrant) -> str:
    """Return the address that goes into a message."""
    return f"{settings.SITE_URL}/thoi-giup/{token_of(grant)}/"


def grant_of(token: str) -> HelperGrant | None:
    """Return the consent of a genuine token, in force or not, or None. 1 query at most."""
    number = signed_numbers.number_in(token)
    if number is None:
        return None
    grants = HelperGrant.objects.select_related("helper", "seller__partner")
    grant = grants.filter(pk=number).first()
    if grant is None or not signed_numbers.is_genuine(token, *_bound(grant), salt=_SALT):
        return None
    return grant


def _bound(grant: HelperGrant) -> tuple[int, int, int]:
    return grant.pk, grant.helper_id, grant.seller_id
