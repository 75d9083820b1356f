"""The OpenAPI document says all that a program must know."""

import json

import jsonschema
import pytest

from api.document import document
from api.problems import CONTENT_TYPE

OPERATIONS = [
    (path, method, operation)
    for path, item in document()["paths"].items()
    for method, operation in item.items()
]
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]


@pytest.fixture
def schemas():
    return document()["components"]["schemas"]


def test_is_served_as_openapi_31(program):
    found = program.get("openapi.json")

    assert found["openapi"] == "3.1.0"
    assert found == json.loads(json.dumps(document()))


def test_names_every_operation_once():
    assert len(NAMES) == len(set(NAMES))
    assert {"listProducts", "getProduct", "listSellers", "getSeller", "getLot"} <= set(NAMES)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_describes_an_operation_in_vietnamese(path, method, operation):
    assert path.startswith("/api/v1/")
    assert operation["summary"]
    assert operation["description"].startswith("Trả về") or method != "get"
    assert operation["tags"]
    for parameter in operation["parameters"]:
        assert parameter.get("description"), parameter["name"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_declares_every_refusal_as_a_problem(path, method, operation):
    assert {"400", "405", "422", "429", "500", "503"} <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        assert answer["description"]
        if status >= "400":
            assert list(answer["content"]) == [CONTENT_TYPE]


@pytest.mark.parametrize("name", ["order", "stock.changed"])
def test_describes_news_with_an_example_that_fits(name, schemas):
    told = document()["webhooks"][name]["post"]

    content = told["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": {"schemas": schemas}}
    jsonschema.validate(content["example"], schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content["example"] | {"name": "Lan"}, schema)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_gives_examples_that_fit_their_schemas(path, method, operation, schemas):
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            schema = {**content["schema"], "components": {"schemas": schemas}}
            jsonschema.validate(content["example"], schema)
