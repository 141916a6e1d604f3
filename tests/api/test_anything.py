"""Whatever the description allows, and what it does not, is answered as the description says: never an error of ours, never without a key.

Each example runs in a transaction that is undone, so that one does not stand in the way of another.
"""

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from tools.openapi import FILE

from institutional_pages.delivery.models import Delivery, Run
from tests.delivery.conftest import letter

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES, SOAK_EXAMPLES = 15, 300


@schemathesis.serializer("application/pdf", "application/x-tar")
def as_it_is(_, value):
    """Bytes go over the wire as they are."""
    return value if isinstance(value, bytes) else str(getattr(value, "data", value)).encode()


@pytest.fixture
def description(db):
    """The interface as a program finds it; a header of the test says from where it calls."""
    product = get_wsgi_application()

    def called(environ, start):
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_FROM", "127.0.0.1")
        return product(environ, start)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", called)


@pytest.fixture
def program(request, published):
    """Whoever calls, and one document and one run that are there to be found."""
    return request.getfixturevalue(request.param) if request.param else None


OPERATIONS = [(path, verb.upper()) for path, verbs in json.loads(FILE.read_text())["paths"].items() for verb in verbs]
whoever = pytest.mark.parametrize("program", ["publisher_program", "reading_program", None], indirect=True)
whatever = pytest.mark.parametrize(("path", "verb"), OPERATIONS)


@whoever
@whatever
def test_it_is_answered_as_described(description, program, path, verb):
    try_much(description[path][verb], program, EXAMPLES)


@pytest.mark.soak
@whoever
@whatever
def test_it_is_answered_as_described_however_often(description, program, path, verb):
    try_much(description[path][verb], program, SOAK_EXAMPLES)


def try_much(operation, program, examples: int) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def one(case) -> None:
        answered_as_described(case, program)

    one()


def answered_as_described(case, program) -> None:
    """A made-up address sometimes becomes that of what is there."""
    for name, found in (("run", Run), ("document", Delivery)):
        if name in (case.path_parameters or {}) and len(str(case.query)) % 2:
            case.path_parameters[name] = str(found.objects.values_list("uuid", flat=True).first())
    headers = {"Authorization": f"Bearer {program.secret}", "X-From": program.address} if program else {"Authorization": "", "X-From": "10.10.0.7"}
    body = {"data": letter("anything")} if case.method.upper() == "PUT" and len(str(case.query)) % 3 else {}
    kept, documents = transaction.savepoint(), Delivery.objects.count()

    response = case.call(headers=headers, **body)

    written = Delivery.objects.count() - documents
    transaction.savepoint_rollback(kept)
    case.validate_response(response, checks=CHECKS)
    if program is None:
        assert response.status_code == 401
        assert written == 0
