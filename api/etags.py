"""Answers that a program has already are not sent again."""

import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

_CACHE_CONTROL = "private, no-cache"


def name_version(request: HttpRequest, answer: HttpResponse) -> None:
    """Give an answer to GET its ETag, and turn it into 304 for who names the same."""
    if request.method not in ("GET", "HEAD") or answer.status_code != HTTPStatus.OK:
        return
    if answer.streaming or "no-store" in answer.get("Cache-Control", ""):
        return
    if "ETag" not in answer:
        answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:24]}"'
        answer.headers.setdefault("Cache-Control", _CACHE_CONTROL)
        patch_vary_headers(answer, ("Authorization",))
    if _is_known(request.META.get("HTTP_IF_NONE_MATCH", ""), answer["ETag"]):
        answer.status_code = HTTPStatus.NOT_MODIFIED
        answer.content = b""
        for name in ("Content-Type", "Content-Length", "Content-Encoding"):
            answer.headers.pop(name, None)


def _is_known(named: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks: a proxy that compresses marks the ETag with W/."""
    known = parse_etags(named)
    return known == ["*"] or etag.removeprefix("W/") in {e.removeprefix("W/") for e in known}
