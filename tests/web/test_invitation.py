"""The page behind the mail of an invitation, and the screens on which it is sent, seen and removed."""

import pytest

from institutional_pages.access.account_actions import add_colleague
from institutional_pages.access.invitation_actions import invite
from institutional_pages.access.invitations import address_part
from institutional_pages.access.models import Invitation
from institutional_pages.audit.models import Event
from institutional_pages.identity.code_card import make_card
from institutional_pages.identity.models import Person
from tests.cast import details
from tests.web.visitors import OUTSIDE, Visitor, browser, sign_in, signed_in_browser

OWN = "vier woorden die passen"
TYPED = {"new": OWN, "again": OWN}


@pytest.fixture
def invited(administrator, centre, mandate):
    person = add_colleague(administrator=administrator, institution=centre, **details("wim")).person
    return invite(administrator=administrator, institution=centre, person=person)


def address(invitation) -> str:
    return f"/invitation/{address_part(str(invitation.uuid))}/"


def test_from_the_mail_to_being_signed_in(invited):
    client = browser()
    page = client.get(address(invited)).content.decode()
    assert "wim" in page

    assert client.post(address(invited), TYPED).url == "/sign-in/"

    wim = Visitor(invited.person, make_card(invited.person).codes, OWN)
    assert sign_in(client, wim).url == "/"
    assert browser().get(address(invited)).status_code == 404


def test_the_address_opens_nothing_outside_the_secured_networks(invited):
    assert browser(OUTSIDE).get(address(invited)).status_code == 403
    assert browser(OUTSIDE).post(address(invited), TYPED).status_code == 403
    assert Invitation.objects.get().used_at is None


def test_it_is_no_way_in_without_a_card(invited):
    client = browser()
    client.post(address(invited), TYPED)

    answer = client.post("/sign-in/", {"login": "wim", "password": OWN})

    assert answer.status_code == 403
    assert client.get("/account/").status_code == 302


def test_what_is_wrong_with_the_password_stands_beside_it(invited):
    answer = browser().post(address(invited), {"new": "wim", "again": "wim"})

    assert answer.status_code == 422
    assert Invitation.objects.get().used_at is None


def test_an_address_that_was_made_up_says_whom_to_ask(invited):
    answer = browser().get("/invitation/abc:def/")

    assert answer.status_code == 404
    assert "Ask your local administrator for another one" in answer.content.decode()
    assert '"reason":"invitation-over"' in Event.objects.get(verb="sign-in.refused").text.canonical


def test_a_new_colleague_is_invited_where_access_is_given(administrator, centre, mandate):
    client = signed_in_browser(administrator)
    wish = {"colleague": "new", **details("fatima"), "rows": ["rmi:refused-forms"], "reason": "RMI team", "by_mail": "on"}

    answer = client.post(f"/pages/{centre.uuid}/access/give/", wish)

    assert answer.url == f"/pages/{centre.uuid}/access/"
    assert "has a mail to choose a password" in client.get(answer.url).content.decode()
    assert not Person.objects.get(username="fatima").has_usable_password()


def test_it_is_seen_sent_again_and_removed_where_means_are_made(invited, administrator, centre):
    client = signed_in_browser(administrator)
    means = f"/pages/{centre.uuid}/access/{invited.person.uuid}/card/"
    assert "Waiting for a password" in client.get(means).content.decode()

    client.post(means, {"do": "invite-again"})
    client.post(means, {"do": "remove-invitation"})

    page = client.get(means).content.decode()
    assert "Waiting for a password" not in page
    assert "Invite by mail to choose a password" in page
