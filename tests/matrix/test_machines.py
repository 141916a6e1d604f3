"""The access matrix, cell by cell through the interface for machines: both kinds of machine, every action that it has an operation for."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.utils import timezone

from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Institution
from tests.api.conftest import AT_LIER, AT_THE_MINISTRY, OUTSIDE, Caller, facts, publishing_machine, reading_machine, with_key
from tests.delivery.conftest import folder, letter, machine, number, publishing, vault
from tests.matrix.test_matrix import MACHINES, STATES, cells, rows

__all__ = ["facts", "folder", "machine", "publishing", "publishing_machine", "reading_machine", "vault"]
OPERATIONS = {
    "list-documents": lambda caller, world: caller.get(f"institutions/{world.number}/documents"),
    "read-document": lambda caller, world: caller.get(f"documents/{world.document}/files/0/content"),
    "see-delivery-state": lambda caller, world: caller.get(f"documents/{world.document}"),
    "publish": lambda caller, world: caller.put(f"runs/{world.run}/documents", letter("November"), **world.facts),
    "see-runs": lambda caller, world: caller.get(f"runs/{world.run}"),
}
WRITES = {"publish", "read-document"}


class World:
    """A centre with one document, and a run of the machine that publishes."""

    def __init__(self, centre, facts, run) -> None:
        self.number, self.run = number(centre), run
        self.document, self.facts = Delivery.objects.get().uuid, {**facts, "period": "2026-11"}


@pytest.fixture
def world(centre, facts, folder, publishing, publishing_machine, reading_machine, operator, president, request):
    """In one state of the centre, with a key of each kind of machine."""
    state = request.param
    if state in ("applied", "paper"):
        Institution.objects.filter(pk=centre.pk).update(channel="paper")
    publishing(folder.add(centre))
    programs = {"MP": with_key(publishing_machine, operator, AT_THE_MINISTRY), "MR": with_key(reading_machine, president, AT_LIER)}
    world = World(centre, facts, programs["MP"].post("runs", {"name": "November"}).json()["id"])
    if state == "suspended":
        Institution.objects.filter(pk=centre.pk).update(suspended_at=timezone.now())
    return world, programs


@pytest.mark.parametrize("role", sorted(MACHINES))
@pytest.mark.parametrize("world", STATES, indirect=True)
def test_each_cell_of_a_machine_is_answered_as_the_matrix_says(world, role, request):
    (here, programs), state = world, request.node.callspec.params["world"]
    own = programs[role]
    callers = {"full": own, "password": Caller("", own.address), "outside": Caller(own.secret, OUTSIDE)}

    found = defaultdict(list)
    for cell in cells(role, state):
        if cell["action"] in OPERATIONS and (wrong := tried(callers[cell["session"]], here, cell, state)):
            found[wrong].append(f"{cell['action']} {cell['session']}, expected {cell['expect']}")

    assert dict(found) == {}


def tried(caller, world, cell, state) -> str:
    """What is wrong with the answer, or nothing; whatever was done is undone."""
    kept, before, refusals = transaction.savepoint(), rows(), Event.objects.filter(verb="refused").count()
    answer = OPERATIONS[cell["action"]](caller, world)
    told = judged(answer, cell, state)
    if not told and not cell["expect"].startswith(("allow", "on-paper")):
        told = "something was written" if rows() != before else ""
        events = Event.objects.filter(verb="refused").count() - refusals
        told = told or ("" if events == 1 else f"{events} events of a refusal")
    transaction.savepoint_rollback(kept)
    return told


def judged(answer, cell, state) -> str:
    status, expect = answer.status_code, cell["expect"]
    code = answer.json()["code"] if status >= 400 else ""
    if expect == "on-paper":  # a list of nothing; a document that goes by post is on no page
        right = answer.json()["documents"] == [] if cell["action"] == "list-documents" else status == 404
    elif expect == "sign-in":
        right = status == 401
    elif expect == "network":
        right = (status, code) == (403, "outside-its-networks")
    elif expect == "forbidden":
        right = status == 403 and code != "outside-its-networks"
    elif expect == "absent":
        right = status == 404
    elif cell["action"] == "publish" and state == "suspended":  # the machine may; that the centre is closed is told about the document
        right = (status, code) == (422, "institution_closed")
    else:
        right = status < 300
    return "" if right else f"status {status} {code}"
