"""The screen of roles at the ministry: proposed by one browser, confirmed in another."""

import re

import pytest

from institutional_pages.access.models import Appointment, Proposal

ROLES = "/security-cell/roles/"


@pytest.fixture
def two(at_the_ministry, security_cell, second_of_security_cell):
    return at_the_ministry(security_cell), at_the_ministry(second_of_security_cell)


NEW = {"first_name": "Rik", "last_name": "Peeters", "email": "rik@ministry.example", "username": "rik", "language": "nl"}


def test_somebody_new_gets_an_account_and_a_role_by_two_people(two):
    one, other = two

    paper = one.post(f"{ROLES}give/", {"holder": "new", **NEW, "role": "auditor"})

    assert re.search(r'<dd class="typed">[a-z0-9]{4}-', paper.content.decode())
    page = one.get(ROLES).content.decode()
    assert "gets the role auditor" in page
    assert "/confirm/" not in page
    proposal = Proposal.objects.get()
    assert f"{ROLES}{proposal.uuid}/confirm/" in other.get(ROLES).content.decode()
    assert one.post(f"{ROLES}{proposal.uuid}/confirm/").status_code == 403
    assert not Appointment.objects.filter(person__username="rik").exists()

    other.post(f"{ROLES}{proposal.uuid}/confirm/")

    assert Appointment.objects.get(person__username="rik").role == "auditor"
    assert "given by" in one.get(ROLES).content.decode()


def test_a_role_is_ended_and_a_proposal_dropped(two, auditor):
    one, other = two
    appointment = auditor.appointments.get()
    one.post(f"{ROLES}{appointment.pk}/end/")
    other.post(f"{ROLES}{Proposal.objects.get().uuid}/drop/")
    assert Appointment.objects.standing().filter(pk=appointment.pk).exists()

    one.post(f"{ROLES}{appointment.pk}/end/")
    other.post(f"{ROLES}{Proposal.objects.open().get().uuid}/confirm/")

    assert not Appointment.objects.standing().filter(pk=appointment.pk).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"holder": "", "role": "auditor"}, "This field is required"),
        ({"holder": "new", "role": "auditor"}, "Fill this in for somebody new."),
        ({"holder": "new", **NEW, "role": "publisher"}, "A publisher has a service"),
        ({"holder": "new", **NEW, "role": "auditor", "until": "2020-01-01"}, "The last day lies in the past"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_made(two, typed, words):
    answer = two[0].post(f"{ROLES}give/", typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Proposal.objects.exists()


def test_their_password_and_card_are_made_from_the_same_screen(two, auditor, ministry):
    address = f"/pages/{ministry.uuid}/access/{auditor.uuid}/card/"

    page = two[0].get(address).content.decode()

    assert address in two[0].get(ROLES).content.decode()
    assert f'href="{ROLES}"' in page
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    assert "codecard" in two[0].post(address, {"do": "both", "stamp": stamp}).content.decode()


def test_nobody_else_sees_or_does_any_of_it(at_the_ministry, at_lier, auditor, administrator):
    for client in (at_the_ministry(auditor), at_lier(administrator)):
        assert client.get(ROLES).status_code == 403
        assert client.get(f"{ROLES}give/").status_code == 403
        assert client.post(f"{ROLES}1/end/").status_code == 403
