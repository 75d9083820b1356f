"""A stranger reads the OpenAPI document and calls all that it allows, and much that it does not."""

import pytest
import schemathesis
from django.http import HttpResponse
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from api.document import document
from sellers.models import Lot
from tests.api import stranger
from tests.api.conftest import make_key
from tests.api.stranger import CHECKS, EXAMPLES, MODES
from tests.factories import make_lot

pytestmark = pytest.mark.django_db

PROBLEMS = {400, 404, 422}
NAMES = [op["operationId"] for item in document()["paths"].values() for op in item.values()]
#: What needs a token or a code is refused in good order; ``world`` has a key and no citizen.
REFUSED = {
    op["operationId"]
    for item in document()["paths"].values()
    for method, op in item.items()
    if method != "get" or "CitizenToken" in str(op.get("security"))
}


@pytest.fixture(scope="module")
def operations():
    return stranger.read_operations()


@pytest.fixture
def world(tea, settings):
    """A market in which ids exist, and the header of a key that opens everything."""
    settings.API_PER_MINUTE = 0
    make_lot(tea)
    key = make_key(reach="province", per_minute=6_000)
    for _ in stranger.keep_connection():
        yield {"Authorization": f"Bearer {key}"}


def explore(operation, headers: dict[str, str], mode, examples: int = EXAMPLES) -> set[int]:
    """Call an operation with what the document allows, or does not; return what it answered."""

    def call(case, _wish):
        return case.call_and_validate(headers=headers, checks=CHECKS)

    answered = stranger.explore(operation, mode, call, examples)
    print(f"{operation.definition.raw['operationId']} {mode.value}: {dict(answered)}")
    return set(answered)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
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
