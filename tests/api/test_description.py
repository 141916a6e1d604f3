"""The description of the interface is what the code does: committed, complete, and given by the server."""

import json
import re

import pytest
from django.test import Client
from tools.openapi import FILE, text

DESCRIBED = json.loads(FILE.read_text())
OPERATIONS = [(path, verb, told) for path, verbs in DESCRIBED["paths"].items() for verb, told in verbs.items()]


def test_the_committed_description_is_that_of_the_code():
    assert FILE.read_text() == text(), "python -m tools.openapi"


def test_the_server_gives_it_without_a_key(db):
    answer = Client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["paths"].keys() == DESCRIBED["paths"].keys()


@pytest.mark.parametrize(("path", "verb", "told"), OPERATIONS, ids=[told["operationId"] for _, _, told in OPERATIONS])
def test_every_operation_says_what_it_does_and_what_may_go_wrong(path, verb, told):
    assert told["description"]
    assert {"401", "403", "404", "422"} <= told["responses"].keys()
    assert told["security"] == [{"Bearer": []}]
    assert set(told["responses"]["422"]["content"]) == {"application/problem+json"}


@pytest.mark.parametrize(("path", "verb", "told"), OPERATIONS, ids=[told["operationId"] for _, _, told in OPERATIONS])
def test_no_operation_answers_without_a_key(db, path, verb, told):
    filled = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", path)
    filled = filled.replace("files/00000000-0000-4000-8000-000000000000", "files/0")

    answer = getattr(Client(REMOTE_ADDR="10.10.0.7"), verb)(filled)

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-key")
    assert answer["Content-Type"] == "application/problem+json"
