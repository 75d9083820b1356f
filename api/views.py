"""The document for programs, and the page about it for people."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from api.document import document
from api.guide import guide
from pagecache.declaring import shared_page


def openapi(request: HttpRequest) -> HttpResponse:
    """Answer ``/api/v1/openapi.json``."""
    return HttpResponse(_text(), content_type="application/json")


@shared_page()
def docs(request: HttpRequest) -> HttpResponse:
    """Show ``/api/v1/docs/``."""
    return render(request, "api/guide.html", {"guide": guide()})


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":"))
