"""Who opened this document: one search of the auditor, from the document's reference to the answer."""

import pytest

from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.delivery.models import Run


@pytest.fixture
def auditor(in_role):
    return in_role("auditor")


def test_from_the_reference_to_who_opened_it_is_one_search(desk, an, auditor, document, settlement):
    desk.get(f"{document}files/0/open")
    desk.get(f"{document}files/1/download")

    page = auditor.get("/audit/", {"document": settlement.reference})
    told = [(line.who, line.what, line.erds) for line in page.context["lines"]]

    assert told[1:] == [
        (an.person.get_full_name(), "Opened a document", "ContentHandover"),
        (an.person.get_full_name(), "Opened a document", "ContentHandover"),
        (told[-1][0], "Published a document", "SubmissionAcceptance, ContentConsignment"),
    ]
    assert told[0][1] == "Looked up what happened to a document"
    assert "first opening by the centre" in page.context["lines"][2].told


def test_the_id_of_a_document_finds_the_same(auditor, settlement):
    by_id = auditor.get("/audit/", {"document": str(settlement.uuid)}).context["lines"]

    assert "Published a document" in {line.what for line in by_id}


def test_that_it_was_asked_stands_with_the_document_and_its_centre_once_a_session(auditor, settlement, lier):
    for _ in range(2):
        auditor.get("/audit/", {"document": settlement.reference})

    event = Event.objects.get(verb="audit.document-looked")
    assert (event.subject, event.institution) == (reference(settlement), reference(lier))


def test_nothing_of_the_content_is_shown(auditor, settlement):
    page = auditor.get("/audit/", {"document": settlement.reference}).content.decode()

    assert settlement.subject not in page
    assert "/files/" not in page


def test_the_auditor_sees_runs_and_changes_nothing_there(auditor, sent):
    listed = auditor.get("/runs/").content.decode()
    run = auditor.get(f"/runs/{Run.objects.get().uuid}/").content.decode()

    for page in (listed, run):
        assert 'method="post"' not in page.split("<main", 1)[1]
