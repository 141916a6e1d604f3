"""Machines: registered by two, with keys shown once that follow each other without a gap; revoked by one, at once, everywhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.access.errors import LastDayIsPast, NoMandate, NotInThisRole
from institutional_pages.access.machine_actions import (
    MachineWish,
    confirm_machine,
    drop_machine,
    end_machine,
    make_key,
    propose_machine,
    revoke_key,
)
from institutional_pages.access.machine_errors import (
    MachineOver,
    NameMissing,
    NameStands,
    OfficerTakesPart,
    OutsideItsNetworks,
    UnknownKey,
)
from institutional_pages.access.machine_rules import caller_of
from institutional_pages.access.ministry_errors import AnotherConfirms, ProposalDecided
from institutional_pages.access.models import Machine, MachineKey, Proposal
from institutional_pages.audit.models import Event
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network
from institutional_pages.notices.models import Notice
from tests.cast import mandated

AT_LIER, AT_THE_MINISTRY, OUTSIDE = "10.20.0.7", "10.10.0.7", "203.0.113.9"


@pytest.fixture
def wish(rmi_service):
    return MachineWish("Monthly run", service=rmi_service)


@pytest.fixture
def registered(wish, security_cell, operator):
    """A machine of the service, without a key."""
    return confirm_machine(person=operator, proposal=propose_machine(person=security_cell, wish=wish))


@pytest.fixture
def of_the_centre(centre, administrator, mandate, president):
    wish = MachineWish("Dossier software", institution=centre)
    return confirm_machine(person=president, proposal=propose_machine(person=administrator, wish=wish))


def written() -> int:
    return sum(model.objects.count() for model in (Event, Notice, Proposal, Machine, MachineKey))


def test_one_proposes_and_another_registers(wish, security_cell, operator):
    proposal = propose_machine(person=security_cell, wish=wish)
    assert not Machine.objects.filter(name="Monthly run").exists()
    with pytest.raises(AnotherConfirms):
        confirm_machine(person=security_cell, proposal=proposal)

    machine = confirm_machine(person=operator, proposal=proposal)

    assert (machine.service, machine.valid_until) == (wish.service, today() + timedelta(days=366))
    assert Event.objects.get(verb="machine.registered").subject == f"machine:{machine.pk}"


def test_the_same_again_changes_nothing(wish, security_cell, operator):
    proposal = propose_machine(person=security_cell, wish=wish)
    assert propose_machine(person=security_cell, wish=wish) == proposal
    machine = confirm_machine(person=operator, proposal=proposal)
    before = written()

    assert confirm_machine(person=operator, proposal=proposal) == machine
    with pytest.raises(ProposalDecided):
        drop_machine(person=operator, proposal=proposal)
    assert written() == before


def test_a_key_is_shown_once_and_only_its_digest_is_kept(registered, operator):
    made = make_key(person=operator, machine=registered)
    assert Notice.objects.get(kind="machine_key_made").facts["prefix"] == made.key.prefix

    caller = caller_of(made.secret, address=AT_THE_MINISTRY)
    assert (caller.machine, caller.key, caller.means) == (registered, made.key, "machine-key")
    kept = str(MachineKey.objects.values().get()) + "".join(event.text.canonical for event in Event.objects.all())
    assert made.secret not in kept
    assert made.secret.removeprefix(f"ipk_{made.key.prefix}_") not in kept


@pytest.mark.parametrize("typed", ["", "ipk_", "ipk_00000000_abc", "ipt_abc", "Bearer", "ipk_" + "x" * 500])
def test_what_is_made_up_opens_nothing(registered, operator, typed):
    make_key(person=operator, machine=registered)

    with pytest.raises(UnknownKey):
        caller_of(typed, address=AT_THE_MINISTRY)


def test_a_new_key_stands_beside_the_old_one_until_a_third(registered, operator):
    first, second = make_key(person=operator, machine=registered), make_key(person=operator, machine=registered)
    for made in (first, second):
        assert caller_of(made.secret, address=AT_THE_MINISTRY)

    third = make_key(person=operator, machine=registered)

    with pytest.raises(UnknownKey):
        caller_of(first.secret, address=AT_THE_MINISTRY)
    assert caller_of(third.secret, address=AT_THE_MINISTRY)


def test_a_revoked_key_opens_nothing_and_twice_changes_nothing(registered, operator, security_cell):
    made = make_key(person=operator, machine=registered)

    assert revoke_key(person=security_cell, key=made.key)

    with pytest.raises(UnknownKey):
        caller_of(made.secret, address=AT_THE_MINISTRY)
    before = written()
    assert not revoke_key(person=security_cell, key=made.key)
    assert written() == before


def test_an_ended_machine_has_no_keys_and_gets_none(registered, operator):
    made = make_key(person=operator, machine=registered)

    assert end_machine(person=operator, machine=registered)
    before = written()

    assert not end_machine(person=operator, machine=registered)
    with pytest.raises(UnknownKey):
        caller_of(made.secret, address=AT_THE_MINISTRY)
    with pytest.raises(MachineOver):
        make_key(person=operator, machine=registered)
    assert written() == before


def test_after_its_last_day_neither_machine_nor_key_opens_anything(registered, operator):
    made = make_key(person=operator, machine=registered)
    MachineKey.objects.update(valid_until=today() - timedelta(days=1))
    with pytest.raises(UnknownKey):
        caller_of(made.secret, address=AT_THE_MINISTRY)

    MachineKey.objects.update(valid_until=today())
    Machine.objects.filter(pk=registered.pk).update(valid_until=today() - timedelta(days=1))
    with pytest.raises(UnknownKey):
        caller_of(made.secret, address=AT_THE_MINISTRY)


def test_it_is_used_only_from_its_networks(registered, of_the_centre, operator, president, centre):
    publishing, reading = make_key(person=operator, machine=registered), make_key(person=president, machine=of_the_centre)

    assert caller_of(publishing.secret, address=AT_THE_MINISTRY).network.startswith("FedMAN")
    assert caller_of(reading.secret, address=AT_LIER).network
    for secret, address in ((publishing.secret, AT_LIER), (publishing.secret, OUTSIDE), (reading.secret, AT_THE_MINISTRY), (reading.secret, OUTSIDE)):
        with pytest.raises(OutsideItsNetworks):
            caller_of(secret, address=address)

    registered.networks.set([Network.objects.get(uses__institution=centre)])
    assert caller_of(publishing.secret, address=AT_LIER)
    with pytest.raises(OutsideItsNetworks):
        caller_of(publishing.secret, address=AT_THE_MINISTRY)


def test_when_and_from_where_a_key_was_last_used_is_kept(registered, operator):
    made = make_key(person=operator, machine=registered)

    caller_of(made.secret, address=AT_THE_MINISTRY)

    kept = MachineKey.objects.get()
    assert timezone.now() - kept.last_used_at < timedelta(seconds=10)
    assert kept.last_used_from == AT_THE_MINISTRY


def test_of_the_two_at_a_centre_one_is_an_officer(centre, administrator, mandate, colleague, president, secretary, security_cell):
    mandated(centre, colleague, president, secretary, security_cell)
    proposal = propose_machine(person=administrator, wish=MachineWish("Dossier software", institution=centre))
    assert set(Notice.objects.filter(kind="machine_to_confirm").values_list("to", flat=True)) == {president.email, secretary.email}
    before = written()

    with pytest.raises(OfficerTakesPart):
        confirm_machine(person=colleague, proposal=proposal)

    assert written() == before
    assert confirm_machine(person=secretary, proposal=proposal).institution == centre


def test_a_dropped_one_is_never_registered(wish, security_cell, operator):
    proposal = propose_machine(person=security_cell, wish=wish)
    drop_machine(person=operator, proposal=proposal)
    before = written()

    drop_machine(person=operator, proposal=proposal)
    with pytest.raises(ProposalDecided):
        confirm_machine(person=operator, proposal=proposal)
    assert written() == before


def test_what_cannot_be_registered_is_said_at_once(registered, wish, rmi_service, security_cell):
    before = written()
    with pytest.raises(NameStands):
        propose_machine(person=security_cell, wish=wish)
    for name in ("", "  ", "cli"):
        with pytest.raises(NameMissing):
            propose_machine(person=security_cell, wish=MachineWish(name, service=rmi_service))
    with pytest.raises(LastDayIsPast):
        propose_machine(person=security_cell, wish=MachineWish("x", service=rmi_service, until=today() - timedelta(days=1)))
    assert written() == before


def test_nobody_else_has_a_hand_in_it(registered, of_the_centre, wish, centre, security_cell, operator, president, auditor, reader, stranger):
    key, theirs = make_key(person=operator, machine=registered).key, make_key(person=president, machine=of_the_centre).key
    before = written()
    for nobody in (auditor, reader, stranger, president):
        with pytest.raises(NotInThisRole):
            propose_machine(person=nobody, wish=wish)
        for act in (lambda who: make_key(person=who, machine=registered), lambda who: end_machine(person=who, machine=registered)):
            with pytest.raises(NotInThisRole):
                act(nobody)
        with pytest.raises(NotInThisRole):
            revoke_key(person=nobody, key=key)
    for nobody in (auditor, reader, stranger, security_cell, operator):
        with pytest.raises(NoMandate):
            propose_machine(person=nobody, wish=MachineWish("y", institution=centre))
        for act in (lambda who: make_key(person=who, machine=of_the_centre), lambda who: end_machine(person=who, machine=of_the_centre)):
            with pytest.raises(NoMandate):
                act(nobody)
        with pytest.raises(NoMandate):
            revoke_key(person=nobody, key=theirs)
    assert written() == before
