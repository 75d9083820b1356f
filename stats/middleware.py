"""Count the pages of the public shop as they are answered. Reads headers and keeps none."""

from urllib.parse import urlsplit

from pagecache.middleware import when_shown
from stats import visits
from stats.robots import is_person

#: Headers by which a browser says that it loads a page nobody has asked for yet.
_AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_AHEAD = ("prefetch", "prerender", "preview")


class VisitMiddleware:
    """Count a view of each page that a person opened, and a visit when it came from outside."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer first, then count. Asks the database nothing."""
        response = self.get_response(request)
        if _is_page(request, response):
            _count(request, request.resolver_match.view_name)
        return response


@when_shown
def count_kept_page(request, view_name: str) -> None:
    """Count a page that was kept from before: its request does not come as far as above."""
    _count(request, view_name)


def _count(request, view_name: str) -> None:
    page = visits.PAGES.get(view_name)
    if page is None or not _is_opened_by_a_person(request.META):
        return
    visits.count(page, is_visit=_is_from_outside(request))
    if lot := getattr(request, "scanned_lot", None):
        visits.count(visits.scans_of(lot), is_visit=False)


def _is_page(request, response) -> bool:
    """Say whether a page was asked for and found; whether it counts says its address."""
    if request.method != "GET" or response.status_code != 200 or request.resolver_match is None:
        return False
    return response.get("Content-Type", "").startswith("text/html")


def _is_opened_by_a_person(headers: dict) -> bool:
    for name in _AHEAD_HEADERS:
        value = headers.get(name)
        if value and any(word in value.lower() for word in _AHEAD):
            return False
    # A script or a frame that loads a page has not opened it. Old browsers do not say, and a
    # service worker hands a page on that is being opened, without saying what it is for.
    aim = headers.get("HTTP_SEC_FETCH_DEST", "document")
    is_handed_on = aim == "empty" and headers.get("HTTP_SEC_FETCH_MODE") == "navigate"
    if aim != "document" and not is_handed_on:
        return False
    return is_person(headers.get("HTTP_USER_AGENT", ""))


def _is_from_outside(request) -> bool:
    """Tell whether the page was typed in, came from a message, or is linked elsewhere."""
    referrer = request.META.get("HTTP_REFERER", "")
    if not referrer:
        return True
    try:
        return urlsplit(referrer).netloc.lower() != request.get_host().lower()
    except ValueError:
        return True
