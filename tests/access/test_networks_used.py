"""A network that lets in and writes down while it is set up, and which centre uses which network: by two, ended by one."""

import pytest

from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.ministry_errors import AnotherConfirms, ProposalDecided, UseStands
from institutional_pages.access.network_actions import confirm_network_change, end_report_only, propose_report_only, propose_use
from institutional_pages.audit.models import Event
from institutional_pages.institutions.models import Network
from tests.access.test_networks import OUTSIDE, lets_in, rows


@pytest.fixture
def publilink(centre):
    return Network.objects.get(uses__institution=centre)


@pytest.fixture
def win(other_centre):
    return Network.objects.get(uses__institution=other_centre)


def test_a_network_is_report_only_by_two_and_checked_again_by_one(publilink, centre, reader, operator, security_cell):
    proposal = propose_report_only(member=operator, network=publilink)
    assert not lets_in(centre, reader)
    with pytest.raises(AnotherConfirms):
        confirm_network_change(member=operator, proposal=proposal)
    confirm_network_change(member=security_cell, proposal=proposal)
    assert lets_in(centre, reader, OUTSIDE)

    assert end_report_only(member=operator, network=publilink)

    assert not lets_in(centre, reader)
    before = rows()
    assert not end_report_only(member=operator, network=publilink)
    assert rows() == before
    assert Event.objects.filter(verb="network.enforced").count() == 1


def test_what_is_report_only_already_is_not_proposed(publilink, operator):
    Network.objects.update(report_only=True)

    with pytest.raises(ProposalDecided):
        propose_report_only(member=operator, network=Network.objects.get(pk=publilink.pk))


def test_the_same_wish_is_the_same_proposal(publilink, win, centre, operator):
    first = propose_use(member=operator, institution=centre, network=win, uses=True)
    only = propose_report_only(member=operator, network=publilink)
    before = rows()

    assert propose_use(member=operator, institution=centre, network=win, uses=True) == first
    assert propose_report_only(member=operator, network=publilink) == only
    assert rows() == before


def test_a_centre_moves_to_another_network(publilink, win, centre, reader, operator, security_cell):
    at_win = "10.30.0.7"
    assert not lets_in(centre, reader, at_win)

    confirm_network_change(member=security_cell, proposal=propose_use(member=operator, institution=centre, network=win, uses=True))
    assert lets_in(centre, reader, at_win)
    confirm_network_change(member=security_cell, proposal=propose_use(member=operator, institution=centre, network=publilink, uses=False))

    assert not lets_in(centre, reader, "10.20.0.7")
    assert lets_in(centre, reader, at_win)


def test_what_is_so_already_is_not_proposed(publilink, win, centre, operator):
    before = rows()
    with pytest.raises(UseStands):
        propose_use(member=operator, institution=centre, network=publilink, uses=True)
    with pytest.raises(UseStands):
        propose_use(member=operator, institution=centre, network=win, uses=False)
    assert rows() == before


def test_nobody_else_changes_anything(publilink, win, centre, administrator, auditor, reader):
    before = rows()
    for nobody in (administrator, auditor, reader):
        with pytest.raises(NotInThisRole):
            propose_report_only(member=nobody, network=publilink)
        with pytest.raises(NotInThisRole):
            end_report_only(member=nobody, network=publilink)
        with pytest.raises(NotInThisRole):
            propose_use(member=nobody, institution=centre, network=win, uses=True)
    assert rows() == before
