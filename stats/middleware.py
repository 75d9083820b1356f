"""Count the pages of the public shop as they are answered. Reads headers and keeps none."""

from urllib.parse import urlsplit

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
        page = _page_of(request, response)
        if page is not None and _is_opened_by_a_person(request.META):
            visits.count(page, is_visit=_is_from_outside(request))
            if lot := getattr(request, "scanned_lot", None):
                visits.count(visits.scans_of(lot), is_visit=False)
        return response


def _page_of(request, response) -> str | None:
    """Return the kind of page, None for what does not count: no page, not GET, not public."""
    if request.method != "GET" or response.status_code != 200 or request.resolver_match is None:
        return None
    if not response.get("Content-Type", "").startswith("text/html"):
        return None
    return visits.PAGES.get(request.resolver_match.view_name)


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
