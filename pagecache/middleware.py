"""Answer visitors who carry nothing of their own from what was made before."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pagecache import declaring, encoding, versions
from pagecache.lasting import end_of_day, now_s
from pagecache.store import store

#: Words that other sites hang on a link; no page of ours reads them.
_MARKETING = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|zalo_\w+|igshid|ttclid")
_MOST_QUERY = 400
#: A browser may keep the page and must ask each time whether it still holds.
_CACHE_CONTROL = "private, no-cache"
_OF_ONE_ANSWER = {"content-length", "content-encoding", "vary", "etag", "cache-control", "set-cookie"}  # fmt: skip # noqa: E501
_TOKEN = b"csrfmiddlewaretoken"

#: Called with the request and the name of its address whenever a kept page is shown.
Follower = Callable[[HttpRequest, str], object]
_followers: list[Follower] = []


def when_shown(follower: Follower) -> Follower:
    """Register a function that is told of every kept page that is shown; it asks no database."""
    _followers.append(follower)
    return follower


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was made once."""

    tags: frozenset[int]
    version: int
    until: float
    view_name: str
    headers: dict[str, str]
    bodies: dict[str, bytes]
    etag: str = field(default="")

    def holds(self) -> bool:
        """Say whether it is what would be made now. 1 query."""
        return now_s() < self.until and versions.of(self.tags) == self.version


class PageCacheMiddleware:
    """Stands outermost but for compression: what is kept has passed everything inside."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer from what is kept, or make the page, once for all who wait for it."""
        key = _key_of(request) if store.max_bytes else None
        if key is None:
            return self.get_response(request)
        page = store.get(key)
        if page is not None and page.holds():
            return _show(page, request)
        with store.turn(key) as others_made_it:
            page = store.get(key) if others_made_it else None
            if page is not None and page.holds():
                return _show(page, request)
            return self._make(request, key)

    def _make(self, request, key) -> HttpResponse:
        with versions.begun() as before:
            response = self.get_response(request)
        if not _may_be_kept(request, response):
            return response
        page = _page_of(request, response, before)
        if page is None:
            return response
        store.put(key, page, sum(map(len, page.bodies.values())))
        return _answer(page, request)


def _key_of(request: HttpRequest) -> tuple | None:
    """Return what tells shared pages apart; None when the visitor brings something of its own."""
    meta = request.META
    if request.method != "GET" or "HTTP_AUTHORIZATION" in meta or "HTTP_RANGE" in meta:
        return None
    if meta.get("HTTP_COOKIE") and not request.COOKIES.keys() <= {settings.CSRF_COOKIE_NAME}:
        return None
    query = meta.get("QUERY_STRING", "")
    if query:
        query = _known_words(query)
        if query is None:
            return None
        # Rendered without what the key leaves out.
        meta["QUERY_STRING"] = query
    return "page", request.scheme, meta.get("HTTP_HOST", ""), request.path_info, query


def _known_words(query: str) -> str | None:
    """Return the query in one order without words of other sites; None for a strange one."""
    if len(query) > _MOST_QUERY:
        return None
    found = {}
    # A server hands over bytes as Latin-1; an address may hold letters that nobody encoded.
    query = query.encode("latin-1", "replace").decode("utf-8", "replace")
    for word, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        if _MARKETING.fullmatch(word):
            continue
        if word in found or word not in declaring.words():
            return None
        found[word] = value
    return urlencode(sorted(found.items()))


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether the page was declared, and nothing of its visitor can be in it."""
    if getattr(response, "shared_tags", None) is None or response.status_code != HTTPStatus.OK:
        return False
    if response.streaming or response.cookies or response.has_header("Content-Encoding"):
        return False
    if "no-store" in response.get("Cache-Control", "") or _TOKEN in response.content:
        return False
    session = getattr(request, "session", None)
    return session is None or not session.accessed or session.is_empty()


def _page_of(request: HttpRequest, response: HttpResponse, before: int) -> Page | None:
    """Return the page to keep; None when anything public changed while it was made."""
    after, version = versions.total_and(response.shared_tags)
    if after != before:
        return None
    until = end_of_day()
    if response.shared_until is not None:
        until = min(until, response.shared_until.timestamp())
    headers = {k: v for k, v in response.items() if k.lower() not in _OF_ONE_ANSWER}
    body = response.content
    return Page(
        tags=response.shared_tags,
        version=version,
        until=until,
        view_name=request.resolver_match.view_name if request.resolver_match else "",
        headers=headers | {"Cache-Control": _CACHE_CONTROL, "Vary": "Accept-Encoding, Cookie"},
        bodies=encoding.compressed(body),
        etag=hashlib.sha256(body).hexdigest()[:24],
    )


def _show(page: Page, request: HttpRequest) -> HttpResponse:
    for follower in _followers:
        follower(request, page.view_name)
    return _answer(page, request)


def _answer(page: Page, request: HttpRequest) -> HttpResponse:
    coding = encoding.best(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{page.etag}-{coding or "plain"}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
        response["Cache-Control"], response["Vary"] = _CACHE_CONTROL, page.headers["Vary"]
    else:
        body = page.bodies[coding] if coding else encoding.plain(page.bodies)
        response = HttpResponse(body, headers=page.headers)
        response["Content-Length"] = str(len(body))
        if coding:
            response["Content-Encoding"] = coding
    response["ETag"] = etag
    return response
