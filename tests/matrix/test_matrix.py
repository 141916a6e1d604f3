"""The access matrix (security.md §1), cell by cell through the web: what it allows works, what it refuses is refused and leaves one event."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from tools.access_matrix import FILE, OF_THE_CENTRE, ROLES, SESSIONS, STATES, text

from institutional_pages.access.mandate_actions import designate_administrator, sign_mandate
from institutional_pages.access.models import Grant, Review
from institutional_pages.access.review_actions import prepare_review
from institutional_pages.audit.models import Event
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.code_card import make_card
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.onboarding.actions import Paper, apply, note_form, open_application
from institutional_pages.onboarding.conditions import FORMS
from institutional_pages.onboarding.decision_actions import accept
from institutional_pages.onboarding.models import Application
from tests.cast import DIEST, cbe, import_centre, in_a_year
from tests.delivery.conftest import folder, machine, publishing, vault
from tests.matrix.doors import COMMANDS, DOORS, MACHINES, NO_DOOR, NOT_SHOWN_YET, OTHER_DOORS, World
from tests.onboarding.conftest import examined
from tests.web.visitors import PASSWORD, Visitor, browser, signed_in_browser, type_password

__all__ = ["folder", "machine", "publishing", "vault"]
OUTSIDE, AT_LIER, AT_THE_MINISTRY = "203.0.113.9", "10.20.0.7", "10.10.0.7"
PERSON = {
    "UN": "clerk",
    "RD": "reader",
    "LA": "administrator",
    "PS": "president",
    "CO": "consultant",
    "SE": "security_cell",
    "PU": "publisher",
    "PR": "paper_room",
    "AU": "auditor",
    "OP": "operator",
}
LEFT_ALONE = {"audit_event", "audit_eventtext", "audit_eventnumber", "identity_session", "sqlite_sequence"}
LISTS = {"list-documents", "search-page"}  # of a page that has not switched: they say so; a document of it does not exist there
STATUS = {"forbidden": 403, "network": 403, "absent": 404, "switched": 409}


def read() -> list[dict[str, str]]:
    with FILE.open() as file:
        return list(csv.DictReader(file))


def cells(role: str, state: str) -> Iterator[dict[str, str]]:
    return (cell for cell in read() if (cell["role"], cell["state"]) == (role, state))


def test_the_file_is_what_its_table_says_and_holds_every_cell_once():
    assert FILE.read_text() == text()
    assert len({tuple(cell.values())[:4] for cell in read()}) == len(read()) == 40 * len(ROLES) * len(STATES) * len(SESSIONS)


def test_every_action_has_a_door_or_the_reason_why_not():
    assert set(DOORS) | set(NO_DOOR) == {cell["action"] for cell in read()}
    assert not set(DOORS) & set(NO_DOOR)


def test_what_the_command_line_does_is_tried_there():
    root = Path(__file__).parents[2]

    for action, test in COMMANDS.items():
        file, _, name = test.partition("::")
        assert action in {cell["action"] for cell in read()}
        assert f"def {name}(" in (root / file).read_text()


def addresses(patterns=None) -> Iterator[str]:
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns)
        else:
            yield one.name


def test_no_address_of_the_product_is_behind_an_action_without_a_door():
    """When a screen for one of these appears, its cells must be run: its name has to leave this list."""
    names = set(addresses())

    assert len(names) > 40
    assert not names & {"handle", "proof", "withdraw", "posted"}


@pytest.fixture
def third_centre(db):
    return import_centre(DIEST | {"nis": "24030", "cbe": cbe(2_240_300), "name_nl": "OCMW Aarschot"})


def ready_to_accept(centre: Institution, member: Person) -> Application:
    """Both forms came on paper, every condition is met."""
    application = open_application(member=member, institution=centre, arrival="mail", received_on=today(), caller="Koen", capacity="secretary")
    for form in FORMS:
        note_form(member=member, application=application, form=form, paper=Paper("post", today(), "Rita", "Koen"))
    return examined(application, member)


@pytest.fixture
def world(
    centre,
    other_centre,
    paper_centre,
    third_centre,
    administrator,
    mandate,
    president,
    secretary,
    clerk,
    colleague,
    reader,
    second_of_security_cell,
    folder,
    publishing,
    request,
) -> World:
    """Everything there is to see and to do at one centre, which is then put into the state."""
    state = request.param
    if state in ("applied", "paper"):
        Institution.objects.filter(pk=centre.pk).update(channel="paper")
    folder.add(next(one.value for one in centre.identifiers.all() if one.scheme == "cbe"))
    publishing(folder)
    unsigned = designate_administrator(officer=president, institution=centre, holder=clerk, until=in_a_year())
    signed = designate_administrator(officer=president, institution=centre, holder=colleague, until=in_a_year())
    for officer in (president, secretary):
        sign_mandate(officer=officer, mandate=signed)
    decided, to_confirm = (ready_to_accept(one, second_of_security_cell) for one in (paper_centre, third_centre))
    to_confirm = accept(member=second_of_security_cell, application=to_confirm, seen=to_confirm.version)
    if state == "applied":
        apply(applicant=secretary, institution=centre)
    review = prepare_review(administrator=administrator, institution=centre)
    Review.objects.update(digest="0" * 64)  # access has changed since: it may be sent anew
    if state == "suspended":
        Institution.objects.filter(pk=centre.pk).update(suspended_at=timezone.now())
    return World(
        centre,
        Delivery.objects.get(),
        colleague,
        Grant.objects.get(reader=reader),
        unsigned,
        signed,
        mandate,
        review,
        Service.objects.get(code="rmi-service"),
        decided,
        to_confirm,
        state == "applied",
    )


@pytest.mark.parametrize("role", ["AN", *PERSON])
@pytest.mark.parametrize("world", STATES, indirect=True)
def test_each_cell_is_answered_as_the_matrix_says(world, role, request):
    person = request.getfixturevalue(PERSON[role]) if role != "AN" else None
    clients = {session: client_of(person, role, session) for session in ("password", "full", "outside")}  # a new password ends other sessions
    state = request.node.callspec.params["world"]

    found = defaultdict(list)
    for cell in cells(role, state):
        if cell["action"] in NO_DOOR or (cell["action"], role) in NOT_SHOWN_YET:
            continue
        if wrong := tried(clients[cell["session"]], world, cell):
            found[wrong].append(f"{cell['action']} {cell['session']}, expected {cell['expect']}")

    assert dict(found) == {}


def test_machines_have_no_session():
    assert set(ROLES) - set(PERSON) - {"AN"} == MACHINES


def client_of(person: Person | None, role: str, session: str) -> Client:
    inside = AT_LIER if role in OF_THE_CENTRE or role == "AN" else AT_THE_MINISTRY
    if person is None:
        return browser(OUTSIDE if session == "outside" else inside)
    if session == "password":
        person.set_password(PASSWORD)
        person.password_is_temporary = False
        person.save()
        client = browser(inside)
        assert type_password(client, Visitor(person, make_card(person).codes)).url == "/sign-in/code/"
        return client
    client = signed_in_browser(person, inside)
    client.defaults["REMOTE_ADDR"] = OUTSIDE if session == "outside" else inside
    return client


def tried(client: Client, world: World, cell: dict[str, str]) -> str:
    """What is wrong with the answer, or nothing; whatever was done is undone."""
    door = OTHER_DOORS.get((cell["action"], cell["role"]), DOORS[cell["action"]])
    kept, before, happened = transaction.savepoint(), rows(), Event.objects.count()
    refusals = Event.objects.filter(verb="refused").count()
    answer = door(client, world)
    if answer.streaming:
        b"".join(answer.streaming_content)
    told = judged(answer, cell["action"], cell["expect"])
    if not told and cell["expect"].startswith("allow") and answer.request["REQUEST_METHOD"] == "POST":
        told = "" if Event.objects.count() > happened else "nothing happened"
    if not told and not cell["expect"].startswith(("allow", "on-paper")):
        told = "something was written" if rows() != before else ""
        events = Event.objects.filter(verb="refused").count() - refusals
        told = told or ("" if events == (cell["expect"] != "sign-in") else f"{events} events of a refusal")
    transaction.savepoint_rollback(kept)
    return told


def judged(answer, action: str, expect: str) -> str:
    to_sign_in = answer.status_code == 302 and answer.url.startswith("/sign-in/")
    if expect == "sign-in":
        return "" if to_sign_in else f"status {answer.status_code}"
    if expect == "on-paper":
        told = answer.status_code == 200 and "still on paper" in answer.content.decode()
        right = told if action in LISTS else answer.status_code == 404
        return "" if right else f"status {answer.status_code}"
    if expect in STATUS:
        is_network = answer.status_code == 403 and "secured network" in answer.content.decode()
        right = answer.status_code == STATUS[expect] and is_network == (expect == "network")
        return "" if right else f"status {answer.status_code}{' network' if is_network else ''}"
    return "" if answer.status_code < 400 and not to_sign_in else f"status {answer.status_code}"


def rows() -> dict[str, int]:
    """How many rows each table holds, but for what a refusal writes."""
    return {model._meta.db_table: model.objects.count() for model in apps.get_models() if model._meta.db_table not in LEFT_ALONE}
