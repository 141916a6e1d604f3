"""Machines with a key, and a caller at the door of the interface."""

import json
from urllib.parse import urlencode

import pytest
from django.test import Client

from institutional_pages.access.machine_actions import MachineWish, confirm_machine, make_key, propose_machine
from tests.delivery.conftest import letter, number, vault

__all__ = ["vault"]
AT_LIER, AT_NAMUR, AT_THE_MINISTRY, OUTSIDE = "10.20.0.7", "10.30.0.7", "10.10.0.7", "203.0.113.9"


class Caller:
    """A program that calls from an address with a key; answers come as they are."""

    def __init__(self, secret: str, address: str) -> None:
        self.secret, self.address = secret, address
        self.client = Client(REMOTE_ADDR=address, raise_request_exception=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def get(self, path: str, **headers: str):
        return self.client.get(f"/api/v1/{path}", headers={**self.headers, **headers})

    def post(self, path: str, body=None):
        return self.client.post(f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=self.headers)

    def put(self, path: str, body: bytes, headers=None, **facts: str):
        address = f"/api/v1/{path}?{urlencode(facts)}"
        return self.client.put(address, body, content_type="application/pdf", headers={**self.headers, **(headers or {})})


def with_key(machine, person, address) -> Caller:
    return Caller(make_key(person=person, machine=machine).secret, address)


@pytest.fixture
def publishing_machine(rmi_service, security_cell, operator):
    return confirm_machine(person=operator, proposal=propose_machine(person=security_cell, wish=MachineWish("Monthly run", service=rmi_service)))


@pytest.fixture
def publisher_program(publishing_machine, operator):
    """Publishes for the service of integration income, from the ministry."""
    return with_key(publishing_machine, operator, AT_THE_MINISTRY)


@pytest.fixture
def reading_machine(centre, administrator, mandate, president):
    wish = MachineWish("Dossier software", institution=centre)
    return confirm_machine(person=president, proposal=propose_machine(person=administrator, wish=wish))


@pytest.fixture
def reading_program(reading_machine, president):
    """Reads the page of Lier, from Lier."""
    return with_key(reading_machine, president, AT_LIER)


@pytest.fixture
def facts(centre):
    """Of one document for Lier."""
    return {"institution": number(centre), "kind": "refused-forms", "law": "rmi", "period": "2026-10"}


@pytest.fixture
def published(publisher_program, facts):
    """One document on the page of Lier; its receipt."""
    run = publisher_program.post("runs", {"name": "October"}).json()["id"]
    return publisher_program.put(f"runs/{run}/documents", letter("October"), **facts).json()
