"""A new President or Secretary confirms the mandates of the one before, or ends them; the Security Cell hears when neither happens."""

from datetime import timedelta

import pytest

from institutional_pages.access.errors import MandateEnded, NotAnOfficer
from institutional_pages.access.mandate_actions import end_mandate
from institutional_pages.access.models import Confirmation, Mandate, Officer
from institutional_pages.access.rules import require_mandate
from institutional_pages.access.succession import inherited
from institutional_pages.access.succession_actions import confirm_mandate, tell_successors
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice

WORKER = System("worker")


@pytest.fixture
def successor(centre, mandate, colleague):
    """Somebody else is President since today."""
    return succeeds(colleague, centre)


def succeeds(person, centre, since=None):
    """`person` is President since a day, by default today."""
    day = since or today()
    before = Officer.objects.filter(institution=centre, office="president")
    before.update(valid_from=day - timedelta(days=400), valid_until=day - timedelta(days=1))
    Officer.objects.create(person=person, institution=centre, office="president", valid_from=day)
    return person


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + Confirmation.objects.count()


def test_who_signed_is_still_in_office_nothing_waits(mandate):
    assert inherited([mandate]) == []
    assert tell_successors(actor=WORKER) == 0


def test_a_new_officer_is_told_once_and_the_administrator_goes_on(successor, mandate, administrator, centre):
    assert tell_successors(actor=WORKER) == 1
    assert tell_successors(actor=WORKER) == 0

    assert Notice.objects.get(kind="mandate_to_confirm").to == successor.email
    assert require_mandate(administrator, centre) == mandate


def test_it_is_confirmed_and_twice_changes_nothing(successor, mandate):
    confirm_mandate(officer=successor, mandate=mandate)
    before = written()

    assert confirm_mandate(officer=successor, mandate=mandate) == mandate

    assert written() == before
    assert inherited([mandate]) == []
    assert tell_successors(actor=WORKER) == 0
    assert Event.objects.get(verb="mandate.confirmed").subject == f"mandate:{mandate.pk}"


def test_after_thirty_days_the_security_cell_is_told_once(successor, mandate):
    tell_successors(actor=WORKER)
    Officer.objects.filter(valid_until__isnull=False).update(valid_until=today() - timedelta(days=60))
    Officer.objects.filter(person=successor).update(valid_from=today() - timedelta(days=31))

    assert tell_successors(actor=WORKER) == 1
    assert tell_successors(actor=WORKER) == 0
    assert Notice.objects.filter(kind="mandate_unconfirmed").count() == 1


def test_who_has_signed_himself_or_holds_no_office_confirms_nothing(successor, mandate, secretary, consultant, reader, stranger):
    before = written()
    for nobody in (secretary, consultant, reader, stranger):
        with pytest.raises(NotAnOfficer):
            confirm_mandate(officer=nobody, mandate=mandate)
    assert written() == before


def test_an_ended_mandate_is_not_confirmed(successor, mandate):
    end_mandate(person=successor, mandate=mandate, reason="other plans")
    before = written()

    with pytest.raises(MandateEnded):
        confirm_mandate(officer=successor, mandate=mandate)
    assert written() == before
    assert inherited(list(Mandate.objects.all())) == []


def test_the_administrator_who_becomes_president_confirms_nothing_of_his_own(centre, mandate, administrator):
    succeeds(administrator, centre)

    assert inherited([mandate]) == []
