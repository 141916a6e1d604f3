"""What each role can do, as the public page says it, is what the access matrix says."""

import pytest
from tools.access_matrix import ROLES as CODES
from tools.access_matrix import TABLE

from institutional_pages.access.matrix import rights_of, roles
from institutional_pages.web.rights.words import ACTIONS, HOW, ROLES
from tests.web.visitors import OUTSIDE, browser

ROWS = [line.split() for line in TABLE.strip().splitlines()]


def test_every_role_every_action_and_every_condition_has_its_words():
    assert roles() == list(ROLES) == list(CODES)
    assert list(ACTIONS) == [action for action, *_ in ROWS]
    assert {expect for role in roles() for expect in rights_of(role).values() if expect} <= set(HOW)


@pytest.mark.parametrize("place", range(len(CODES)), ids=CODES)
def test_the_page_of_a_role_says_what_the_matrix_says(db, place):
    page = browser(OUTSIDE).get(f"/help/rights/?role={CODES[place]}")

    can = {str(words) for words, _ in page.context["can"]}
    cannot = {str(words) for words in page.context["cannot"]}
    public = {"read-public-help", "read-public-log"}
    allowed = {str(ACTIONS[action]) for action, _subject, *marks in ROWS if marks[place] != "-" or action in public}
    assert (can, cannot) == (allowed, {str(words) for words in ACTIONS.values()} - allowed)
    assert all(words.replace("'", "&#x27;") in page.content.decode() for words in can | cannot)


def test_an_unknown_role_is_the_reader(db):
    assert browser().get("/help/rights/?role=nonsense").context["role"] == "RD"
