"""Whatever the order of what people do, no grant stands that lacked its paper when it was given, and nobody reads by his own hand."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutional_pages.access.actions import change_access, end_access, give_access, give_administrator_access
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, end_mandate, sign_mandate
from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.access.scope import EVERYTHING
from institutional_pages.audit.models import Event
from institutional_pages.errors import Refusal
from institutional_pages.institutions.calendar import today
from tests.cast import details

VERBS = ["designate", "by_default", "sign", "sign", "enable", "end_mandate", "give", "give", "change", "officer_gives", "end_access"]
NEEDED = ("holder_id", "president_signed_by_id", "secretary_signed_by_id", "enabled_by_id")


class Office:
    """Does one verb as one person about another, and checks what must hold at the moment that a grant appears."""

    def __init__(self, centre, people) -> None:
        self.centre, self.people = centre, people

    def do(self, verb, actor, other) -> None:
        before, events = Grant.objects.count(), Event.objects.count()
        try:
            self.act(verb, actor, other)
        except Refusal:
            assert (Grant.objects.count(), Event.objects.count()) == (before, events)
            return
        for grant in Grant.objects.order_by("pk")[before:]:
            self.check(grant)

    def act(self, verb, actor, other) -> None:
        mandate = Mandate.objects.filter(holder=other).order_by("-pk").first()
        grant = Grant.objects.filter(reader=other).order_by("-pk").first()
        access = {"institution": self.centre, "reader": other, "scope": EVERYTHING, "reason": "", "until": None}
        until = today() + timedelta(days=9)
        match verb:
            case "designate":
                designate_administrator(officer=actor, institution=self.centre, holder=other, until=until)
            case "by_default":
                designate_administrator(officer=actor, institution=self.centre, holder=None, until=until)
            case "sign" if mandate:
                sign_mandate(officer=actor, mandate=mandate)
            case "enable" if mandate:
                enable_mandate(member=actor, mandate=mandate)
            case "end_mandate" if mandate:
                end_mandate(person=actor, mandate=mandate, reason="")
            case "give":
                give_access(administrator=actor, **access)
            case "change":
                change_access(administrator=actor, **{**access, "until": until})
            case "officer_gives":
                give_administrator_access(officer=actor, **access)
            case "end_access" if grant:
                end_access(person=actor, grant=grant, reason="")

    def check(self, grant) -> None:
        assert grant.given_by != grant.reader
        if grant.officer is not None:
            assert (grant.officer.person, grant.officer.valid_until) == (grant.given_by, None)
            assert grant.officer.office in (Officer.Office.PRESIDENT, Officer.Office.SECRETARY)
            return
        mandate = grant.mandate
        signed = [getattr(mandate, name) for name in NEEDED]
        assert None not in signed
        assert len(set(signed)) == 4
        assert (mandate.holder, mandate.ended_at, mandate.institution) == (grant.given_by, None, self.centre)


STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 5)), max_size=40)
PAPERS = [("designate", 0, 3), ("sign", 0, 3), ("sign", 1, 3), ("enable", 5, 3), ("give", 3, 4), ("officer_gives", 0, 3)]


@pytest.fixture
def people(centre, president, secretary, consultant, security_cell):
    """Those who decide, and two on the staff; nobody holds a mandate yet."""
    staff = [add_candidate(officer=president, institution=centre, **details(name)) for name in ("sofie", "lies")]
    return [president, secretary, consultant, *staff, security_cell]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(PAPERS)), steps=STEPS)
def test_no_order_of_steps_gives_access_without_its_paper(centre, people, start, steps):
    office = Office(centre, people)

    with transaction.atomic():
        for verb, actor, other in [*PAPERS[:start], *steps]:
            office.do(verb, people[actor], people[other])
        transaction.set_rollback(True)


def test_the_steps_of_the_property_do_lead_to_grants(centre, people):
    office = Office(centre, people)

    for verb, actor, other in PAPERS:
        office.do(verb, people[actor], people[other])

    assert Grant.objects.standing().count() == 2
