"""The auditor finds who did what, where, on what basis."""

from datetime import date, datetime
from functools import partial

import pytest
from django.db.models import Q

from institutional_pages.access.actions import end_access
from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.models import Grant
from institutional_pages.administration import queries
from institutional_pages.administration.audit_actions import look_at_readers, take_audit
from institutional_pages.administration.queries import Sought, audit_trail, whole_trail
from institutional_pages.administration.search import institutions_named, people_named
from institutional_pages.audit.models import Event
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import reference


def test_the_auditor_sees_names_and_the_paper(auditor, centre, administrator, reader, mandate):
    row = audit_trail(auditor=auditor, sought=Sought(verbs=["access.given"])).rows[0]

    assert (row.actor, row.institution) == (administrator.get_full_name(), "OCMW Lier")
    assert (row.subject, row.basis) == (reference(Grant.objects.get()), reference(mandate))


def test_each_row_says_from_where(auditor, reader, president):
    with acting_from(Origin(door="web", means="password+code-card", address="10.20.0.7", network="Publilink")):
        end_access(person=president, grant=Grant.objects.get(), reason="")

    row = audit_trail(auditor=auditor, sought=Sought(verbs=["access.ended"])).rows[0]
    assert (row.origin["door"], row.origin["address"]) == ("web", "10.20.0.7")


def test_the_newest_comes_first_and_a_cursor_continues(auditor, reader):
    every = [event.pk for event in Event.objects.order_by("-pk")]

    first = audit_trail(auditor=auditor, limit=3)
    second = audit_trail(auditor=auditor, before=first.before, limit=1000)

    assert [row.number for row in first.rows] == every[:3]
    assert [row.number for row in second.rows] == every[3:]
    assert second.before is None


def test_it_can_be_narrowed(auditor, centre, other_administrator, administrator, reader):
    grant = Q(subject=reference(Grant.objects.get()))
    mandates = ["mandate.enabled", "mandate.signed", "mandate.designated"]

    def verbs(**sought):
        return [row.verb for row in audit_trail(auditor=auditor, sought=Sought(**sought)).rows]

    assert verbs(institution=centre, verbs=mandates) == ["mandate.enabled", "mandate.signed", "mandate.signed", "mandate.designated"]
    assert verbs(about=grant) == ["access.given"]
    assert verbs(about=grant, person=administrator, institution=centre) == ["access.given"]
    assert verbs(about=grant, person=other_administrator) == []


def test_what_was_done_to_the_access_of_a_person_was_done_to_that_person(auditor, centre, administrator, reader):
    rows = audit_trail(auditor=auditor, sought=Sought(person=reader)).rows
    holder = audit_trail(auditor=auditor, sought=Sought(person=administrator, verbs=["mandate.enabled"])).rows

    assert [row.verb for row in rows] == ["access.given", "person.added"]
    assert len(holder) == 1


def test_days_are_those_of_brussels_and_inclusive(auditor):
    moments = ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"]  # the night to summer time
    events = [Event.objects.create(at=datetime.fromisoformat(at), actor="system:x", verb="run.opened", digest="0" * 64) for at in moments]

    def found(**days):
        rows = audit_trail(auditor=auditor, sought=Sought(verbs=["run.opened"], **days)).rows
        return [events.index(next(event for event in events if event.pk == row.number)) for row in rows]

    assert found(since=date(2026, 3, 29), until=date(2026, 3, 29)) == [2, 1]
    assert found(since=date(2026, 3, 29)) == [3, 2, 1]
    assert found(until=date(2026, 3, 28)) == [0]
    assert found(since=date(2026, 3, 31), until=date(2026, 4, 2)) == []


def test_a_day_before_or_after_everything_is_a_day_like_any_other(auditor, reader):
    def found(**days):
        return len(audit_trail(auditor=auditor, sought=Sought(**days)).rows)

    assert found(since=date.min) == found(until=date.max) == found() > 0
    assert found(until=date.min) == found(since=date.max) == 0


def test_an_event_of_a_clock_that_was_wrong_is_found_by_its_own_day(auditor):
    late, early = (
        Event.objects.create(at=datetime.fromisoformat(at), actor="system:x", verb="run.opened", digest="0" * 64)
        for at in ("2026-03-20T12:00:00Z", "2026-03-10T12:00:00Z")
    )

    def numbers(day):
        return [row.number for row in audit_trail(auditor=auditor, sought=Sought(since=day, until=day)).rows]

    assert numbers(date(2026, 3, 20)) == [late.pk]
    assert numbers(date(2026, 3, 10)) == [early.pk]


def test_a_row_names_the_event_as_evidence_and_says_its_place_once_it_has_one(auditor, reader):
    number_events()
    row = audit_trail(auditor=auditor, sought=Sought(verbs=["access.given"])).rows[0]
    event = Event.objects.get(verb="access.given")

    assert (row.place, row.digest) == (event.number.number, event.digest)


def test_the_whole_trail_comes_page_by_page(auditor, reader, monkeypatch):
    monkeypatch.setattr(queries, "LONGEST_PAGE", 3)

    pages = list(whole_trail(auditor=auditor))

    assert [row.number for page in pages for row in page] == [event.pk for event in Event.objects.order_by("-pk")]
    assert {len(page) for page in pages[:-1]} == {3}


def test_a_part_of_a_name_finds_everybody_who_has_it_in_the_same_order_each_time(auditor, reader, scoped_reader, administrator):
    everybody = people_named("PÉETERS", auditor=auditor)
    one = people_named("peet nad", auditor=auditor)

    assert [person.first_name for person in everybody] == sorted(person.first_name for person in everybody)
    assert {"hannah", "nadia", "sofie"} <= {person.username for person in everybody}
    assert one == [reader]
    assert people_named("NADIA", auditor=auditor) == [reader]
    assert people_named("nobody", auditor=auditor) == []


def test_a_centre_is_found_by_number_by_name_and_by_a_part_of_one(auditor, centre, other_centre, paper_centre):
    def found(typed):
        return institutions_named(typed, auditor=auditor)

    assert found("12021") == found("ocmw lier") == found("Liér") == found(str(centre.uuid)) == [centre]
    assert found("ocmw") == [paper_centre, centre]
    assert found("nowhere") == []


@pytest.mark.parametrize("typed", ["\u0301", "\u0308 \u0301", "%", "_"])
def test_a_sign_that_stands_in_no_name_means_nobody_and_no_centre(auditor, centre, typed):
    assert people_named(typed, auditor=auditor) == []
    assert institutions_named(typed, auditor=auditor) == []


def test_it_costs_a_few_statements(auditor, reader, other_administrator, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        audit_trail(auditor=auditor, limit=100)


@pytest.mark.parametrize("look", [audit_trail, whole_trail, partial(people_named, "nadia"), partial(institutions_named, "12021")])
def test_nobody_else_sees_it(look, auditor, security_cell, administrator, president, publisher):
    for nobody in (security_cell, administrator, president, publisher):
        with pytest.raises(NotInThisRole):
            look(auditor=nobody)


def test_nobody_else_leaves_the_trace_of_an_auditor(security_cell, administrator):
    before = Event.objects.count()

    for nobody in (security_cell, administrator):
        with pytest.raises(NotInThisRole):
            look_at_readers(auditor=nobody, documents={"delivery:1": "institution:1"})
        with pytest.raises(NotInThisRole):
            take_audit(auditor=nobody)

    assert Event.objects.count() == before


def test_that_a_document_was_looked_up_is_written_once_a_session_with_the_document_and_its_centre(auditor, centre):
    page = reference(centre)
    for session in ("a", "a", "b"):
        with acting_from(Origin(session=session)):
            look_at_readers(auditor=auditor, documents={"delivery:1": page, "delivery:2": page})

    found = Event.objects.filter(verb="audit.document-looked", institution=page)
    assert [event.subject for event in found] == ["delivery:1", "delivery:2", "delivery:1", "delivery:2"]


def test_each_taking_away_of_the_log_is_written_with_its_filter_and_without_names(auditor, reader):
    for _ in range(2):
        take_audit(auditor=auditor, person=reference(reader))

    events = Event.objects.filter(verb="audit.taken")
    assert events.count() == 2
    assert "Peeters" not in events[0].text.canonical
    assert reference(reader) in events[0].text.canonical
