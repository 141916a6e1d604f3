"""Secured networks change by two people of the Security Cell or of operation; a centre is opened for some days, and closed by one."""

from datetime import timedelta

import pytest

from institutional_pages.access import arriving
from institutional_pages.access.appointment_actions import confirm_proposal, drop_proposal, propose_end
from institutional_pages.access.arriving import arrive
from institutional_pages.access.errors import LastDayIsPast, NoSuchPage, NotInThisRole, OutsideTheNetwork
from institutional_pages.access.ministry_errors import AnotherConfirms, NoRange, OpenTooLong, ProposalDecided, RangeStands, RangeTooWide
from institutional_pages.access.models import Proposal
from institutional_pages.access.network_actions import (
    close_centre,
    confirm_network_change,
    drop_network_change,
    propose_end_of_range,
    propose_opening,
    propose_range,
)
from institutional_pages.access.network_rules import require_network, require_own_network
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network, NetworkRange, NetworkUse
from institutional_pages.notices.models import Notice

OUTSIDE, NEW = "203.0.113.9", "203.0.113.0/24"


@pytest.fixture
def publilink(centre):
    return Network.objects.get(uses__institution=centre)


@pytest.fixture
def ours(publilink):
    """The range of the centre."""
    return publilink.ranges.get(cidr="10.20.0.0/16")


def rows() -> tuple[int, ...]:
    ranges = NetworkRange.objects.valid_on(today()).count()
    return (*(model.objects.count() for model in (Proposal, Event, Notice)), ranges, NetworkUse.objects.filter(open_until__isnull=False).count())


def lets_in(centre, person, address=OUTSIDE) -> bool:
    arriving._statement.cache_clear()
    answers = []
    for ask in (
        lambda: require_network(centre, address),
        lambda: require_own_network(person, address),
        lambda: arrive(person=person, page_id=centre.uuid).require_network(address),
    ):
        try:
            answers.append(bool(ask()))
        except OutsideTheNetwork:
            answers.append(False)
    assert len(set(answers)) == 1, "the three rules agree"
    return answers[0]


def test_a_range_is_added_by_two_and_works_at_once(centre, publilink, reader, security_cell, operator):
    proposal = propose_range(member=security_cell, network=publilink, cidr=NEW)
    assert not lets_in(centre, reader)

    confirm_network_change(member=operator, proposal=proposal)

    assert lets_in(centre, reader)
    event = Event.objects.get(verb="network.changed")
    assert (event.actor, f'"cidr":"{NEW}"' in event.text.canonical) == (reference(operator), True)


def test_a_range_ends_by_two_and_at_once(centre, ours, reader, security_cell, second_of_security_cell):
    proposal = propose_end_of_range(member=security_cell, found=ours)
    assert lets_in(centre, reader, "10.20.0.7")

    confirm_network_change(member=second_of_security_cell, proposal=proposal)

    assert not lets_in(centre, reader, "10.20.0.7")
    with pytest.raises(ProposalDecided):
        propose_end_of_range(member=security_cell, found=ours)


def test_a_range_that_began_today_ends_at_once_too(centre, publilink, reader, security_cell, second_of_security_cell):
    confirm_network_change(member=second_of_security_cell, proposal=propose_range(member=security_cell, network=publilink, cidr=NEW))
    begun = NetworkRange.objects.get(cidr=NEW)

    confirm_network_change(member=second_of_security_cell, proposal=propose_end_of_range(member=security_cell, found=begun))

    assert not lets_in(centre, reader)


def test_a_centre_is_opened_for_some_days_and_no_other_is(centre, other_centre, reader, stranger, security_cell, operator, monkeypatch):
    until = today() + timedelta(days=2)
    proposal = propose_opening(member=operator, institution=centre, until=until)
    assert not lets_in(centre, reader)

    confirm_network_change(member=security_cell, proposal=proposal)

    assert lets_in(centre, reader)
    assert not lets_in(other_centre, stranger)
    NetworkUse.objects.filter(institution=centre).update(open_until=today() - timedelta(days=1))
    assert not lets_in(centre, reader)


def test_one_closes_at_once_and_twice_changes_nothing(centre, reader, security_cell, operator):
    confirm_network_change(member=security_cell, proposal=propose_opening(member=operator, institution=centre, until=today()))

    assert close_centre(member=operator, institution=centre)

    assert not lets_in(centre, reader)
    before = rows()
    assert not close_centre(member=operator, institution=centre)
    assert rows() == before


def test_who_proposed_does_not_confirm_and_the_same_again_changes_nothing(publilink, security_cell, second_of_security_cell):
    proposal = propose_range(member=security_cell, network=publilink, cidr=NEW)
    before = rows()

    with pytest.raises(AnotherConfirms):
        confirm_network_change(member=security_cell, proposal=proposal)
    assert propose_range(member=second_of_security_cell, network=publilink, cidr=f" {NEW} ") == proposal
    assert rows() == before

    confirm_network_change(member=second_of_security_cell, proposal=proposal)
    before = rows()
    confirm_network_change(member=second_of_security_cell, proposal=proposal)
    assert rows() == before
    with pytest.raises(RangeStands):
        propose_range(member=security_cell, network=publilink, cidr=NEW)


def test_a_dropped_proposal_changes_nothing(centre, publilink, reader, security_cell, second_of_security_cell):
    proposal = propose_range(member=security_cell, network=publilink, cidr=NEW)
    drop_network_change(member=second_of_security_cell, proposal=proposal)
    before = rows()

    drop_network_change(member=security_cell, proposal=proposal)
    with pytest.raises(ProposalDecided):
        confirm_network_change(member=second_of_security_cell, proposal=proposal)

    assert rows() == before
    assert not lets_in(centre, reader)


@pytest.mark.parametrize(
    ("cidr", "refusal"),
    [
        ("", NoRange),
        ("anything", NoRange),
        ("10.20.0.1/16", NoRange),
        ("10.20.0.0/33", NoRange),
        ("0.0.0.0/0", RangeTooWide),
        ("11.0.0.0/7", NoRange),
        ("8.0.0.0/7", RangeTooWide),
        ("::/0", RangeTooWide),
        ("2001:db8::/19", NoRange),
    ],
)
def test_what_is_no_range_or_too_wide_is_refused(publilink, security_cell, cidr, refusal):
    before = rows()

    with pytest.raises(refusal):
        propose_range(member=security_cell, network=publilink, cidr=cidr)

    assert rows() == before


def test_a_centre_is_not_opened_for_long_nor_in_the_past(centre, security_cell):
    for until, refusal in ((today() + timedelta(days=31), OpenTooLong), (today() - timedelta(days=1), LastDayIsPast)):
        with pytest.raises(refusal):
            propose_opening(member=security_cell, institution=centre, until=until)

    assert propose_opening(member=security_cell, institution=centre, until=today() + timedelta(days=30))


def test_nobody_else_does_any_of_it(centre, publilink, ours, security_cell, publisher, administrator):
    proposal = propose_range(member=security_cell, network=publilink, cidr=NEW)
    before = rows()
    for person in (publisher, administrator):
        for act in (
            lambda who=person: propose_range(member=who, network=publilink, cidr="198.51.100.0/24"),
            lambda who=person: propose_end_of_range(member=who, found=ours),
            lambda who=person: propose_opening(member=who, institution=centre, until=today()),
            lambda who=person: confirm_network_change(member=who, proposal=proposal),
            lambda who=person: drop_network_change(member=who, proposal=proposal),
            lambda who=person: close_centre(member=who, institution=centre),
        ):
            with pytest.raises(NotInThisRole):
                act()
    assert rows() == before


def test_a_proposal_is_decided_only_where_it_belongs(publilink, security_cell, second_of_security_cell, auditor):
    about_a_network = propose_range(member=security_cell, network=publilink, cidr=NEW)
    about_a_role = propose_end(member=security_cell, appointment=auditor.appointments.get())
    before = rows()

    for decide, proposal in (
        (confirm_proposal, about_a_network),
        (drop_proposal, about_a_network),
        (confirm_network_change, about_a_role),
        (drop_network_change, about_a_role),
    ):
        with pytest.raises(NoSuchPage):
            decide(member=second_of_security_cell, proposal=proposal)

    assert rows() == before
