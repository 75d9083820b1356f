"""The page of the open data, its catalogue, and the files as a job wrote them."""

import base64

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from common.numbers import format_number
from opendata import describing, queries
from opendata.datasets import DATASETS
from opendata.turtle import turtle

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_SHOWN_OLDER = 5


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show ``/du-lieu-mo/``: what there is, what it means, where to take it. 1 query."""
    context = {
        "sets": [_card(one) for one in queries.published()],
        "licence": settings.OPEN_DATA_LICENCE,
    }
    return render(request, "opendata/index.html", context)


@require_safe
def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the catalogue in DCAT, as JSON-LD or Turtle. 1 query."""
    newest = [(one.dataset, one.newest) for one in queries.published() if one.newest]
    document = describing.catalogue(newest)
    if form == "ttl":
        return _open(HttpResponse(turtle(document), content_type="text/turtle; charset=utf-8"))
    return _open(_json(document, "application/ld+json"))


@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out what the columns of a data set mean, as CSVW."""
    if code not in DATASETS:
        raise Http404
    return _open(_json(describing.schema(DATASETS[code]), "application/csvm+json"))


@require_safe
def file(request: HttpRequest, code: str, form: str, number: int | None = None) -> HttpResponse:
    """Hand out a data set: its newest revision, or one by its number. 1 query."""
    if code not in DATASETS:
        raise Http404
    revision = queries.revision_of(code, number)
    if revision is None:
        if number is not None:
            raise Http404
        soon = HttpResponse("Tệp đang được viết. Bạn quay lại sau một giờ.\n", status=503)
        soon["Content-Type"], soon["Retry-After"] = "text/plain; charset=utf-8", "3600"
        return soon
    sha256 = getattr(revision, f"{form}_sha256")
    at = int(revision.made_at.timestamp())
    not_changed = get_conditional_response(request, quote_etag(sha256), at)
    if not_changed is not None:
        return _open(not_changed)
    held = getattr(revision, f"{form}_file")
    answer = FileResponse(held.open("rb"), content_type=_TYPES[form])
    answer["Content-Length"] = str(getattr(revision, f"{form}_bytes"))
    answer["Content-Disposition"] = f'attachment; filename="{code}-lan-{revision.number}.{form}"'
    answer["ETag"] = quote_etag(sha256)
    answer["Last-Modified"] = http_date(at)
    answer["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    return _open(answer)


def _json(document: dict, content_type: str) -> JsonResponse:
    return JsonResponse(
        document,
        content_type=content_type,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _open(answer: HttpResponse) -> HttpResponse:
    """Let pages of other sites read it: it is the same for everybody."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def _card(one: queries.Published) -> dict:
    newest = one.newest
    files = [
        {
            "label": form.upper(),
            "url": describing.address_of(one.dataset, form),
            "size": _size(getattr(newest, f"{form}_bytes")),
            "sha256": getattr(newest, f"{form}_sha256"),
        }
        for form in _TYPES
        if newest
    ]
    return {
        "dataset": one.dataset,
        "newest": newest,
        "files": files,
        "columns": describing.columns_of(one.dataset),
        "schema_url": describing.address_of(one.dataset, "schema"),
        "older": [
            {
                "revision": old,
                "csv": describing.address_of(one.dataset, "csv", old.number),
                "json": describing.address_of(one.dataset, "json", old.number),
            }
            for old in one.older[:_SHOWN_OLDER]
        ],
    }


def _size(number: int) -> str:
    return f"{format_number(max(1, round(number / 1000)))} KB"
