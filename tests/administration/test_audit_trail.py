"""The auditor finds who did what, where, on what basis."""

import pytest

from institutional_pages.access.actions import end_access
from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.models import Grant
from institutional_pages.administration.queries import audit_trail
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import reference


def test_the_auditor_sees_names_and_the_paper(auditor, centre, administrator, reader, mandate):
    row = audit_trail(auditor=auditor, verb="access.given").rows[0]

    assert (row.actor, row.institution) == (administrator.get_full_name(), "OCMW Lier")
    assert (row.subject, row.basis) == (reference(Grant.objects.get()), reference(mandate))


def test_each_row_says_from_where(auditor, reader, president):
    with acting_from(Origin(door="web", means="password+code-card", address="10.20.0.7", network="Publilink")):
        end_access(person=president, grant=Grant.objects.get(), reason="")

    row = audit_trail(auditor=auditor, verb="access.ended").rows[0]
    assert (row.origin["door"], row.origin["address"]) == ("web", "10.20.0.7")


def test_the_newest_comes_first_and_a_cursor_continues(auditor, reader):
    every = [event.pk for event in Event.objects.order_by("-pk")]

    first = audit_trail(auditor=auditor, limit=3)
    second = audit_trail(auditor=auditor, before=first.before, limit=1000)

    assert [row.number for row in first.rows] == every[:3]
    assert [row.number for row in second.rows] == every[3:]
    assert second.before is None


def test_it_can_be_narrowed(auditor, centre, other_administrator, administrator, reader):
    about = audit_trail(auditor=auditor, person=reader).rows
    there = audit_trail(auditor=auditor, institution=centre, verb="mandate.").rows
    one = audit_trail(auditor=auditor, subject=reference(Grant.objects.get())).rows

    assert {row.verb for row in about} == {"person.added"}
    assert [row.verb for row in there] == ["mandate.enabled", "mandate.signed", "mandate.signed", "mandate.designated"]
    assert [row.verb for row in one] == ["access.given"]


def test_it_costs_a_few_statements(auditor, reader, other_administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        audit_trail(auditor=auditor, limit=100)


def test_nobody_else_sees_it(auditor, security_cell, administrator, president, publisher):
    for nobody in (security_cell, administrator, president, publisher):
        with pytest.raises(NotInThisRole):
            audit_trail(auditor=nobody)
