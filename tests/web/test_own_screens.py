"""My settings at the door: where one lands, keys, light and dark."""

import pytest
from django.utils import timezone

from institutional_pages.access.models import Grant
from institutional_pages.identity.models import Person
from tests.web.visitors import make_president, make_visitor, signed_in_browser


@pytest.fixture
def reader(an, lier):
    """Reads the page of Lier."""
    president = make_visitor("marleen", lier, card=False).person
    office = make_president(make_visitor("wouter", lier, card=False), lier)
    Grant.objects.create(institution=lier, reader=an.person, given_by=president, given_at=timezone.now(), officer=office, everything=True)
    return an.person


def kept(person):
    return Person.objects.values_list("home", "uses_keys", "theme").get(pk=person.pk)


def test_a_reader_chooses_a_home_keys_and_colours(reader):
    desk = signed_in_browser(reader)

    answer = desk.post("/account/screens/", {"home": "year", "theme": "dark"})

    assert (answer.url, kept(reader)) == ("/account/", ("year", False, "dark"))
    shown = desk.get("/account/").content.decode()
    assert "Your choice is kept." in shown
    assert 'id="home-year" name="home" value="year" checked' in shown
    assert '<html lang="en" data-theme="dark">' in shown


def test_the_same_again_changes_nothing(reader):
    desk = signed_in_browser(reader)

    for _ in range(2):
        desk.post("/account/screens/", {"home": "mailbox", "uses_keys": "on", "theme": "device"})

    assert kept(reader) == ("mailbox", True, "device")
    assert "data-theme" not in desk.get("/account/").content.decode()


def test_who_reads_no_page_is_asked_for_colours_only_and_keeps_the_rest(an):
    desk = signed_in_browser(an.person)

    desk.post("/account/screens/", {"home": "year", "theme": "light"})

    assert kept(an.person) == ("mailbox", True, "light")
    assert "First screen of a page" not in desk.get("/account/").content.decode()


def test_what_is_none_of_the_choices_changes_nothing(reader):
    signed_in_browser(reader).post("/account/screens/", {"home": "nowhere", "theme": "dark"})

    assert kept(reader) == ("mailbox", True, "device")


def test_nobody_chooses_for_somebody_else_or_by_a_link(at_the_desk, reader):
    assert at_the_desk.post("/account/screens/", {"theme": "dark"}).url.startswith("/sign-in/")
    assert signed_in_browser(reader).get("/account/screens/").status_code == 405
    assert kept(reader) == ("mailbox", True, "device")
