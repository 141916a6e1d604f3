"""To a stranger a centre does not exist: each of its addresses answers as an address of nobody does, for a dozen centres, or for all 589 (soak)."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from institutional_pages.access.models import Grant
from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.models import Person
from tests.delivery.conftest import folder, machine, publishing, vault
from tests.web.visitors import make_institution, signed_in_browser

__all__ = ["folder", "machine", "publishing", "vault"]
PAGES = ("mailbox", "year", "access", "access-csv", "give-access", "mandate", "designate")
ASKED = ("", "?q=refused", "?state=new", f"?document={uuid4()}")
DIFFERS = re.compile(r'[0-9a-f]{8}-[0-9a-f-]{27}|name="csrfmiddlewaretoken" value="\w+"')
KIND_ROWS = {"file-open": {"position": 0}, "file-download": {"position": 0}, "file-preview": {"position": 0, "number": 1}}


def answer(client, address: str) -> tuple[int, str]:
    """Status and page, without what names the address itself or is drawn anew each time."""
    answered = client.get(address)
    return answered.status_code, DIFFERS.sub("", answered.content.decode())


@pytest.fixture
def crowd(network, request):
    return [make_institution(f"OCMW {number}", network) for number in range(request.param)]


@pytest.fixture
def network(centre):
    return centre.network_uses.get().network


@pytest.mark.parametrize("crowd", [12, pytest.param(589, marks=pytest.mark.soak)], indirect=True)
@pytest.mark.parametrize("role", ["reader", "administrator", "president", "publisher"])
def test_no_page_of_another_centre_exists(crowd, role, request):
    person = request.getfixturevalue(role)
    client = signed_in_browser(person, "10.20.0.7" if role != "publisher" else "10.10.0.7")
    asked = [(name, query) for name in PAGES for query in (ASKED if name == "mailbox" else ("",))]
    unknown = {(name, query): answer(client, reverse(name, args=[uuid4()]) + query) for name, query in asked}

    assert {status for status, _ in unknown.values()} == {404}
    wrong = [
        f"{name}{query} of {page}"
        for page in crowd
        for name, query in asked
        if answer(client, reverse(name, args=[page.uuid]) + query) != unknown[name, query]
    ]
    assert wrong == []


@pytest.fixture
def theirs(other_centre, folder, publishing) -> Delivery:
    """A document of another centre."""
    folder.add(next(one.value for one in other_centre.identifiers.all() if one.scheme == "cbe"))
    publishing(folder)
    return Delivery.objects.get()


@pytest.mark.parametrize("name", ["document", *KIND_ROWS])
def test_no_document_of_another_centre_exists_at_any_page(centre, other_centre, theirs, reader, name):
    client, rest = signed_in_browser(reader, "10.20.0.7"), KIND_ROWS.get(name, {})

    def asked(page_id, document_id) -> tuple[int, str]:
        return answer(client, reverse(name, kwargs={"page_id": page_id, "document_id": document_id, **rest}))

    assert asked(centre.uuid, theirs.uuid) == asked(centre.uuid, uuid4())
    assert asked(other_centre.uuid, theirs.uuid) == asked(uuid4(), uuid4())
    assert asked(centre.uuid, theirs.uuid)[0] == asked(other_centre.uuid, theirs.uuid)[0] == 404


def test_no_person_and_no_access_of_another_centre_exists_at_ones_own_page(centre, administrator, stranger, other_centre, other_administrator):
    client = signed_in_browser(administrator, "10.20.0.7")
    given = Grant.objects.create(
        institution=other_centre,
        reader=stranger,
        given_by=other_administrator,
        given_at=stranger.created_at,
        mandate=other_administrator.mandates.get(),
        everything=True,
    )

    for name, of in (("means", stranger.uuid), ("left", stranger.uuid), ("change-access", given.uuid), ("remove-access", given.uuid)):
        theirs, unknown = (answer(client, reverse(name, args=[centre.uuid, one])) for one in (of, uuid4()))
        assert theirs == unknown
        assert unknown[0] == 404


def test_the_names_and_counts_of_ones_own_lists_hold_nobody_of_another_centre(centre, reader, administrator, stranger, theirs):
    at_home = signed_in_browser(administrator, "10.20.0.7").get(reverse("access", args=[centre.uuid])).content.decode()
    mailbox = signed_in_browser(reader, "10.20.0.7").get(reverse("mailbox", args=[centre.uuid]) + "?q=refused")

    assert stranger.email not in at_home
    assert (mailbox.context["page"].total, mailbox.context["page"].deliveries) == (0, [])
    assert Person.objects.filter(pk=stranger.pk).exists()
