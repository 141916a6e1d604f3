"""Who opens a page to whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from institutional_pages.access.actions import change_access, end_access, end_expired, give_access, give_administrator_access
from institutional_pages.access.errors import (
    EmptyScope,
    LastDayIsPast,
    MayNotEnd,
    NoAccessStands,
    NoMandate,
    NoSuchPage,
    NotAnAdministrator,
    NotAnOfficer,
    NotAReader,
    NotOnStaff,
    NotToYourself,
    OfficerGivesThis,
    OtherAccessStands,
)
from institutional_pages.access.mandate_actions import end_mandate
from institutional_pages.access.models import Grant
from institutional_pages.access.rules import require_reader
from institutional_pages.access.scope import EVERYTHING, Scope, scope_of
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System, reference
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from tests.cast import details, mandated


@pytest.fixture
def giving(centre, administrator):
    """Give access as the administrator, with what the test says."""

    def give(reader, scope=EVERYTHING, until=None, by=administrator, action=give_access):
        return action(administrator=by, institution=centre, reader=reader, scope=scope, reason="RMI team", until=until)

    return give


@pytest.fixture
def administrators_grant(centre, president, administrator):
    return give_administrator_access(officer=president, institution=centre, reader=administrator, scope=EVERYTHING, reason="", until=None)


def yesterday_was_the_last_day(grant):
    """What the calendar does: the last day of the grant has gone by."""
    Grant.objects.filter(pk=grant.pk).update(valid_until=today() - timedelta(days=1))


def test_the_local_administrator_opens_the_page_to_a_clerk(giving, mandate, clerk, centre):
    grant = giving(clerk)

    event = Event.objects.get(verb="access.given")
    assert (event.subject, event.basis, event.institution) == (f"grant:{grant.pk}", f"mandate:{mandate.pk}", reference(centre))
    notice = Notice.objects.get(kind="access_given")
    assert (notice.to, notice.language, notice.facts) == (clerk.email, "nl", {"centre": "OCMW Lier"})
    assert require_reader(clerk, centre) == grant


def test_the_same_access_again_changes_nothing(giving, clerk):
    first = giving(clerk)
    events = Event.objects.count()

    assert giving(clerk) == first
    assert (Grant.objects.count(), Event.objects.count()) == (1, events)


def test_other_access_than_what_stands_is_refused(giving, clerk, rmi, refused_forms):
    giving(clerk, Scope.of([(rmi, refused_forms)]))

    with pytest.raises(OtherAccessStands):
        giving(clerk)
    with pytest.raises(OtherAccessStands):
        giving(clerk, Scope.of([(rmi, refused_forms)]), until=today())


def test_without_a_mandate_nobody_opens_the_page(giving, clerk, colleague, president, security_cell, other_administrator):
    for nobody in (clerk, president, security_cell, other_administrator):
        with pytest.raises(NoMandate):
            giving(colleague, by=nobody)

    assert not Grant.objects.exists()
    assert not Event.objects.filter(verb="access.given").exists()


def test_a_mandate_of_a_suspended_centre_lets_nobody_act(giving, centre, clerk):
    centre.suspended_at = timezone.now()
    centre.save()

    with pytest.raises(NoMandate):
        giving(clerk)


def test_nobody_gives_access_to_himself(giving, administrator):
    with pytest.raises(NotToYourself):
        giving(administrator)


def test_only_staff_reads(giving, stranger, consultant):
    for outsider in (stranger, consultant):
        with pytest.raises(NotOnStaff):
            giving(outsider)


def test_the_president_reads_only_by_a_grant_of_somebody_else(giving, centre, president):
    with pytest.raises(NotAReader):
        require_reader(president, centre)

    assert giving(president).reader == president


def test_a_grant_that_opens_nothing_or_ended_yesterday_is_not_given(giving, clerk):
    with pytest.raises(EmptyScope):
        giving(clerk, Scope())
    with pytest.raises(LastDayIsPast):
        giving(clerk, until=today() - timedelta(days=1))


def test_an_administrator_gives_no_access_to_another_administrator(giving, centre, clerk, president, secretary, security_cell):
    mandated(centre, clerk, president, secretary, security_cell)

    with pytest.raises(OfficerGivesThis):
        giving(clerk)


def test_what_has_expired_is_ended_before_new_access_is_given(giving, clerk):
    old = giving(clerk, until=today())
    yesterday_was_the_last_day(old)

    new = giving(clerk)

    old.refresh_from_db()
    assert old.ended_at is not None
    assert new != old
    assert Event.objects.get(verb="access.expired").subject == f"grant:{old.pk}"


def test_changed_access_is_a_new_grant_and_the_old_one_ends(giving, clerk, rmi, refused_forms):
    old = giving(clerk)

    new = giving(clerk, Scope.of([(rmi, refused_forms)]), action=change_access)

    old.refresh_from_db()
    assert old.ended_at is not None
    assert scope_of(new) == Scope.of([(rmi, refused_forms)])
    assert Event.objects.get(verb="access.changed").subject == f"grant:{new.pk}"
    assert giving(clerk, Scope.of([(rmi, refused_forms)]), action=change_access) == new


def test_there_must_be_access_to_change(giving, clerk):
    with pytest.raises(NoAccessStands):
        giving(clerk, action=change_access)


def test_a_clerk_changes_no_access(giving, reader, clerk, rmi, refused_forms):
    with pytest.raises(NoMandate):
        giving(reader, Scope.of([(rmi, refused_forms)]), by=clerk, action=change_access)


def test_an_officer_signs_the_reading_of_the_administrator(administrators_grant, administrator, president):
    event = Event.objects.get(verb="access.given")

    assert (administrators_grant.reader, administrators_grant.given_by) == (administrator, president)
    assert event.basis == f"officer:{administrators_grant.officer_id}"


def test_the_administrators_access_again_changes_nothing(administrators_grant, centre, secretary, administrator):
    again = give_administrator_access(officer=secretary, institution=centre, reader=administrator, scope=EVERYTHING, reason="", until=None)

    assert again == administrators_grant
    assert Event.objects.filter(verb="access.given").count() == 1


def test_only_an_officer_gives_it_and_only_to_an_administrator(centre, consultant, clerk, president, administrator):
    with pytest.raises(NotAnOfficer):
        give_administrator_access(officer=consultant, institution=centre, reader=administrator, scope=EVERYTHING, reason="", until=None)
    with pytest.raises(NotAnAdministrator):
        give_administrator_access(officer=president, institution=centre, reader=clerk, scope=EVERYTHING, reason="", until=None)

    assert not Grant.objects.exists()


def test_an_officer_who_administers_gives_nothing_to_himself(centre, president, secretary, consultant, security_cell):
    mandated(centre, secretary, president, consultant, security_cell)

    with pytest.raises(NotToYourself):
        give_administrator_access(officer=secretary, institution=centre, reader=secretary, scope=EVERYTHING, reason="", until=None)


@pytest.mark.parametrize("who", ["administrator", "president", "secretary", "consultant", "security_cell"])
def test_access_is_taken_away_at_once(request, who, reader, centre):
    person = request.getfixturevalue(who)
    grant = Grant.objects.get(reader=reader)

    end_access(person=person, grant=grant, reason="left")

    with pytest.raises(NotAReader):
        require_reader(reader, centre)
    event = Event.objects.get(verb="access.ended")
    assert event.actor == reference(person)
    assert Notice.objects.filter(kind="access_ended", to=reader.email).count() == 1


def test_taking_away_twice_changes_nothing(reader, president, secretary):
    grant = Grant.objects.get(reader=reader)
    end_access(person=president, grant=grant, reason="left")

    assert end_access(person=secretary, grant=grant, reason="again").ended_by == president
    assert Event.objects.filter(verb="access.ended").count() == 1


def test_an_ended_mandate_still_takes_away_but_gives_nothing(giving, mandate, administrator, president, reader, clerk):
    end_mandate(person=president, mandate=mandate, reason="leave")

    with pytest.raises(NoMandate):
        giving(clerk)
    assert end_access(person=administrator, grant=Grant.objects.get(reader=reader), reason="left").ended_at is not None


def test_an_ended_mandate_ends_no_reading(mandate, president, reader, centre):
    end_mandate(person=president, mandate=mandate, reason="leave")

    assert require_reader(reader, centre)


def test_others_take_nothing_away_and_strangers_learn_nothing(reader, clerk, stranger, other_administrator, auditor):
    grant = Grant.objects.get(reader=reader)

    with pytest.raises(MayNotEnd):
        end_access(person=clerk, grant=grant, reason="")
    for person in (stranger, other_administrator, auditor):
        with pytest.raises(NoSuchPage):
            end_access(person=person, grant=grant, reason="")
    assert Grant.objects.standing().filter(pk=grant.pk).exists()


def test_the_daily_job_ends_what_expired_with_one_event_each(giving, clerk, colleague, reader):
    for person in (clerk, colleague):
        yesterday_was_the_last_day(giving(person, until=today()))

    assert end_expired(actor=System("daily")) == 2
    assert end_expired(actor=System("daily")) == 0
    assert Event.objects.filter(verb="access.expired", actor="system:daily").count() == 2
    assert Grant.objects.standing().get().reader == reader


def test_the_last_day_counts(giving, clerk, centre):
    grant = giving(clerk, until=today())

    assert require_reader(clerk, centre) == grant
    assert end_expired(actor=System("daily")) == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"given_by": "reader"},
        {"mandate": None},
        {"officer": "president"},
    ],
)
def test_the_database_itself_refuses_a_grant_without_its_paper(broken, giving, clerk, president):
    grant = giving(clerk)
    values = {"reader": clerk, "president": president.offices.get(), None: None}

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**{name: values[value] for name, value in broken.items()})


def test_the_database_itself_refuses_two_grants_and_an_end_undone(giving, clerk, administrator, mandate, centre):
    grant = giving(clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(institution=centre, reader=clerk, given_by=administrator, mandate=mandate, given_at=timezone.now())
    end_access(person=administrator, grant=grant, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(ended_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).delete()


def test_a_colleague_known_elsewhere_reads_only_where_access_was_given(other_centre, other_administrator, reader):
    from institutional_pages.access.account_actions import add_colleague

    known = {**details("nadia"), "username": "another"}
    assert add_colleague(administrator=other_administrator, institution=other_centre, **known).person == reader

    with pytest.raises(NotAReader):
        require_reader(reader, other_centre)
