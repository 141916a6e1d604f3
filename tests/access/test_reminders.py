"""A mandate does not end unnoticed: 60, 30 and 7 days before, and once nobody is left; a renewal leaves no day without."""

from datetime import timedelta

import pytest

from institutional_pages.access.actions import end_expired, give_access
from institutional_pages.access.errors import MandateStands
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, end_mandate, sign_mandate
from institutional_pages.access.models import Mandate
from institutional_pages.access.reminder_actions import alarm_where_nobody_administers, remind_of_mandates
from institutional_pages.access.rules import require_mandate
from institutional_pages.access.scope import EVERYTHING
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System, reference
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import text_of
from tests.cast import in_a_year

WORKER = System("worker")


def ends_in(mandate, days: int) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=today() + timedelta(days=days))


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("to", flat=True))


@pytest.mark.parametrize(("days", "expected"), [(61, 0), (60, 1), (31, 1), (30, 1), (8, 1), (7, 1), (0, 1)])
def test_all_three_are_told_sixty_days_before_or_later(mandate, administrator, president, secretary, days, expected):
    ends_in(mandate, days)

    assert remind_of_mandates(actor=WORKER) == expected

    people = sorted([administrator.email, president.email, secretary.email])
    assert told("mandate_ends_soon") == (people if expected else [])


def test_each_of_three_times_is_told_once(mandate):
    for days in (60, 59, 30, 29, 7, 6, 1, 0):
        ends_in(mandate, days)
        remind_of_mandates(actor=WORKER)
        remind_of_mandates(actor=WORKER)

    assert Notice.objects.filter(kind="mandate_ends_soon").count() == 3 * 3
    facts = [event.text.canonical for event in Event.objects.filter(verb="mandate.reminded")]
    assert [any(f'"days":{days}' in one for one in facts) for days in (60, 30, 7)] == [True, True, True]


def test_a_worker_that_stood_still_tells_only_the_nearest(mandate):
    ends_in(mandate, 5)

    remind_of_mandates(actor=WORKER)

    assert Notice.objects.filter(kind="mandate_ends_soon").count() == 3


def test_the_mail_names_the_day_and_what_to_do(mandate, president):
    ends_in(mandate, 30)
    remind_of_mandates(actor=WORKER)

    notice = Notice.objects.get(kind="mandate_ends_soon", to=president.email)
    subject, body = text_of(notice)
    assert "OCMW Lier" in subject
    assert str((today() + timedelta(days=30)).year) in body
    assert "20" + str(today().year)[2:] + "-" not in body  # a day in words, not as machines write it


def test_when_the_next_one_is_signed_nobody_is_told_any_more(mandate, centre, administrator, president, secretary):
    ends_in(mandate, 20)
    renewal = designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())
    sign_mandate(officer=president, mandate=renewal)
    assert remind_of_mandates(actor=WORKER) == 1
    ends_in(mandate, 6)
    sign_mandate(officer=secretary, mandate=renewal)

    assert remind_of_mandates(actor=WORKER) == 0


def test_a_mandate_is_renewed_before_it_ends_without_a_day_between(mandate, centre, administrator, president, secretary, security_cell, clerk):
    grant = give_access(administrator=administrator, institution=centre, reader=clerk, scope=EVERYTHING, reason="x", until=None)
    ends_in(mandate, 60)
    renewal = designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())
    for officer in (president, secretary):
        sign_mandate(officer=officer, mandate=renewal)
    assert require_mandate(administrator, centre) == mandate

    enable_mandate(member=security_cell, mandate=renewal)

    mandate.refresh_from_db()
    grant.refresh_from_db()
    assert require_mandate(administrator, centre) == renewal
    assert (mandate.end_reason, grant.ended_at) == ("renewed", None)
    assert Event.objects.get(verb="mandate.ended").subject == reference(mandate)


def test_more_than_sixty_days_before_a_mandate_is_not_renewed(mandate, centre, administrator, president):
    ends_in(mandate, 61)

    with pytest.raises(MandateStands):
        designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())


def test_a_renewal_that_is_on_its_way_is_not_begun_twice(mandate, centre, administrator, president, secretary):
    ends_in(mandate, 20)
    designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())

    with pytest.raises(MandateStands):
        designate_administrator(officer=secretary, institution=centre, holder=administrator, until=in_a_year())


def test_when_nobody_administers_officers_consultant_and_security_cell_are_told_once(mandate, president, secretary, consultant, settings):
    assert alarm_where_nobody_administers(actor=WORKER) == 0
    end_mandate(person=president, mandate=mandate, reason="other task")

    assert alarm_where_nobody_administers(actor=WORKER) == 1
    assert alarm_where_nobody_administers(actor=WORKER) == 0

    assert told("nobody_administers") == sorted([president.email, secretary.email, consultant.email, settings.HELPDESK["email"]])
    assert Event.objects.filter(verb="mandate.none-left").count() == 1


def test_a_mandate_that_expires_raises_the_alarm_too(mandate):
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=today() - timedelta(days=9), valid_until=today() - timedelta(days=1))
    end_expired(actor=WORKER)

    assert alarm_where_nobody_administers(actor=WORKER) == 1


def test_a_centre_that_never_had_an_administrator_raises_none(centre):
    assert alarm_where_nobody_administers(actor=WORKER) == 0
