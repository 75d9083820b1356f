"""The page for programmers, drawn from the document: what it says cannot differ from the API."""

import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from api.document import document
from api.examples import example_of
from api.problems import KINDS

_KINDS = {
    "integer": "số nguyên",
    "number": "số",
    "string": "chữ",
    "boolean": "true, false",
    "array": "danh sách",
    "object": "đối tượng",
}
_FORMATS = {"date": "ngày, 2026-11-27", "date-time": "lúc, có múi giờ", "uuid": "UUID"}
#: What each scheme of the document is called, and how it is shown.
SCHEMES = {
    "ApiKeyBearer": ("khóa của cơ quan", "Authorization: Bearer KHÓA"),
    "CitizenToken": ("khóa đăng nhập của người mua", "Authorization: Bearer KHÓA-ĐĂNG-NHẬP"),
    "CitizenGrant": ("khóa qua trang của sàn", "Authorization: Bearer KHÓA-ĐĂNG-NHẬP"),
    "GuestBasket": ("Basket-Token của giỏ khách", "Basket-Token: MÃ-GIỎ"),
    "OrderSecret": ("Order-Secret của đơn khách", "Order-Secret: MÃ-ĐƠN"),
}
_PLACES = {"path": "trong đường dẫn", "query": "sau dấu ?", "header": "đầu mục"}


@dataclass(frozen=True, slots=True)
class Word:
    """One parameter."""

    name: str
    kind: str
    where: str
    is_needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class Status:
    """One status that an operation may answer with; ``anchor`` explains it."""

    code: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with an example of its call and its answer."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    needs: str
    words: list[Word]
    call: str
    answer: str
    statuses: list[Status]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    name: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class News:
    """One kind of news for receivers of webhooks; ``answers`` are status and what it does."""

    id: str
    summary: str
    example: str
    headers: list[tuple[str, str]]
    answers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Guide:
    """All that the page shows."""

    base: str
    groups: list[Group]
    problems: list[tuple[int, str, str]]
    problem: str
    per_minute: int
    news: list[News]


def guide() -> Guide:
    """Return the page. No query."""
    made = document()
    schemas = made["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, item in made["paths"].items():
        for method, raw in item.items():
            operation = _operation(path, method.upper(), raw, schemas)
            found.setdefault(raw["tags"][0], []).append(operation)
    problem = {"$ref": "#/components/schemas/Problem"}
    return Guide(
        base=settings.SITE_URL,
        groups=[Group(name, operations) for name, operations in found.items()],
        problems=[(status, kind.title, kind.detail) for status, kind in KINDS.items()],
        problem=_json(example_of(problem, schemas)),
        per_minute=settings.API_PER_MINUTE,
        news=[_news(told["post"]) for told in made["webhooks"].values()],
    )


def _news(told: dict) -> News:
    return News(
        id=told["operationId"],
        summary=told["summary"],
        example=_json(told["requestBody"]["content"]["application/json"]["example"]),
        headers=[(word["name"], word["description"]) for word in told["parameters"]],
        answers=[(status, answer["description"]) for status, answer in told["responses"].items()],
    )


def _operation(path: str, method: str, raw: dict, schemas: dict) -> Operation:
    parameters = raw.get("parameters", [])
    good = min(status for status in raw["responses"] if status.startswith("2"))
    content = raw["responses"][good].get("content", {})
    example = next((shown["example"] for shown in content.values()), None)
    return Operation(
        id=raw["operationId"],
        method=method,
        path=path,
        summary=raw["summary"],
        description=raw.get("description", ""),
        needs=" hoặc ".join(SCHEMES[name][0] for name in _schemes(raw)),
        words=[_word(parameter, schemas) for parameter in parameters],
        call=_call(path, method, raw, schemas),
        answer="" if example is None else _json(example),
        statuses=[
            Status(status, answer["description"], f"loi-{status}" if status >= "400" else "")
            for status, answer in sorted(raw["responses"].items())
        ],
    )


def _schemes(raw: dict) -> list[str]:
    return [name for one in raw.get("security") or [] for name in one]


def _word(parameter: dict, schemas: dict) -> Word:
    return Word(
        name=parameter["name"],
        kind=_kind(parameter["schema"], schemas),
        where=_PLACES[parameter["in"]],
        is_needed=parameter.get("required", False),
        description=parameter.get("description", ""),
    )


def _kind(schema: dict, schemas: dict) -> str:
    """Return what a value may be, in words."""
    if "$ref" in schema:
        return _kind(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "anyOf" in schema:
        return _kind(schema["anyOf"][0], schemas)
    if "enum" in schema:
        return ", ".join(str(value) or "trống" for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    words = _KINDS.get(schema.get("type", ""), "giá trị")
    ends = [schema.get(name) for name in ("minimum", "maximum")]
    if None not in ends and ends[1] < 10**6:
        return f"{words} {ends[0]}–{ends[1]}"
    if "maxLength" in schema:
        return f"{words}, dài nhất {schema['maxLength']}"
    return words


def _call(path: str, method: str, raw: dict, schemas: dict) -> str:
    """Return the operation as a line for a terminal."""
    query, headers = {}, {}
    for parameter in raw.get("parameters", []):
        value = parameter.get("example")
        if value is not None and parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(value)))
        elif value is not None and parameter["in"] == "query":
            query[parameter["name"]] = value
        elif value is not None and parameter["in"] == "header":
            headers[parameter["name"]] = value
    url = settings.SITE_URL + path + (f"?{urlencode(query)}" if query else "")
    verb = "" if method == "GET" else f"-X {method} "
    lines = [f"curl {verb}'{url}'"]
    # Of several the first will do.
    lines += [f"-H '{SCHEMES[name][1]}'" for name in _schemes(raw)[:1]]
    lines += [f"-H '{name}: {value}'" for name, value in headers.items()]
    for shown in raw.get("requestBody", {}).get("content", {}).values():
        body = json.dumps(example_of(shown["schema"], schemas), ensure_ascii=False)
        lines += ["-H 'Content-Type: application/json'", f"-d '{body}'"]
    return " \\\n  ".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
