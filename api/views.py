"""The document for programs."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from api.document import document


def openapi(request: HttpRequest) -> HttpResponse:
    """Answer ``/api/v1/openapi.json``."""
    return HttpResponse(_text(), content_type="application/json")


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":"))
