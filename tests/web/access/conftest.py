"""Browsers of the people of the cast, each on their own secured network."""

import pytest

from institutional_pages.identity.code_card import make_card
from tests.web.visitors import signed_in_browser

AT_LIER, AT_NAMUR, AT_THE_MINISTRY = "10.20.0.7", "10.30.0.7", "10.10.0.7"


@pytest.fixture
def at_lier():
    """Signs somebody of the centre in."""
    return lambda person: signed_in_browser(person, AT_LIER)


@pytest.fixture
def at_the_ministry():
    """Signs somebody of the ministry in."""
    return lambda person: signed_in_browser(person, AT_THE_MINISTRY)


@pytest.fixture
def at_namur():
    return lambda person: signed_in_browser(person, AT_NAMUR)


@pytest.fixture
def carded():
    """Gives a person a card, past the rules, so that tests of screens need no second administrator."""
    return make_card
