"""In an emergency the documents of a centre that has switched go on paper for some days, by two people; its page stays open."""

from datetime import timedelta

import pytest

from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.ministry_errors import AnotherConfirms, ProposalDecided
from institutional_pages.access.models import Proposal
from institutional_pages.audit.models import Event
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.queries import mailbox
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.emergency_actions import (
    confirm_emergency_paper,
    drop_emergency_paper,
    end_emergency_paper,
    propose_emergency_paper,
)
from institutional_pages.onboarding.errors import EmergencyTooLong, ReasonsMissing, StillOnPaper
from institutional_pages.onboarding.queries import emergencies

pytestmark = pytest.mark.django_db


def written() -> tuple[int, ...]:
    return (Event.objects.count(), Notice.objects.count(), Proposal.objects.count(), Institution.objects.filter(paper_until=None).count())


def proposed(person, centre, days=3, reason="The line is cut."):
    return propose_emergency_paper(person=person, institution=centre, until=today() + timedelta(days=days), reason=reason)


@pytest.fixture
def emergency(centre, security_cell, publisher, paper_room):
    """Proposed by the Security Cell, confirmed by a publisher."""
    confirm_emergency_paper(person=publisher, proposal=proposed(security_cell, centre))
    centre.refresh_from_db()
    return centre


def test_a_proposal_changes_nothing_and_the_second_person_begins_it(centre, security_cell, publisher, paper_room):
    proposal = proposed(security_cell, centre)
    assert Institution.objects.get(pk=centre.pk).paper_until is None

    confirm_emergency_paper(person=publisher, proposal=proposal)
    assert Institution.objects.get(pk=centre.pk).is_on_emergency_paper
    assert Event.objects.get(verb="emergency.begun").institution == f"institution:{centre.pk}"
    assert Notice.objects.get(kind="emergency_paper").to == paper_room.email


def test_new_documents_go_on_paper_with_the_reason_and_the_page_stays_open(emergency, reader, folder, publishing):
    publishing(folder.add(emergency))

    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.channel_reason) == ("paper", "an emergency of the centre")
    assert mailbox(reader=reader, institution=emergency, wanted=Filter()).total == 0
    assert emergency.channel == "electronic"


def test_after_its_last_day_all_comes_to_the_page_by_itself(emergency, folder, publishing):
    Institution.objects.filter(pk=emergency.pk).update(paper_until=today() - timedelta(days=1))

    publishing(folder.add(emergency))
    assert Delivery.objects.get().channel == "electronic"


def test_it_is_ended_before_by_one_and_again_changes_nothing(emergency, publisher, paper_room, folder, publishing):
    end_emergency_paper(person=publisher, institution=emergency)
    before = written()
    end_emergency_paper(person=publisher, institution=emergency)
    assert written() == before

    publishing(folder.add(emergency))
    assert Delivery.objects.get().channel == "electronic"
    assert Notice.objects.filter(kind="stop_list", to=paper_room.email).count() == 1


def test_the_same_proposal_and_the_same_confirmation_twice_are_one(centre, security_cell, publisher):
    assert proposed(security_cell, centre) == proposed(security_cell, centre)
    proposal = confirm_emergency_paper(person=publisher, proposal=proposed(security_cell, centre))
    before = written()

    confirm_emergency_paper(person=publisher, proposal=proposal)
    assert written() == before


def test_nobody_confirms_what_they_proposed(centre, security_cell):
    proposal = proposed(security_cell, centre)

    with pytest.raises(AnotherConfirms):
        confirm_emergency_paper(person=security_cell, proposal=proposal)
    assert Institution.objects.get(pk=centre.pk).paper_until is None


def test_a_dropped_one_is_not_confirmed(centre, security_cell, second_of_security_cell):
    proposal = proposed(security_cell, centre)
    drop_emergency_paper(person=second_of_security_cell, proposal=proposal)
    before = written()
    drop_emergency_paper(person=second_of_security_cell, proposal=proposal)
    assert written() == before

    with pytest.raises(ProposalDecided):
        confirm_emergency_paper(person=second_of_security_cell, proposal=proposal)


def test_neither_a_centre_on_paper_nor_two_months_nor_no_reason(centre, paper_centre, security_cell):
    with pytest.raises(StillOnPaper):
        proposed(security_cell, paper_centre)
    for days in (-1, 60):
        with pytest.raises(EmergencyTooLong):
            proposed(security_cell, centre, days=days)
    with pytest.raises(ReasonsMissing):
        proposed(security_cell, centre, reason=" ")
    assert not Proposal.objects.exists()


def test_other_roles_do_none_of_it(centre, security_cell, president, auditor):
    proposal = proposed(security_cell, centre)
    before = written()

    for person in (president, auditor):
        for act in (
            lambda who: proposed(who, centre),
            lambda who: confirm_emergency_paper(person=who, proposal=proposal),
            lambda who: drop_emergency_paper(person=who, proposal=proposal),
            lambda who: end_emergency_paper(person=who, institution=centre),
            lambda who: emergencies(person=who),
        ):
            with pytest.raises(NotInThisRole):
                act(person)
    assert written() == before


def test_what_waits_and_what_lasts_is_seen(centre, other_centre, security_cell, publisher):
    confirm_emergency_paper(person=publisher, proposal=proposed(security_cell, centre))
    proposal = proposed(security_cell, other_centre)

    waiting, lasting = emergencies(person=publisher)
    assert ([one for one, _ in waiting], lasting) == ([proposal], [centre])
