"""Whether every kind that is sent has a reader, who takes over from a leaver, and who could read on a day that is past."""

from datetime import timedelta

import pytest

from institutional_pages.access.account_actions import add_colleague
from institutional_pages.access.actions import end_access, give_access, give_administrator_access
from institutional_pages.access.coverage import coverage_of, published_pairs, uncovered_centres, who_could_read
from institutional_pages.access.errors import HandedToTheLeaver, MayNotSee, NoMandate, NoSuchPage, NotInThisRole, NotToYourself
from institutional_pages.access.models import Grant
from institutional_pages.access.scope import EVERYTHING, Scope, scope_of
from institutional_pages.access.staff_actions import end_employment, hand_over
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.identity.models import Employment
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from tests.cast import details


def give(administrator, centre, reader, scope=EVERYTHING, until=None):
    return give_access(administrator=administrator, institution=centre, reader=reader, scope=scope, reason="works with it", until=until)


def gaps(centre, viewer) -> int:
    return sum(not one.readers for one in coverage_of(centre, viewer=viewer))


def rows() -> tuple[int, ...]:
    return (*(model.objects.count() for model in (Grant, Event, Notice)), Employment.objects.filter(ended_at=None).count())


def test_a_page_that_one_reads_whole_has_no_gap(centre, administrator, reader):
    assert len(published_pairs()) > 5
    assert gaps(centre, administrator) == 0


def test_what_nobody_reads_is_a_gap(centre, administrator, scoped_reader):
    covered = coverage_of(centre, viewer=administrator)

    assert [(one.law.code, one.kind.code, one.readers) for one in covered if one.readers] == [("rmi", "refused-forms", 1)]
    assert gaps(centre, administrator) == len(published_pairs()) - 1


def test_who_has_left_or_whose_access_ended_reads_nothing(centre, administrator, reader):
    end_employment(person=administrator, institution=centre, leaver=reader, reason="left")

    assert gaps(centre, administrator) == len(published_pairs())


def test_a_stranger_sees_no_coverage(centre, stranger, publisher):
    with pytest.raises(NoSuchPage):
        coverage_of(centre, viewer=stranger)
    with pytest.raises(NotInThisRole):
        uncovered_centres(publisher)


def test_the_security_cell_sees_every_centre_with_a_gap_and_no_other(centre, other_centre, security_cell, reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        found = uncovered_centres(security_cell)

    assert [(one.institution, one.nobody) for one in found] == [(other_centre, True)]


def test_a_successor_takes_over_what_the_leaver_read_beside_their_own(centre, administrator, mandate, colleague, rmi, law_1965, refused_forms):
    leaver = add_colleague(administrator=administrator, institution=centre, **details("rik")).person
    give(administrator, centre, leaver, Scope.of([(rmi, refused_forms)]))
    give(administrator, centre, colleague, Scope.of([(law_1965, refused_forms)]))

    departure = hand_over(administrator=administrator, institution=centre, leaver=leaver, successor=colleague, reason="left")

    now = Grant.objects.standing().get(reader=colleague)
    assert departure.left
    assert scope_of(now) == Scope.of([(rmi, refused_forms), (law_1965, refused_forms)])
    assert not Grant.objects.standing().filter(reader=leaver).exists()
    event = Event.objects.get(verb="access.handed-over")
    assert (event.subject, event.basis) == (reference(colleague), reference(mandate))
    assert reference(leaver) in event.text.canonical


def test_a_successor_who_read_nothing_gets_access_without_an_end(centre, administrator, reader, colleague):
    hand_over(administrator=administrator, institution=centre, leaver=reader, successor=colleague, reason="left")

    grant = Grant.objects.standing().get(reader=colleague)
    assert (grant.everything, grant.valid_until) == (True, None)


def test_the_last_day_of_the_successor_stays(centre, administrator, reader, colleague, rmi, refused_forms):
    until = today() + timedelta(days=40)
    give(administrator, centre, colleague, Scope.of([(rmi, refused_forms)]), until)

    hand_over(administrator=administrator, institution=centre, leaver=reader, successor=colleague, reason="left")

    assert Grant.objects.standing().get(reader=colleague).valid_until == until


def test_handing_over_twice_changes_nothing(centre, administrator, reader, colleague):
    facts = {"administrator": administrator, "institution": centre, "leaver": reader, "successor": colleague, "reason": "left"}
    hand_over(**facts)
    before = rows()

    assert not hand_over(**facts).left
    assert rows() == before


def test_nothing_is_handed_over_by_or_to_the_wrong_person(centre, administrator, reader, colleague, clerk):
    before = rows()
    facts = {"institution": centre, "leaver": reader, "reason": "left"}
    with pytest.raises(NoMandate):
        hand_over(administrator=clerk, successor=colleague, **facts)
    with pytest.raises(HandedToTheLeaver):
        hand_over(administrator=administrator, successor=reader, **facts)
    with pytest.raises(NotToYourself):
        hand_over(administrator=administrator, successor=administrator, **facts)

    assert rows() == before


def on(centre, day, viewer) -> list[str]:
    return [one.grant.reader.username for one in who_could_read(centre, day=day, viewer=viewer)]


def test_who_could_read_on_a_day(centre, administrator, reader, president):
    grant = Grant.objects.get(reader=reader)
    Grant.objects.filter(pk=grant.pk).update(given_at=grant.given_at - timedelta(days=30))
    end_access(person=administrator, grant=grant, reason="other task")
    last, first = today(), today() - timedelta(days=30)

    assert on(centre, first - timedelta(days=1), president) == []
    assert on(centre, first, president) == on(centre, last, president) == [reader.username]
    assert on(centre, today() + timedelta(days=1), president) == []


def test_who_has_left_since_is_still_named_and_an_expired_right_is_not(centre, administrator, reader, colleague):
    until = today() - timedelta(days=5)
    grant = give(administrator, centre, colleague)
    Grant.objects.filter(pk=grant.pk).update(valid_until=until, given_at=grant.given_at - timedelta(days=30))
    end_employment(person=administrator, institution=centre, leaver=reader, reason="left")

    assert on(centre, today(), administrator) == [reader.username]
    assert on(centre, until, administrator) == [colleague.username]


def test_two_rights_of_one_day_stand_in_the_list_each_with_its_scope(centre, administrator, president, mandate):
    give_administrator_access(officer=president, institution=centre, reader=administrator, scope=EVERYTHING, reason="reads", until=None)

    found = who_could_read(centre, day=today(), viewer=president)

    assert [(one.grant.reader, one.scope.everything, one.grant.given_by) for one in found] == [(administrator, True, president)]


def test_a_reader_and_a_stranger_see_no_register(centre, reader, stranger):
    with pytest.raises(MayNotSee):
        who_could_read(centre, day=today(), viewer=reader)
    with pytest.raises(NoSuchPage):
        who_could_read(centre, day=today(), viewer=stranger)
