"""The OpenAPI 3.1 document: what ninja knows, with problems, examples and the address."""

from copy import deepcopy
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from accounts.granting import clients
from accounts.models import ProgramAccess
from api import news
from api.application import api
from api.examples import example_of
from api.problems import CONTENT_TYPE, KINDS, kind_of

BASE = "/api/v1/"
GRANT = "CitizenGrant"
_WITH_HEADERS = {
    "200": {
        "ETag": "Phiên bản của câu trả lời; gửi lại ở If-None-Match",
        "Link": "Địa chỉ phần sau, với rel=next",
    },
    "405": {"Allow": "Phương thức được nhận"},
    "429": {"Retry-After": "Đợi bao nhiêu giây"},
}


@lru_cache(maxsize=1)
def document() -> dict:
    """Return the whole document; it is the same until the program starts anew."""
    made = deepcopy(dict(api.get_openapi_schema(path_prefix=BASE)))
    made["servers"] = [{"url": settings.SITE_URL}]
    made["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    made["tags"] = [{"name": tag} for tag in _tags(made)]
    schemas = made["components"]["schemas"]
    schemas |= news.schemas()
    made["webhooks"] = news.webhooks()
    for told in made["webhooks"].values():
        _give_example(told["post"], schemas)
    if clients.any_registered():
        made["components"]["securitySchemes"][GRANT] = _grant()
    for path, item in made["paths"].items():
        for operation in item.values():
            for parameter in operation["parameters"]:
                # ninja lists examples where OpenAPI wants them named.
                if examples := parameter.pop("examples", None):
                    parameter["example"] = examples[0]
            operation["responses"] = {
                str(status): _response(str(status), answer, schemas)
                for status, answer in sorted(operation["responses"].items())
            }
            _give_example(operation, schemas)
            _name_the_grant(path, operation)
            if "get" in item and operation is item["get"]:
                operation["responses"]["304"] = {"description": "Chưa đổi gì, không gửi lại"}
    return made


def _grant() -> dict:
    """Return how a registered app gets the token of a citizen (ADR 0071)."""
    token = settings.SITE_URL + reverse("app-token")
    return {
        "type": "oauth2",
        "description": "Ứng dụng đã đăng ký với sàn: mã có PKCE, S256. Khóa như CitizenToken.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": settings.SITE_URL + reverse("accounts:grant"),
                "tokenUrl": token,
                "refreshUrl": token,
                "scopes": dict(ProgramAccess.Right.choices),
            }
        },
    }


def _name_the_grant(path: str, operation: dict) -> None:
    """Say that a token by the page of ours does where one by a code does."""
    choices = operation.get("security", [])
    if clients.any_registered() and {"CitizenToken": []} in choices:
        needed = [right for right in ProgramAccess.Right.values if f"{BASE}{right}" in path]
        choices.append({GRANT: needed})


def _give_example(operation: dict, schemas: dict) -> None:
    """Show what to send."""
    for sent in operation.get("requestBody", {}).get("content", {}).values():
        sent["example"] = example_of(sent["schema"], schemas)


def _response(status: str, answer: dict, schemas: dict) -> dict:
    """Return a response with its words, headers, example, and the type of problems."""
    number = int(status)
    made = dict(answer)
    content = made.pop("content", {})
    made["description"] = kind_of(number).title if number in KINDS else "Được"
    if status in _WITH_HEADERS:
        made["headers"] = {
            name: {"description": words, "schema": {"type": "string"}}
            for name, words in _WITH_HEADERS[status].items()
        }
    for shown in content.values():
        schema = shown["schema"]
        if number in KINDS:
            example = example_of(schema, schemas) | _of_kind(number)
            made["content"] = {CONTENT_TYPE: {"schema": schema, "example": example}}
        else:
            example = example_of(schema, schemas)
            made["content"] = {"application/json": {"schema": schema, "example": example}}
    return made


def _of_kind(status: int) -> dict:
    kind = kind_of(status)
    words = {"title": kind.title, "status": status, "detail": kind.detail}
    words["type"] = f"{settings.SITE_URL}{BASE}docs/#loi-{status}"
    return words if status == 422 else words | {"errors": []}


def _tags(made: dict) -> list[str]:
    found = (op["tags"] for item in made["paths"].values() for op in item.values())
    return list(dict.fromkeys(tag for tags in found for tag in tags))
