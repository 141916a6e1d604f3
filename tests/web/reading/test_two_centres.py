"""Two centres, one server: nothing of a page is kept for the next request, whoever asks it (security.md T3), nor the right to it (T6)."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.access.models import Grant, GrantScope
from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier, Institution, NetworkUse
from institutional_pages.mailbox.models import Opening
from tests.web.visitors import SINCE, make_president, make_visitor, signed_in_browser

pytestmark = pytest.mark.django_db
CONDITIONS = [{}, {"if-none-match": "*"}, {"if-none-match": '"1"'}, {"if-modified-since": "Thu, 31 Dec 2099 23:00:00 GMT"}]
ADDRESSES = ["", "year/", "documents/{}/", "documents/{}/?page=1", "?document={}"]
FILES = ["documents/{}/files/0/open", "documents/{}/files/0/download", "documents/{}/files/0/preview/1.png"]


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def els(diest):
    """Reads everything at Diest."""
    found = make_visitor("els", diest, card=False).person
    read_at(diest, found)
    return found


@pytest.fixture
def page_of_diest(folder, publishing, diest, page) -> str:
    """A page with one document."""
    Identifier.objects.create(institution=diest, scheme="cbe", value="0207888881", valid_from=SINCE)
    folder.add(diest, reference="DIEST/1", subject="Only for Diest", name="diest.pdf")
    publishing(folder)
    return f"/pages/{diest.uuid}/"


def read_at(centre, person):
    name = f"officer-{Grant.objects.count()}"
    officer = make_president(make_visitor(name, centre, card=False), centre)
    giver = officer.person
    return Grant.objects.create(institution=centre, reader=person, given_by=giver, given_at=timezone.now(), officer=officer, everything=True)


def file_at(page) -> str:
    delivery = Delivery.objects.filter(page__uuid=page.split("/")[2]).order_by("pk").first()
    return f"{page}documents/{delivery.uuid}/files/0/download"


@pytest.mark.parametrize("rounds", [10, pytest.param(1_000, marks=pytest.mark.soak)])
def test_two_readers_in_turn_never_get_a_byte_of_the_other_centre(desk, els, page, page_of_diest, rounds):
    other, chance = signed_in_browser(els), random.Random(3)
    here, there = (desk, page, file_at(page)), (other, page_of_diest, file_at(page_of_diest))
    whole = {file: body(client.get(file)) for client, _, file in (here, there)}
    assert len(set(whole.values())) == 2

    for _ in range(rounds):
        start = chance.randrange(200)
        part = chance.choice([{}, {"range": f"bytes={start}-{start + 99}"}])
        for (client, own, file), (_, foreign, hidden) in ((here, there), (there, here)):
            asked = {**chance.choice(CONDITIONS), **part}
            assert body(client.get(file, headers=asked)) == (whole[file][start : start + 100] if part else whole[file])
            assert foreign.split("/")[2].encode() not in body(client.get(own, headers=asked))
            assert {client.get(address, headers=asked).status_code for address in (foreign, hidden)} == {404}


def test_a_reader_of_two_centres_finds_no_document_of_the_one_at_the_other(desk, an, lier, diest, page, page_of_diest):
    read_at(diest, an.person)
    ours = Delivery.objects.filter(page=lier).first()

    assert (desk.get(page).context["page"].total, desk.get(page_of_diest).context["page"].total) == (4, 1)
    assert {desk.get(page_of_diest + address.format(ours.uuid)).status_code for address in [*ADDRESSES[2:], *FILES]} == {404}


def narrow(reader, _centre):
    """Another kind than the document's is all that is left."""
    grant = Grant.objects.get(reader=reader)
    Grant.objects.filter(pk=grant.pk).update(everything=False)
    GrantScope.objects.create(grant=grant, law=Law.objects.get(code="rmi"), kind=Kind.objects.get(code="stay-letter"))


ENDS = {
    "the grant reached its last day": lambda reader, _: Grant.objects.filter(reader=reader).update(valid_until=today() - timedelta(days=1)),
    "the grant became narrower": narrow,
    "the centre was suspended": lambda _, centre: Institution.objects.filter(pk=centre.pk).update(suspended_at=timezone.now()),
    "the centre was merged": lambda _, centre: Institution.objects.filter(pk=centre.pk).update(successor=centre.pk),
    "the centre left the network": lambda _, centre: NetworkUse.objects.filter(institution=centre).update(valid_until=today() - timedelta(days=1)),
    "the account was closed": lambda reader, _: Person.objects.filter(pk=reader.pk).update(closed_at=timezone.now()),
    "every session was ended": lambda reader, _: Person.objects.filter(pk=reader.pk).update(sessions_end_before=timezone.now()),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_ends_between_two_requests_is_over_at_the_second(desk, an, lier, diest, page, settlement, what):
    addresses = [page + address.format(settlement.uuid) for address in [*ADDRESSES[2:], *FILES]]
    assert {desk.get(address).status_code for address in addresses} == {200}
    opened = Opening.objects.count()

    ENDS[what](an.person, lier)

    assert not {desk.get(address).status_code for address in addresses} & {200, 206}
    assert not {desk.head(address).status_code for address in addresses if "?document=" not in address} & {200, 206}  # HEAD looks at the list alone
    assert Opening.objects.count() == opened
