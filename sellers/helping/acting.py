"""For which household somebody acts in this browser: decided here, at every request anew."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from sellers.models import HelperGrant

_KEY = "sellers.helping"
_FOUND = "_helper_grant"


class HelpEnded(PermissionDenied):
    """The browser still names a household whose consent holds no more."""


def begin(request: HttpRequest, grant: HelperGrant) -> None:
    """Act for a household from the next request on.

    Forms of other tabs, opened for another shop, are refused from now on.
    """
    request.session[_KEY] = grant.pk
    rotate_token(request)


def leave(request: HttpRequest) -> None:
    """Act for oneself again; forms of other tabs were opened for the household."""
    if request.session.pop(_KEY, None) is not None:
        rotate_token(request)


def is_chosen(request: HttpRequest) -> bool:
    """Say whether this browser has chosen a household; whether it may is not asked."""
    return _KEY in request.session


def grant_of(request: HttpRequest) -> HelperGrant | None:
    """Return the consent under which this request acts, looked up now, or None for oneself.

    Nothing that the session remembers counts but the number of the consent. 1 query while a
    household is chosen, none otherwise. Raises ``HelpEnded``.
    """
    number = request.session.get(_KEY)
    if number is None or not request.user.is_authenticated:
        return None
    if not hasattr(request, _FOUND):
        found = HelperGrant.objects.in_force().filter(pk=number, helper=request.user)
        related = found.select_related("helper", "seller__partner__commune")
        setattr(request, _FOUND, related.first())
    grant = getattr(request, _FOUND)
    if grant is None:
        raise HelpEnded
    return grant


def household_of(request: HttpRequest) -> str:
    """Return the name for the bar of every page; empty when nobody is helped.

    An error page may be drawn before the session is known.
    """
    if not hasattr(request, "session") or not hasattr(request, "user"):
        return ""
    try:
        grant = grant_of(request)
    except HelpEnded:
        return ""
    return grant.seller.partner.name if grant else ""
