"""The paper room: which centres have post, and how much."""

import pytest

from institutional_pages.institutions.models import Address, Identifier, Institution
from tests.web.reading.test_mailbox import words
from tests.web.visitors import SINCE, make_institution


@pytest.fixture
def paper_room(in_role):
    return in_role("paper-room")


@pytest.fixture
def near(sent, network, folder, publishing):
    """A second centre with post, at a lower postcode."""
    near = make_institution("OCMW Aarschot", network)
    Institution.objects.filter(pk=near.pk).update(channel="paper")
    Identifier.objects.create(institution=near, scheme="cbe", value="0207777777", valid_from=SINCE)
    Address.objects.create(institution=near, street="Markt 2", postcode="3200", town="Aarschot", valid_from=SINCE)
    publishing(folder.add(near).add(near, period="2026-08"))
    return near


def test_each_centre_with_post_stands_at_its_postcode(paper_room, near):
    post = paper_room.get("/paper/").context["post"]

    assert [(centre.postcode, centre.name, centre.documents, centre.pages) for centre in post.centres] == [
        ("3200", "OCMW Aarschot", 2, 2),
        ("3290", "OCMW Diest", 1, 1),
    ]
    assert (post.documents, post.sheets, post.centre_count) == (3, 3, 2)


def test_the_next_centres_are_behind_a_cursor(paper_room, near, on_paper, monkeypatch):
    monkeypatch.setattr("institutional_pages.paper.queries.ROWS", 1)

    first = paper_room.get("/paper/").context["post"]
    second = paper_room.get(f"/paper/?after={first.after}").context["post"]

    assert (first.centres, second.centres, second.after) == ([near], [on_paper], "")


def test_the_number_of_a_centre_leads_to_its_documents(paper_room, sent, on_paper):
    answer = paper_room.get(f"/paper/{on_paper.uuid}/")

    assert [delivery.institution for delivery in answer.context["deliveries"]] == [on_paper]
    assert "Markt 1, 3290 Diest" in words(answer)


def test_a_centre_that_has_switched_has_no_post(paper_room, sent, lier):
    assert paper_room.get(f"/paper/{lier.uuid}/").status_code == 404


def test_no_post_says_when_there_will_be(paper_room):
    assert "No document waits for the post." in words(paper_room.get("/paper/"))


def test_only_the_paper_room_sees_the_queue(publisher, in_role, desk, sent, on_paper):
    for browser in (publisher, in_role("auditor"), desk):
        assert [browser.get(address).status_code for address in ("/paper/", f"/paper/{on_paper.uuid}/")] == [403, 403]
