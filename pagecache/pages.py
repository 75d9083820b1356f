"""A page that was made once, and the answers that it gives."""

import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from pagecache import slots, versions
from pagecache.encoding import Small, best, small
from pagecache.lasting import end_of_day, now_s

#: A browser may keep the page and must ask each time whether it still holds.
_CACHE_CONTROL = "private, no-cache"
_OF_ONE_ANSWER = {"content-length", "content-encoding", "vary", "etag", "cache-control", "set-cookie"}  # fmt: skip # noqa: E501
_TOKEN = b"csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was made once."""

    tags: frozenset[int]
    version: int
    until: float
    view_name: str
    headers: dict[str, str]
    text: Small
    etag: str = ""
    proof: versions.Proof = field(default_factory=versions.Proof, compare=False)

    def holds(self) -> bool:
        """Say whether it is what would be made now. 1 query."""
        return now_s() < self.until and versions.of(self.tags) == self.version

    def held_lately(self) -> bool:
        """Say whether it is what would have been made a moment ago. 1 query, or none."""
        return now_s() < self.until and versions.held_lately(self.tags, self.version, self.proof)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the page as nobody sees it."""
        coding = best(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self._sent(self.text.of(coding), coding, self.etag)
        return unless_known(answer, request)

    def answer_with(self, words: dict[str, str], request: HttpRequest) -> HttpResponse:
        """Return the page with a visitor's words in its slots; it is kept nowhere."""
        coding = best(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        before = self.text.beginning()
        beginning = slots.filled(before, words)
        if beginning == before:
            return self._sent(self.text.of(coding), coding, self.etag)
        if coding:
            coding, body = "gzip", self.text.gzip_with(beginning)
        else:
            body = beginning + self.text.of("")[len(before) :]
        return self._sent(body, coding, f"{self.etag}-{_digest(beginning)}")

    def _sent(self, body: bytes, coding: str, etag: str) -> HttpResponse:
        answer = HttpResponse(body, headers=self.headers)
        answer["Content-Length"] = str(len(body))
        if coding:
            answer["Content-Encoding"] = coding
        answer["ETag"] = f'"{etag}-{coding or "plain"}"'
        return answer


def unless_known(answer: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Send nothing to a browser that has the page; what others set on the answer stays."""
    if answer.headers["ETag"] not in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return answer
    answer.status_code = HTTPStatus.NOT_MODIFIED
    answer.content = b""
    for name in ("Content-Type", "Content-Length", "Content-Encoding"):
        answer.headers.pop(name, None)
    return answer


def may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Say whether the page was declared, and nothing of its visitor can be in it."""
    if getattr(answer, "shared_tags", None) is None or answer.status_code != HTTPStatus.OK:
        return False
    if answer.streaming or answer.cookies or answer.has_header("Content-Encoding"):
        return False
    if "no-store" in answer.get("Cache-Control", "") or _TOKEN in answer.content:
        return False
    session = getattr(request, "session", None)
    return session is None or not session.accessed or session.is_empty()


def page_of(request: HttpRequest, answer: HttpResponse, before: int) -> Page | None:
    """Return the page to keep; None when anything public changed while it was made."""
    after, version = versions.total_and(answer.shared_tags)
    if after != before:
        return None
    until = end_of_day()
    if answer.shared_until is not None:
        until = min(until, answer.shared_until.timestamp())
    headers = {k: v for k, v in answer.items() if k.lower() not in _OF_ONE_ANSWER}
    body = answer.content
    return Page(
        tags=answer.shared_tags,
        version=version,
        until=until,
        view_name=request.resolver_match.view_name if request.resolver_match else "",
        headers=headers | {"Cache-Control": _CACHE_CONTROL, "Vary": "Accept-Encoding, Cookie"},
        text=small(body, slots.end_of_slots(body)),
        etag=_digest(body),
    )


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:24]
