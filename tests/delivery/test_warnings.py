"""A lenient service publishes what the gate has doubts of, and is told of each; a strict one is refused."""

import pytest

from institutional_pages.administration.service_actions import set_gate
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.delivery.publishing import publish
from institutional_pages.delivery.rehearsal import rehearse
from institutional_pages.delivery.report import notes_of
from tests.pdf import crafted, makers
from tests.pdf.test_policy import ATTACHED, MASKED

pytestmark = pytest.mark.django_db


@pytest.fixture
def lenient(rmi_service):
    """The service, lenient from now on."""
    set_gate(service=rmi_service, profile=Service.Gate.LENIENT, embedded_files=False)
    rmi_service.refresh_from_db()
    return rmi_service


def test_a_strict_service_is_refused_what_a_lenient_one_publishes_with_a_warning(folder, publishing, machine, rmi_service, centre):
    folder.add(centre, file=crafted.written(MASKED))
    strict = publishing(folder).run
    assert [(item.refusal, item.delivery) for item in strict.items.all()] == [("pdf_readers_disagree", None)]

    set_gate(service=rmi_service, profile=Service.Gate.LENIENT, embedded_files=False)
    rmi_service.refresh_from_db()
    run = publish(publisher=machine, service=rmi_service, manifest=folder.manifest).run

    (warning,) = notes_of(run)["warnings"]
    assert (warning["path"], warning["reference"]) == ("1.pdf", Delivery.objects.get().reference)
    assert warning["details"] == "Masking in object 3: page 1: two readers read different text"


def test_the_sender_is_told_where_links_lead_and_in_how_many_documents(folder, publishing, centre, other_centre, paper_centre):
    link = crafted.written(crafted.HARMLESS["a link"])
    folder.add(centre, file=link).add(other_centre, file=link).add(paper_centre, file=makers.typeset("1.7")).add(centre, kind="monthly-statement")

    notes = notes_of(publishing(folder).run)

    assert notes == {"warnings": [], "links": {"https://example.org/help": 3}}


def test_a_dry_run_tells_the_same(folder, publishing, lenient, centre, other_centre):
    folder.add(centre, file=crafted.written(ATTACHED)).add(other_centre, file=crafted.written(crafted.HARMLESS["a link"]))

    rehearsed = rehearse(service=lenient, manifest=folder.manifest, progress=lambda _: None)
    notes = notes_of(publishing(folder).run)

    assert {name: rehearsed[name] for name in notes} == notes
    assert [warning["details"] for warning in notes["warnings"]] == ["EmbeddedFile in object 9: a.xml"]


def test_files_inside_a_pdf_a_3_are_no_warning_to_a_service_that_sends_them(folder, machine, rmi_service, centre):
    folder.add(centre, file=makers.attached_to_a_pdf_a_3())
    set_gate(service=rmi_service, profile=Service.Gate.STRICT, embedded_files=True)
    rmi_service.refresh_from_db()

    run = publish(publisher=machine, service=rmi_service, manifest=folder.manifest).run

    assert notes_of(run)["warnings"] == []
    assert run.items.get().details == []
    assert Delivery.objects.count() == 1
