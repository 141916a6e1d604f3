"""A role at the ministry is given and ended by two members of the Security Cell, neither of whom is the person."""

from datetime import timedelta

import pytest

from institutional_pages.access.account_actions import renew_password
from institutional_pages.access.appointment_actions import (
    Wish,
    add_to_ministry,
    confirm_proposal,
    drop_proposal,
    propose_appointment,
    propose_end,
)
from institutional_pages.access.errors import LastDayIsPast, NotInThisRole, NotToYourself
from institutional_pages.access.ministry_errors import (
    AnotherConfirms,
    MadeTheirMeans,
    NeverTogether,
    NotAtTheMinistry,
    ProposalDecided,
    RoleStands,
    ServiceMissing,
)
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.access.rules import require_role
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import text_of
from tests.cast import details


@pytest.fixture
def third(ministry, security_cell):
    """On the staff of the ministry, without a role."""
    return add_to_ministry(member=security_cell, **details("rik", "ministry")).person


@pytest.fixture
def proposal(security_cell, third):
    return propose_appointment(member=security_cell, person=third, wish=Wish("auditor"))


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Appointment, Proposal, Event, Notice, Person))


def test_what_one_proposes_another_confirms(proposal, third, security_cell, second_of_security_cell):
    with pytest.raises(NotInThisRole):
        require_role(third, "auditor")

    confirm_proposal(member=second_of_security_cell, proposal=proposal)

    appointment = require_role(third, "auditor")
    assert (appointment.given_by, appointment.confirmed_by, appointment.by_command_line) == (security_cell, second_of_security_cell, False)
    event = Event.objects.filter(verb="appointment.given").latest("pk")
    assert (event.actor, event.subject) == (reference(second_of_security_cell), reference(appointment))
    notice = Notice.objects.get(kind="role_given")
    assert notice.to == third.email
    assert "auditor" in text_of(notice)[1]


def test_the_security_cell_is_told_of_what_waits(proposal, settings):
    notice = Notice.objects.get(kind="proposal_to_confirm")

    assert notice.to == settings.HELPDESK["email"]
    assert "rik" not in text_of(notice)[1].lower()


def test_who_proposed_does_not_confirm(proposal, security_cell, third):
    before = rows()

    with pytest.raises(AnotherConfirms):
        confirm_proposal(member=security_cell, proposal=proposal)

    assert rows() == before


def test_nobody_proposes_or_confirms_for_themselves(security_cell, second_of_security_cell):
    with pytest.raises(NotToYourself):
        propose_appointment(member=security_cell, person=security_cell, wish=Wish("trainer"))
    for_the_second = propose_appointment(member=security_cell, person=second_of_security_cell, wish=Wish("trainer"))
    before = rows()

    with pytest.raises(NotToYourself):
        confirm_proposal(member=second_of_security_cell, proposal=for_the_second)

    assert rows() == before


def test_the_same_again_changes_nothing(proposal, security_cell, second_of_security_cell, third):
    before = rows()
    assert propose_appointment(member=second_of_security_cell, person=third, wish=Wish("auditor")) == proposal
    assert rows() == before

    confirm_proposal(member=second_of_security_cell, proposal=proposal)
    before = rows()
    confirm_proposal(member=second_of_security_cell, proposal=proposal)
    assert rows() == before
    with pytest.raises(RoleStands):
        propose_appointment(member=security_cell, person=third, wish=Wish("auditor"))


def test_a_dropped_proposal_is_not_confirmed_any_more(proposal, security_cell, second_of_security_cell):
    drop_proposal(member=security_cell, proposal=proposal)
    before = rows()

    drop_proposal(member=second_of_security_cell, proposal=proposal)
    assert rows() == before
    with pytest.raises(ProposalDecided):
        confirm_proposal(member=second_of_security_cell, proposal=proposal)
    assert rows() == before


def test_what_was_confirmed_is_not_dropped(proposal, security_cell, second_of_security_cell):
    confirm_proposal(member=second_of_security_cell, proposal=proposal)

    with pytest.raises(ProposalDecided):
        drop_proposal(member=security_cell, proposal=proposal)


def test_only_the_security_cell_proposes_confirms_drops_and_adds(proposal, third, publisher):
    before = rows()
    appointment = Appointment.objects.first()
    for act in (
        lambda: add_to_ministry(member=publisher, **details("x", "ministry")),
        lambda: propose_appointment(member=publisher, person=third, wish=Wish("trainer")),
        lambda: propose_end(member=publisher, appointment=appointment),
        lambda: confirm_proposal(member=publisher, proposal=proposal),
        lambda: drop_proposal(member=publisher, proposal=proposal),
    ):
        with pytest.raises(NotInThisRole):
            act()
    assert rows() == before


def test_roles_that_check_each_other_are_refused_both_times(proposal, security_cell, second_of_security_cell, third, rmi_service):
    publishing = propose_appointment(member=security_cell, person=third, wish=Wish("publisher", rmi_service))
    confirm_proposal(member=second_of_security_cell, proposal=publishing)
    before = rows()

    with pytest.raises(NeverTogether):
        confirm_proposal(member=second_of_security_cell, proposal=proposal)
    assert rows() == before
    with pytest.raises(NeverTogether):
        propose_appointment(member=security_cell, person=third, wish=Wish("security-cell"))


def test_a_wish_that_is_wrong_is_refused(security_cell, third, clerk, rmi_service):
    for wish, refusal in (
        (Wish("publisher"), ServiceMissing),
        (Wish("trainer", rmi_service), ServiceMissing),
        (Wish("trainer", until=today() - timedelta(days=1)), LastDayIsPast),
    ):
        with pytest.raises(refusal):
            propose_appointment(member=security_cell, person=third, wish=wish)
    with pytest.raises(NotAtTheMinistry):
        propose_appointment(member=security_cell, person=clerk, wish=Wish("trainer"))


def test_a_role_ends_by_two_and_not_by_its_holder(auditor, security_cell, second_of_security_cell):
    appointment = auditor.appointments.get()
    proposal = propose_end(member=security_cell, appointment=appointment)
    assert propose_end(member=second_of_security_cell, appointment=appointment) == proposal
    assert require_role(auditor, "auditor") == appointment
    with pytest.raises(NotToYourself):
        propose_end(member=security_cell, appointment=security_cell.appointments.get())

    confirm_proposal(member=second_of_security_cell, proposal=proposal)

    with pytest.raises(NotInThisRole):
        require_role(auditor, "auditor")
    assert Event.objects.filter(verb="appointment.ended", subject=reference(appointment)).count() == 1
    assert Notice.objects.get(kind="role_ended").to == auditor.email
    with pytest.raises(ProposalDecided):
        propose_end(member=security_cell, appointment=appointment)


def test_a_role_with_a_last_day_and_one_that_ran_out_is_given_again(proposal, third, security_cell, second_of_security_cell):
    until = today() + timedelta(days=3)
    first = propose_appointment(member=security_cell, person=third, wish=Wish("trainer", until=until))
    confirm_proposal(member=second_of_security_cell, proposal=first)
    assert require_role(third, "trainer").valid_until == until
    Appointment.objects.filter(person=third, role="trainer").update(valid_from=today() - timedelta(9), valid_until=today() - timedelta(days=1))

    again = propose_appointment(member=security_cell, person=third, wish=Wish("trainer"))
    confirm_proposal(member=second_of_security_cell, proposal=again)

    assert require_role(third, "trainer").valid_until is None


def test_who_is_added_to_the_ministry_twice_is_one_person(third, security_cell):
    before = rows()

    assert add_to_ministry(member=security_cell, **details("rik", "ministry")).person == third
    assert rows() == before


def test_nobody_confirms_what_the_maker_of_their_own_password_proposed(proposal, ministry, security_cell, second_of_security_cell, third):
    renew_password(administrator=security_cell, institution=ministry, person=second_of_security_cell)
    before = rows()

    with pytest.raises(MadeTheirMeans):
        confirm_proposal(member=second_of_security_cell, proposal=proposal)

    assert rows() == before
