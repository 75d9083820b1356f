"""How often one network, or one signed-in person, may do what costs the others something."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import programs
from accounts.addresses import client_ip
from common import limits

_LOOKING = frozenset({"GET", "HEAD"})
_NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
#: Asked by scripts while somebody types; nobody reads a page there.
_FOR_SCRIPTS = frozenset({"search:suggest", "checkout:places"})


@dataclass(frozen=True, slots=True)
class Limit:
    """Times a minute: for all visitors of a network together, and for each signed-in person."""

    name: str
    network: int
    person: int


#: A network is a /24 or a /48. Carriers put thousands of phones behind one address; what is kept
#: (``pagecache``) is answered before, and who is signed in counts for oneself.
SEARCH = Limit("search", 45, 60)
SUGGEST = Limit("suggest", 45, 120)
BASKET = Limit("basket", 45, 60)
ORDER = Limit("order", 30, 10)
UPLOAD = Limit("upload", 20, 90)
WORDS = Limit("words", 15, 10)
#: Each asks a server of others.
OUTSIDE = Limit("outside", 60, 10)

LOOKS = {
    "search:search": SEARCH,
    "search:suggest": SUGGEST,
    "checkout:places": SUGGEST,
    "sellers:trace-find": SEARCH,
}
SENDS = {
    "basket:add": BASKET,
    "basket:summary": BASKET,
    "orders:again": BASKET,
    "api:basket": BASKET,
    "api:basket-lines": BASKET,
    "api:basket-voucher": BASKET,
    "api:orders": ORDER,
    "checkout:index": ORDER,
    "orders:find": WORDS,
    "accounts:identity-leave": OUTSIDE,
    "catalogue:ask": WORDS,
    "sellers:questions": WORDS,
    "fieldreports:send-listing": WORDS,
    "fieldreports:send-seller": WORDS,
    "fieldreports:send-market": WORDS,
    "fieldreports:send-stall": WORDS,
    "sellers:write-review": WORDS,
}


class LimitMiddleware:
    """Refuse whoever does it too often, and nobody else; after the gate, before the view."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Pass on; the page is known in ``process_view`` only."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Count the request where its page has a limit."""
        limit = limit_of(request)
        if limit is None or not settings.RATE_LIMIT_FACTOR:
            return None
        network = limits.network_of(client_ip(request))
        if not network:
            return None
        who, most, is_person = network, limit.network, False
        # Who brings no session is not asked: a page that may be kept must open none.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            who, most, is_person = f"user:{request.user.pk}", limit.person, True
        if handle := programs.handle_of(_bearer(request)):
            who, most = f"program:{handle}", limit.person
        most = max(1, round(most * settings.RATE_LIMIT_FACTOR))
        wait = limits.take(limit.name, who, most)
        return too_often(request, wait, is_person=is_person) if wait else None


def _bearer(request: HttpRequest) -> str:
    """Return the token that a program shows; empty without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def limit_of(request: HttpRequest) -> Limit | None:
    """Return the limit of a request; a form with a photo is an upload, whatever its page."""
    name = request.resolver_match.view_name
    if request.method in _LOOKING:
        return LOOKS.get(name)
    is_upload = request.content_type == "multipart/form-data"
    return SENDS.get(name, UPLOAD if is_upload else None)


def too_often(request: HttpRequest, wait: int, *, is_person: bool) -> HttpResponse:
    """Tell how long to wait; a form keeps what was typed, and is sent again by one button."""
    if request.resolver_match.view_name in _FOR_SCRIPTS:
        page = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    else:
        names = [name for name in request.POST if name not in _NOT_KEPT]
        context = {
            "wait": wait,
            "fields": [(name, value) for name in names for value in request.POST.getlist(name)],
            "has_files": bool(request.FILES),
            "is_person": is_person,
            "back": request.get_full_path() if _opens(request) else "",
        }
        page = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(wait)
    page["Cache-Control"] = "no-store"
    return page


def _opens(request: HttpRequest) -> bool:
    """Tell whether a link to the address opens a page; some take forms only."""
    view = getattr(request.resolver_match.func, "view_class", None)
    takes_get = hasattr(view, "get") and "get" in view.http_method_names
    return request.method in _LOOKING or takes_get
