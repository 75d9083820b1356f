"""Where a visitor may be sent on to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest, url: str) -> str:
    """Return a path of this site to go on to, or nothing.

    Only paths: ``redirect`` takes a bare word for the name of a view and fails on it.
    """
    is_ours = url.startswith("/") and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""
