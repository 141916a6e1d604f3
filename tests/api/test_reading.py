"""A centre's own software reads its documents: listed, looked at, read whole or in part, and on record like every reading."""

import base64
import hashlib

import pytest

from institutional_pages.access.machine_actions import MachineWish, confirm_machine, propose_machine, revoke_key
from institutional_pages.access.models import MachineKey
from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.models import Opening
from tests.api.conftest import AT_NAMUR, AT_THE_MINISTRY, Caller, with_key
from tests.delivery.conftest import letter, number
from tests.web.visitors import signed_in_browser

pytestmark = pytest.mark.django_db


def test_the_documents_of_the_centre_are_listed_and_that_opens_nothing(published, reading_program, centre):
    told = reading_program.get(f"institutions/{number(centre)}/documents").json()

    (one,) = told["documents"]
    assert (one["id"], one["kind"], one["firstOpenedAt"]) == (published["id"], "refused-forms", None)
    assert (told["total"], told["unread"], told["after"]) == (1, 1, None)
    assert reading_program.get(f"documents/{published['id']}").json()["files"][0]["sha256"] == published["sha256"]
    assert not Opening.objects.exists()


def test_the_list_is_narrowed_as_on_the_page(published, reading_program, centre):
    here = f"institutions/{number(centre)}/documents"

    assert len(reading_program.get(f"{here}?kind=refused-forms&law=rmi&period=2026-10&unread=true").json()["documents"]) == 1
    assert reading_program.get(f"{here}?kind=accepted-forms").json()["documents"] == []


def test_reading_is_on_record_once_and_is_the_first_opening(published, reading_program, reading_machine):
    path = f"documents/{published['id']}/files/0/content"

    answers = [reading_program.get(path) for _ in range(2)]

    body = b"".join(answers[0].streaming_content)
    assert hashlib.sha256(body).hexdigest() == published["sha256"]
    assert answers[0]["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    opening = Opening.objects.get()
    assert (opening.machine, opening.person, opening.how) == (reading_machine, None, "api")
    event = Event.objects.get(verb="delivery.opened")
    assert (event.actor, event.basis) == (f"machine:{reading_machine.pk}", f"machine:{reading_machine.pk}")
    assert Delivery.objects.get().first_opened_at is not None


def test_a_part_is_a_part(published, reading_program):
    answer = reading_program.get(f"documents/{published['id']}/files/0/content", Range="bytes=0-9")

    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, letter("October")[:10])
    assert Opening.objects.get().how == "part"
    assert reading_program.get(f"documents/{published['id']}/files/0/content", Range="bytes=99999999-").status_code == 416


def test_who_opened_it_names_the_machine_on_the_page(published, reading_program, reader, centre):
    b"".join(reading_program.get(f"documents/{published['id']}/files/0/content").streaming_content)

    page = signed_in_browser(reader).get(f"/pages/{centre.uuid}/documents/{published['id']}/").content.decode()

    assert "Dossier software" in page


def test_another_centre_and_an_unknown_one_are_the_same_answer(published, reading_program, other_centre):
    answers = [
        reading_program.get(f"institutions/{number(other_centre)}/documents"),
        reading_program.get("institutions/99999/documents"),
        reading_program.get("documents/00000000-0000-4000-8000-000000000000"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({str({**answer.json(), "instance": ""}) for answer in answers}) == 1


def test_a_document_of_another_centre_does_not_exist(publisher_program, facts, other_centre, reading_program):
    run = publisher_program.post("runs", {"name": "Namur"}).json()["id"]
    theirs = publisher_program.put(f"runs/{run}/documents", letter("Namur"), **{**facts, "institution": number(other_centre)}).json()["id"]

    for path in (f"documents/{theirs}", f"documents/{theirs}/files/0/content"):
        assert reading_program.get(path).status_code == 404
    assert not Opening.objects.exists()


def test_a_machine_sees_only_what_it_was_registered_for(published, reading_program, reading_machine, centre, accepted_forms):
    reading_machine.kinds.set([accepted_forms])

    assert reading_program.get(f"institutions/{number(centre)}/documents").json()["total"] == 0
    assert reading_program.get(f"documents/{published['id']}/files/0/content").status_code == 404


def test_revoked_it_reads_nothing_from_the_next_request_on(published, reading_program, president, centre):
    assert reading_program.get(f"documents/{published['id']}").status_code == 200

    revoke_key(person=president, key=MachineKey.objects.get(machine__institution=centre))

    assert reading_program.get(f"documents/{published['id']}").status_code == 401


def test_at_another_centre_and_of_a_suspended_one_it_reads_nothing(published, reading_program, other_centre, centre):
    assert Caller(reading_program.secret, AT_NAMUR).get(f"documents/{published['id']}").status_code == 403
    from django.utils import timezone

    Institution.objects.filter(pk=centre.pk).update(suspended_at=timezone.now())
    assert reading_program.get(f"documents/{published['id']}").status_code == 404


def test_a_publisher_sees_what_it_sent_and_whether_it_was_opened_and_reads_nothing(published, publisher_program, reading_program, centre):
    told = publisher_program.get(f"institutions/{number(centre)}/documents").json()
    assert ([one["id"] for one in told["documents"]], told["total"], told["unread"]) == ([published["id"]], 1, 1)
    assert publisher_program.get(f"documents/{published['id']}/files/0/content").status_code == 404

    b"".join(reading_program.get(f"documents/{published['id']}/files/0/content").streaming_content)

    one = publisher_program.get(f"documents/{published['id']}").json()
    assert one["firstOpenedAt"]
    assert "Dossier" not in str(one)
    assert publisher_program.get(f"institutions/{number(centre)}/documents").json()["unread"] == 0


def test_a_publisher_of_another_service_sees_nothing_of_it(published, publisher_program, law_1965_service, security_cell, operator, centre):
    wish = MachineWish("Other", service=law_1965_service)
    other = with_key(confirm_machine(person=operator, proposal=propose_machine(person=security_cell, wish=wish)), operator, AT_THE_MINISTRY)

    assert other.get(f"documents/{published['id']}").status_code == 404
    assert other.get(f"institutions/{number(centre)}/documents").json()["total"] == 0
    assert other.get("institutions/0000000000/documents").status_code == 404


@pytest.fixture
def accepted_forms(db):
    from institutional_pages.catalogue.models import Kind

    return Kind.objects.get(code="accepted-forms")
