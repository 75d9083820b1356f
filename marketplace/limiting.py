"""How often one network, or one signed-in person, may do what costs the others something."""

import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts import programs
from accounts.addresses import client_ip
from common import limits

_LOOKING = frozenset({"GET", "HEAD"})
_NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
#: Asked by scripts while somebody types; nobody reads a page there.
_FOR_SCRIPTS = frozenset({"search:suggest", "checkout:places"})


#: Who is refused with a network gets a mark, and counts for oneself once it is so old.
SETTLES_S, MARK_AGE_S = 15, 24 * 3600
#: All marked browsers of a network together, times what its other visitors may.
CROWD = 10
_MARKS = Signer(salt="marketplace.limiting")


@dataclass(frozen=True, slots=True)
class Limit:
    """Times a minute: for all visitors of a network together, and for each person or browser.

    A browser that bears a mark has as much as a person who is signed in.
    """

    name: str
    network: int
    person: int


#: A network is a /24 or a /48. Carriers put thousands of phones behind one address: what is kept
#: (``pagecache``) is answered before, who is signed in counts for oneself, and so does who waited.
SEARCH = Limit("search", 45, 60)
SUGGEST = Limit("suggest", 45, 120)
BASKET = Limit("basket", 45, 60)
ORDER = Limit("order", 30, 10)
UPLOAD = Limit("upload", 20, 90)
WORDS = Limit("words", 15, 10)
#: Apps that renew their tokens every quarter of an hour, a provider of e-identities whose people
#: sign out; as much as the API allows a network.
TOKENS = Limit("tokens", 1_200, 60)
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
    "api:basket-merge": BASKET,
    "api:orders": ORDER,
    "checkout:index": ORDER,
    "orders:find": WORDS,
    "accounts:identity-leave": OUTSIDE,
    "app-token": TOKENS,
    "app-revoke": TOKENS,
    "app-identity-logout": TOKENS,
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
        who, most, is_person, crowd = network, limit.network, False, 0
        # Who brings no session is not asked: a page that may be kept must open none.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            who, most, is_person = f"user:{request.user.pk}", limit.person, True
        elif mark := mark_of(request):
            who, most, is_person = f"browser:{mark}", limit.person, True
            crowd = limit.network * CROWD
        if handle := programs.handle_of(_bearer(request)):
            who, most, crowd = f"program:{handle}", limit.person, 0
        if wait := _take(limit.name, who, most):
            if who == network and not _is_program(request):
                return _with_mark(request, too_often(request, min(wait, SETTLES_S)))
            return too_often(request, wait, is_person=is_person)
        wait = _take(f"{limit.name}-crowd", network, crowd) if crowd else 0
        return too_often(request, wait) if wait else None


def mark_of(request: HttpRequest) -> str:
    """Return the mark of a browser that waited; empty without one, too young, old or forged."""
    try:
        made, _, name = _MARKS.unsign(request.COOKIES.get(settings.LIMIT_COOKIE, "")).partition(".")
    except BadSignature:
        return ""
    return name if SETTLES_S <= time.time() - int(made) <= MARK_AGE_S else ""


def _with_mark(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Mark a browser that has none, so that it need not share the limit of its network again.

    Only who is refused gets one, with a page that nobody keeps: whoever is not in the way of
    others is told apart from nobody.
    """
    try:
        made = int(_MARKS.unsign(request.COOKIES.get(settings.LIMIT_COOKIE, "")).partition(".")[0])
    except BadSignature:
        made = 0
    # A mark that is still too young stays: who comes back early must not begin anew.
    if time.time() - made > SETTLES_S:
        answer.set_cookie(
            settings.LIMIT_COOKIE,
            _MARKS.sign(f"{int(time.time())}.{secrets.token_urlsafe(9)}"),
            max_age=MARK_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


def _take(name: str, who: str, most: int) -> int:
    return limits.take(name, who, max(1, round(most * settings.RATE_LIMIT_FACTOR)))


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


def _is_program(request: HttpRequest) -> bool:
    return request.resolver_match.view_name.startswith(("api:", "app-"))


def too_often(request: HttpRequest, wait: int, *, is_person: bool = False) -> HttpResponse:
    """Tell how long to wait; a form keeps what was typed, and is sent again by one button."""
    if request.resolver_match.view_name in _FOR_SCRIPTS:
        page = HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    elif request.resolver_match.view_name.startswith("app-"):
        told = {"error": "temporarily_unavailable"}
        page = JsonResponse(told, status=HTTPStatus.TOO_MANY_REQUESTS)
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
