"""A program publishes: a run with its list or without one, documents one by one, sent again as often as one likes."""

import base64
import hashlib

import pytest

from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery, Run, RunItem
from tests.api.conftest import AT_THE_MINISTRY, OUTSIDE, Caller, with_key
from tests.delivery.conftest import letter, number

pytestmark = pytest.mark.django_db


def opened(program, *items, name="October") -> str:
    answer = program.post("runs", {"name": name, "items": list(items)})
    assert answer.status_code in (200, 201), answer.content
    return answer.json()["id"]


def equation(program, run) -> dict:
    told = program.get(f"runs/{run}").json()
    assert told["listed"] == told["published"] + told["paper"] + told["refused"] + told["missing"] + told["waiting"]
    return {name: told[name] for name in ("listed", "published", "paper", "refused", "missing", "waiting") if told[name]}


def test_a_document_is_sent_and_stands_on_the_page(publisher_program, facts, centre):
    run, body = opened(publisher_program), letter("October")

    answer = publisher_program.put(f"runs/{run}/documents", body, **facts)

    assert answer.status_code == 201
    receipt = answer.json()
    delivery = Delivery.objects.get()
    assert (receipt["id"], receipt["channel"], receipt["bytes"]) == (str(delivery.uuid), "electronic", len(body))
    assert receipt["sha256"] == hashlib.sha256(body).hexdigest()
    assert receipt["reference"] == f"refused-forms.rmi.2026-10.nl.{number(centre)}"
    assert equation(publisher_program, run) == {"listed": 1, "published": 1}
    event = Event.objects.get(verb="delivery.electronic")
    assert event.actor.startswith("machine:")
    assert '"door":"api"' in event.text.canonical
    assert '"means":"machine-key"' in event.text.canonical


def test_sent_again_it_is_answered_alike_and_delivered_once(publisher_program, facts):
    run, body = opened(publisher_program), letter("October")
    first = publisher_program.put(f"runs/{run}/documents", body, **facts)

    again = publisher_program.put(f"runs/{run}/documents", body, **facts)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Delivery.objects.count() == 1


def test_while_the_virus_scanner_is_silent_a_program_is_told_to_come_back_and_then_succeeds(publisher_program, facts, settings):
    run, body = opened(publisher_program), letter("October")
    settings.CLAMD = "/nowhere/clamd.socket"

    answer = publisher_program.put(f"runs/{run}/documents", body, **facts)

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "scanner-unavailable", "60")
    assert not Delivery.objects.exists()
    settings.CLAMD = ""
    assert publisher_program.put(f"runs/{run}/documents", body, **facts).status_code == 201


def test_in_another_run_it_is_still_the_same_document(publisher_program, facts):
    body = letter("October")
    first = publisher_program.put(f"runs/{opened(publisher_program)}/documents", body, **facts).json()

    again = publisher_program.put(f"runs/{opened(publisher_program, name='October once more')}/documents", body, **facts)

    assert again.json()["id"] == first["id"]
    assert Delivery.objects.count() == 1


def test_other_bytes_under_the_same_reference_are_refused(publisher_program, facts):
    run = opened(publisher_program)
    publisher_program.put(f"runs/{run}/documents", letter("one"), **facts)

    answer = publisher_program.put(f"runs/{run}/documents", letter("two"), **facts)

    assert (answer.status_code, answer.json()["code"]) == (409, "published_differently")
    assert answer["Content-Type"] == "application/problem+json"
    assert Delivery.objects.count() == 1


def test_a_run_with_its_list_is_the_same_run_again_and_adds_up(publisher_program, facts, paper_centre):
    list_ = [facts, {**facts, "institution": number(paper_centre)}, {**facts, "kind": "accepted-forms"}]
    run = opened(publisher_program, *list_)
    assert opened(publisher_program, *list_) == run
    assert equation(publisher_program, run) == {"listed": 3, "waiting": 3}
    references = [item["reference"] for item in publisher_program.get(f"runs/{run}/items").json()["items"]]

    answers = [publisher_program.put(f"runs/{run}/documents", letter(reference), reference=reference) for reference in references[:2]]

    assert [answer.json()["channel"] for answer in answers] == ["electronic", "paper"]
    assert equation(publisher_program, run) == {"listed": 3, "published": 1, "paper": 1, "waiting": 1}
    closed = publisher_program.post(f"runs/{run}/close").json()
    assert closed["closedAt"]
    assert equation(publisher_program, run) == {"listed": 3, "published": 1, "paper": 1, "missing": 1}
    late = publisher_program.put(f"runs/{run}/documents", letter("late"), reference=references[2])
    assert late.status_code == 201
    assert equation(publisher_program, run) == {"listed": 3, "published": 2, "paper": 1}


def test_what_the_gate_refuses_is_told_with_its_code_and_can_be_sent_anew(publisher_program, facts):
    run = opened(publisher_program)

    answer = publisher_program.put(f"runs/{run}/documents", b"no pdf", **facts)

    assert (answer.status_code, answer.json()["code"]) == (415, "not_a_pdf")
    assert equation(publisher_program, run) == {"listed": 1, "refused": 1}
    item = publisher_program.get(f"runs/{run}/items?outcome=refused").json()["items"][0]
    assert (item["code"], item["document"]) == ("not_a_pdf", None)
    assert publisher_program.put(f"runs/{run}/documents", letter("sound"), **facts).status_code == 201
    assert equation(publisher_program, run) == {"listed": 1, "published": 1}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"institution": "0000000000"}, "unknown_institution"),
        ({"kind": "nonsense"}, "unknown_kind"),
        ({"law": "nonsense"}, "unknown_law"),
        ({"period": "2026"}, "bad_period"),
    ],
)
def test_facts_that_are_wrong_are_named(publisher_program, facts, changed, code):
    answer = publisher_program.put(f"runs/{opened(publisher_program)}/documents", letter("x"), **{**facts, **changed})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("way", ["Content-Digest", "sha256"])
def test_bytes_that_were_changed_under_way_are_refused(publisher_program, facts, way):
    run, body = opened(publisher_program), letter("October")
    digest = hashlib.sha256(body).digest()
    headers = {"Content-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:"} if way == "Content-Digest" else {}
    more = {} if headers else {"sha256": digest.hex()}

    assert publisher_program.put(f"runs/{run}/documents", body + b" ", headers, **facts, **more).json()["code"] == "digest_differs"
    assert publisher_program.put(f"runs/{run}/documents", body, headers, **facts, **more).status_code == 201


def test_a_file_that_is_not_on_the_list_and_says_nothing_of_itself_is_not_found(publisher_program, facts):
    run = opened(publisher_program)

    assert publisher_program.put(f"runs/{run}/documents", letter("x"), reference="unheard-of").status_code == 404
    assert publisher_program.post(f"runs/{run}/close").status_code == 200
    answer = publisher_program.put(f"runs/{run}/documents", letter("x"), **facts)
    assert (answer.status_code, answer.json()["code"]) == (409, "run-closed")
    assert not RunItem.objects.exists()


def test_a_machine_of_another_service_sees_no_such_run(publisher_program, other_publisher, facts):
    run = opened(publisher_program)
    unknown = "00000000-0000-4000-8000-000000000000"

    foreign, missing = other_publisher.get(f"runs/{run}"), other_publisher.get(f"runs/{unknown}")

    assert foreign.status_code == missing.status_code == 404
    assert {**foreign.json(), "instance": ""} == {**missing.json(), "instance": ""}
    assert other_publisher.put(f"runs/{run}/documents", letter("x"), **facts).status_code == 404


def test_a_machine_publishes_what_it_was_registered_for(publishing_machine, publisher_program, facts, rmi):
    from institutional_pages.catalogue.models import Kind

    publishing_machine.kinds.set([Kind.objects.get(code="accepted-forms")])

    answer = publisher_program.put(f"runs/{opened(publisher_program)}/documents", letter("x"), **facts)

    assert answer.status_code == 403
    assert not Delivery.objects.exists()


def test_a_reading_machine_publishes_nothing(reading_program):
    answer = reading_program.post("runs", {"name": "October"})

    assert (answer.status_code, answer.json()["code"]) == (403, "other-machine")
    assert not Run.objects.exists()


@pytest.mark.parametrize("secret", ["", "ipk_00000000_nonsense", "ipt_nonsense"])
def test_without_a_key_nothing_is_said_and_one_event_stands(db, secret):
    answer = Caller(secret, AT_THE_MINISTRY).post("runs", {"name": "October"})

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-key")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Event.objects.filter(verb="refused").count() == 1
    assert "nonsense" not in Event.objects.get(verb="refused").text.canonical


def test_outside_its_networks_a_key_opens_nothing(publisher_program):
    answer = Caller(publisher_program.secret, OUTSIDE).post("runs", {"name": "October"})

    assert (answer.status_code, answer.json()["code"]) == (403, "outside-its-networks")


@pytest.mark.parametrize("body", ["", "{", "[]", '{"name": ""}', '{"name": "x", "unheard": 1}', '{"name": "x", "items": [{"kind": 3}]}'])
def test_what_cannot_be_read_is_said_without_an_echo(publisher_program, body):
    answer = publisher_program.client.post("/api/v1/runs", body, content_type="application/json", headers=publisher_program.headers)

    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "bad-request"
    assert not Run.objects.exists()


@pytest.fixture
def other_publisher(security_cell, operator):
    from institutional_pages.access.machine_actions import MachineWish, confirm_machine, propose_machine
    from institutional_pages.catalogue.models import Service

    service = Service.objects.exclude(code="rmi-service").first()
    machine = confirm_machine(person=operator, proposal=propose_machine(person=security_cell, wish=MachineWish("Other", service=service)))
    return with_key(machine, operator, AT_THE_MINISTRY)


def test_a_list_that_is_too_long_for_one_call_is_said(publisher_program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = publisher_program.post("runs", {"name": "x" * 2_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
