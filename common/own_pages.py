"""Forms without a token: the browser itself says that the press came from a page of ours.

A page that is the same for everybody cannot carry a token of its visitor. Every browser of the
last years sends ``Sec-Fetch-Site`` or ``Origin`` with a form; older ones send the referrer, which
other sites can hide and not forge.
"""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect


def from_own_pages(view: Callable) -> Callable:
    """Take a form from a page of ours without a token, any other only with one."""
    with_token = csrf_protect(view)

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_from_own_page(request):
            return view(request, *args, **kwargs)
        return with_token(request, *args, **kwargs)

    return csrf_exempt(guarded)


def is_from_own_page(request: HttpRequest) -> bool:
    """Say whether the browser vouches for it; what it says first decides."""
    headers = request.META
    if "HTTP_SEC_FETCH_SITE" in headers:
        return headers["HTTP_SEC_FETCH_SITE"] == "same-origin"
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if "HTTP_ORIGIN" in headers:
        return headers["HTTP_ORIGIN"] in own
    try:
        parts = urlsplit(headers.get("HTTP_REFERER", ""))
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in own
