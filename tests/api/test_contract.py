"""A stranger reads the OpenAPI document and calls all that it allows, and much that it does not."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from api.document import document
from marketplace.wsgi import application
from sellers.models import Lot
from tests.api.conftest import make_key
from tests.factories import make_lot

pytestmark = pytest.mark.django_db

PROBLEMS = {400, 404, 422}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
NAMES = [op["operationId"] for item in document()["paths"].values() for op in item.values()]
#: What needs a token or a code is refused in good order; ``world`` has a key and no citizen.
REFUSED = {
    op["operationId"]
    for item in document()["paths"].values()
    for method, op in item.items()
    if method != "get" or "CitizenToken" in str(op.get("security"))
}
#: Calls for each operation and mode: all of them together stay below a minute.
EXAMPLES = 25


@pytest.fixture(scope="module")
def operations():
    """Return what the document says, by operation id; called in this process."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.fixture
def world(tea, settings):
    """A market in which ids exist, and the header of a key that opens everything."""
    settings.API_PER_MINUTE = 0
    make_lot(tea)
    # As Django's own client does: the connection is the test's, no call may close it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"Authorization": f"Bearer {make_key(reach='province', per_minute=6_000)}"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def explore(operation, headers: dict[str, str], mode, examples: int = EXAMPLES) -> set[int]:
    """Call an operation with what the document allows, or does not; return what it answered."""
    answered = set()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case):
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        answered.add(answer.status_code)

    call()
    return answered


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", NAMES)
def test_gives_no_answer_that_its_document_does_not_have(world, operations, name, mode):
    operation = operations[name]
    has_words = operation.query or operation.body
    if mode == schemathesis.GenerationMode.NEGATIVE and not has_words:
        pytest.skip("any text is a code; what is none of ours is 404 in the other mode")

    answered = explore(operation, world, mode)

    if name in REFUSED:
        assert max(answered) < 500
        return
    # What it finds by guessing are lists and figures; ids are refused in good order.
    good = {404} if "{" in operations[name].path else {200}
    assert answered & (good if mode == schemathesis.GenerationMode.POSITIVE else PROBLEMS)


@pytest.mark.parametrize("status", [418, 500])
def test_the_stranger_finds_an_answer_that_is_not_declared(world, operations, monkeypatch, status):
    """Negative control: an operation that answers what its document does not have."""
    monkeypatch.setattr(
        "api.middleware.etags.name_version",
        lambda request, answer: setattr(answer, "status_code", status),
    )

    with pytest.raises((FailureGroup, Failure)):
        explore(operations["listCommunes"], world, schemathesis.GenerationMode.POSITIVE, 3)


def test_the_stranger_finds_an_answer_of_another_shape(world, operations, monkeypatch):
    """Negative control: a field that is missing."""
    monkeypatch.setattr(
        "api.middleware.ApiMiddleware._answer",
        lambda self, request: HttpResponse('{"items": []}', content_type="application/json"),
    )

    with pytest.raises((FailureGroup, Failure)):
        explore(operations["listCommunes"], world, schemathesis.GenerationMode.POSITIVE, 3)


def test_is_a_document_that_the_standard_allows():
    assert [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(document())] == []


@pytest.mark.parametrize("name", ["getProduct", "getSeller", "getLot"])
def test_tells_what_is_there_in_the_shape_of_its_document(world, operations, tea, name):
    lot = Lot.objects.get()
    named = {"product_id": tea.pk, "slug": tea.partner.code, "code": lot.code}
    operation = operations[name]
    mine = {key: value for key, value in named.items() if f"{{{key}}}" in operation.path}

    answer = operation.Case(path_parameters=mine).call_and_validate(headers=world, checks=CHECKS)

    assert answer.status_code == 200
