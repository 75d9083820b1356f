"""What tells shared pages apart, and which visitors may be shown one."""

import re
from io import BytesIO
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from pagecache import declaring, looks

#: Words that other sites hang on a link; no page of ours reads them.
_MARKETING = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|zalo_\w+|igshid|ttclid")
_MOST_QUERY = 400
#: All that a request for a page for everybody consists of.
_OF_NOBODY = ("SCRIPT_NAME", "PATH_INFO", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL")
_OF_NOBODY += ("QUERY_STRING", "HTTP_HOST")
#: Cookies that change no page.
_OF_ANYBODY = frozenset({settings.CSRF_COOKIE_NAME, settings.LIMIT_COOKIE})


def key_of(request: HttpRequest) -> tuple | None:
    """Return what tells shared pages apart; None for a request that asks for none."""
    meta = request.META
    if request.method != "GET" or "HTTP_AUTHORIZATION" in meta or "HTTP_RANGE" in meta:
        return None
    query = meta.get("QUERY_STRING", "")
    if query:
        query = _known_words(query)
        if query is None:
            return None
    look = looks.header_of(looks.cookies_of(request))
    return "page", look, request.scheme, meta.get("HTTP_HOST", ""), request.path_info, query


def is_nobody(request: HttpRequest) -> bool:
    """Say whether the visitor brings nothing of its own."""
    cookies = request.META.get("HTTP_COOKIE")
    return not cookies or _own_cookies(request) <= _OF_ANYBODY


def has_slots_only(request: HttpRequest) -> bool:
    """Say whether all that the visitor brings can show in slots: a session, a basket."""
    known = {*_OF_ANYBODY, settings.SESSION_COOKIE_NAME, settings.OSCAR_BASKET_COOKIE_OPEN}
    return _own_cookies(request) <= known


def without_visitor(request: HttpRequest) -> HttpRequest:
    """Return a request for the same page by nobody: made of what the key holds, so of nothing else.

    It has no browser's name either, so nobody counts it as a look.
    """
    meta = {name: request.META[name] for name in _OF_NOBODY if name in request.META}
    meta |= {"REQUEST_METHOD": "GET", "wsgi.url_scheme": request.scheme, "wsgi.input": BytesIO()}
    if look := looks.header_of(looks.cookies_of(request)):
        meta["HTTP_COOKIE"] = look
    if proxy := settings.SECURE_PROXY_SSL_HEADER:
        meta |= {proxy[0]: request.META[proxy[0]]} if proxy[0] in request.META else {}
    return WSGIRequest(meta)


def _own_cookies(request: HttpRequest) -> set[str]:
    """Return the names of the cookies that say more than which look the page has."""
    return request.COOKIES.keys() - looks.cookies_of(request).keys()


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
