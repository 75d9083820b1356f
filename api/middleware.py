"""The edge of the API: whatever happens inside, a program gets an answer in its own language."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api import etags, limits
from api.problems import CONTENT_TYPE, problem

BASE = "/api/v1/"
#: Written to by providers, in their own forms.
_OF_PROVIDERS = (f"{BASE}webhooks/", f"{BASE}voice-answers")
_PAGE = f"{BASE}docs/"
#: Read by anybody from any page; no cookie is sent along, none is believed.
OPEN = tuple(
    f"{BASE}{name}"
    for name in ("products", "sellers", "communes", "product-sets", "lots/", "openapi.json")
)
_READ = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
_ASKED = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Authorization, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class ApiMiddleware:
    """Stands before all that may refuse: problems of gates and of Django come out as ours."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        """Answer calls of the API; pages of people pass untouched."""
        path = request.path_info
        if not path.startswith(BASE) or path.startswith(_OF_PROVIDERS) or path == _PAGE:
            return self.get_response(request)
        answer = self._answer(request)
        if path.startswith(OPEN):
            for name, value in _READ.items():
                answer[name] = value
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return problem(request, HTTPStatus.BAD_REQUEST)
        if refusal := limits.refusal(request):
            return refusal
        if request.method == "OPTIONS" and request.path_info.startswith(OPEN):
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_ASKED)
        is_head = request.method == "HEAD"
        if is_head:
            # Whoever answers GET answers HEAD; ninja would not know it.
            request.method = request.META["REQUEST_METHOD"] = "GET"
        answer = as_problem(request, self.get_response(request))
        etags.name_version(request, answer)
        if is_head and not answer.streaming:
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
            answer.content = b""
        return answer


def as_problem(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return a refusal that is a page for people, or empty, as a problem."""
    is_ours = answer.get("Content-Type", "").startswith(CONTENT_TYPE)
    if answer.status_code < HTTPStatus.BAD_REQUEST or is_ours:
        return answer
    detail = ""
    if answer.status_code == HTTPStatus.NOT_FOUND and request.path_info.endswith("/"):
        detail = "Không có gì ở địa chỉ này. Địa chỉ của API không có dấu / ở cuối."
    kept = {name: answer[name] for name in ("Allow", "Retry-After") if name in answer}
    return problem(request, answer.status_code, detail, headers=kept)
