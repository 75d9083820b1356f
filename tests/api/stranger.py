"""A caller made of the OpenAPI document: what it may ask, what it must not, and what must come."""

import os
from collections import Counter

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.document import document
from marketplace.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
MODES = list(schemathesis.GenerationMode)
ALLOWED = schemathesis.GenerationMode.POSITIVE
#: Calls for each operation and mode: all of them together stay below some two minutes.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "25"))


def read_operations() -> dict:
    """Return what the document says, by operation id; called in this process."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


def keep_connection():
    """Yield while no call closes the connection of the test, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def explore(operation, mode, call, examples: int = EXAMPLES, wishes=(None,)) -> Counter:
    """Call an operation with what the document allows, or does not; return statuses with counts.

    ``call`` gets the case and one of the ``wishes``, and returns the answer.
    """
    answered = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), wish=st.sampled_from(wishes))
    def ask(case, wish):
        answered[call(case, wish).status_code] += 1

    ask()
    return answered
