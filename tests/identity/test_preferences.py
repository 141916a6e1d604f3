"""What a person chooses for themselves."""

import pytest

from institutional_pages.identity.models import Person
from institutional_pages.identity.preferences import choose_screens

pytestmark = pytest.mark.django_db


def kept(person):
    return Person.objects.values_list("home", "uses_keys", "theme").get(pk=person.pk)


def test_a_newcomer_lands_at_the_mailbox_with_keys_and_the_colours_of_the_device(candidate):
    assert kept(candidate) == ("mailbox", True, "device")


def test_what_is_chosen_is_kept_and_the_same_again_changes_nothing(candidate):
    for _ in range(2):
        choose_screens(candidate, home="year", uses_keys=False, theme="dark")

    assert kept(candidate) == ("year", False, "dark")


def test_what_is_not_told_and_what_is_unknown_stay_as_they_are(candidate):
    choose_screens(candidate, uses_keys=False)
    choose_screens(candidate, home="nowhere", theme="pink")

    assert kept(candidate) == ("mailbox", False, "device")
