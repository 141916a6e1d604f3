"""From designation to an administrator who may act: two signatures of two people, then the Security Cell."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from institutional_pages.access.account_actions import renew_password
from institutional_pages.access.actions import end_expired
from institutional_pages.access.errors import (
    HoldersDoNotSign,
    LastDayIsPast,
    MandateEnded,
    MandateStands,
    MayNotEnd,
    NoConsultant,
    NoMandate,
    NoSuchPage,
    NotAnOfficer,
    NotInThisRole,
    NotOnStaff,
    NotToYourself,
    NotYetSigned,
)
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, end_mandate, sign_mandate
from institutional_pages.access.ministry_errors import MadeTheirMeans
from institutional_pages.access.models import Mandate, Officer
from institutional_pages.access.rules import require_mandate
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System, reference
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from tests.cast import in_a_year, person


@pytest.fixture
def designated(centre, president, candidate):
    """A mandate that nobody has signed."""
    return designate_administrator(officer=president, institution=centre, holder=candidate, until=in_a_year())


@pytest.fixture
def signed(designated, president, secretary):
    """A mandate with both signatures."""
    sign_mandate(officer=president, mandate=designated)
    return sign_mandate(officer=secretary, mandate=designated)


def test_the_president_designates_an_administrator_and_both_are_asked_to_sign(designated, president, secretary, centre):
    event = Event.objects.get(verb="mandate.designated")

    assert (event.actor, event.subject, event.institution) == (reference(president), f"mandate:{designated.pk}", reference(centre))
    assert event.basis == reference(president.offices.get())
    assert set(Notice.objects.filter(kind="mandate_to_sign").values_list("to", flat=True)) == {president.email, secretary.email}
    assert not designated.is_signed


def test_where_nobody_is_designated_the_consultant_holds_it_by_default(centre, secretary, consultant):
    mandate = designate_administrator(officer=secretary, institution=centre, holder=None, until=in_a_year())

    assert (mandate.holder, mandate.by_default) == (consultant, True)


def test_without_a_consultant_nobody_holds_it_by_default(centre, president, consultant):
    Officer.objects.filter(person=consultant).update(valid_until=today() - timedelta(days=1))

    with pytest.raises(NoConsultant):
        designate_administrator(officer=president, institution=centre, holder=None, until=in_a_year())


def test_only_an_officer_designates(centre, consultant, candidate, security_cell, clerk, stranger):
    for nobody in (consultant, security_cell, clerk, stranger):
        with pytest.raises(NotAnOfficer):
            designate_administrator(officer=nobody, institution=centre, holder=clerk, until=in_a_year())

    assert not Mandate.objects.filter(holder=clerk).exists()


def test_an_officer_does_not_designate_himself(centre, president):
    with pytest.raises(NotToYourself):
        designate_administrator(officer=president, institution=centre, holder=president, until=in_a_year())


def test_who_is_not_on_the_staff_is_not_designated(centre, president, stranger):
    with pytest.raises(NotOnStaff):
        designate_administrator(officer=president, institution=centre, holder=stranger, until=in_a_year())


def test_a_mandate_does_not_end_before_it_begins(centre, president, candidate):
    with pytest.raises(LastDayIsPast):
        designate_administrator(officer=president, institution=centre, holder=candidate, until=today() - timedelta(days=1))


def test_a_second_mandate_for_the_same_person_is_refused(designated, centre, secretary, candidate):
    with pytest.raises(MandateStands):
        designate_administrator(officer=secretary, institution=centre, holder=candidate, until=in_a_year())

    assert Mandate.objects.get() == designated


def test_an_expired_mandate_makes_place_for_a_new_one(mandate, centre, president, administrator):
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=today() - timedelta(days=9), valid_until=today() - timedelta(days=1))

    designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())

    mandate.refresh_from_db()
    assert mandate.ended_at is not None
    assert Event.objects.filter(verb="mandate.expired", subject=f"mandate:{mandate.pk}").count() == 1


def test_each_officer_signs_his_own_side(designated, president, secretary):
    sign_mandate(officer=secretary, mandate=designated)
    half = Mandate.objects.get()
    sign_mandate(officer=president, mandate=designated)
    whole = Mandate.objects.get()

    assert (half.president_signed_by, half.secretary_signed_by) == (None, secretary)
    assert (whole.president_signed_by, whole.secretary_signed_by) == (president, secretary)
    assert Event.objects.filter(verb="mandate.signed").count() == 2
    assert Notice.objects.filter(kind="mandate_to_enable", to=settings.HELPDESK["email"]).count() == 1


def test_signing_twice_changes_nothing(designated, president):
    first = sign_mandate(officer=president, mandate=designated)

    again = sign_mandate(officer=president, mandate=designated)

    assert again.president_signed_at == first.president_signed_at
    assert Event.objects.filter(verb="mandate.signed").count() == 1


def test_nobody_else_signs(designated, consultant, security_cell, stranger, candidate):
    for nobody in (consultant, security_cell, stranger):
        with pytest.raises(NotAnOfficer):
            sign_mandate(officer=nobody, mandate=designated)
    with pytest.raises(HoldersDoNotSign):
        sign_mandate(officer=candidate, mandate=designated)

    assert Mandate.objects.filter(president_signed_by=None, secretary_signed_by=None).count() == 1


def test_the_consultant_signs_for_a_secretary_who_is_to_be_administrator(centre, president, secretary, consultant):
    mandate = designate_administrator(officer=president, institution=centre, holder=secretary, until=in_a_year())

    with pytest.raises(HoldersDoNotSign):
        sign_mandate(officer=secretary, mandate=mandate)
    sign_mandate(officer=consultant, mandate=mandate)
    sign_mandate(officer=president, mandate=mandate)

    mandate.refresh_from_db()
    assert (mandate.president_signed_by, mandate.secretary_signed_by) == (president, consultant)
    assert set(Notice.objects.filter(kind="mandate_to_sign").values_list("to", flat=True)) == {president.email, consultant.email}


def test_the_security_cell_enables_what_both_have_signed(signed, security_cell, centre, candidate):
    enable_mandate(member=security_cell, mandate=signed)

    assert require_mandate(candidate, centre) == signed
    event = Event.objects.get(verb="mandate.enabled")
    assert event.basis == reference(security_cell.appointments.get())
    assert Notice.objects.filter(kind="mandate_enabled", to=candidate.email).count() == 1


def test_enabling_twice_changes_nothing(signed, security_cell, second_of_security_cell):
    enable_mandate(member=security_cell, mandate=signed)

    assert enable_mandate(member=second_of_security_cell, mandate=signed).enabled_by == security_cell
    assert Event.objects.filter(verb="mandate.enabled").count() == 1


def test_a_mandate_with_one_signature_is_not_enabled(designated, president, security_cell, centre, candidate):
    sign_mandate(officer=president, mandate=designated)

    with pytest.raises(NotYetSigned):
        enable_mandate(member=security_cell, mandate=designated)
    with pytest.raises(NoMandate):
        require_mandate(candidate, centre)


def test_only_the_security_cell_enables(signed, president, secretary, candidate, auditor):
    for nobody in (president, secretary, candidate, auditor):
        with pytest.raises(NotInThisRole):
            enable_mandate(member=nobody, mandate=signed)

    assert not Mandate.objects.filter(enabled_at__isnull=False).exists()


@pytest.mark.parametrize("who", ["president", "secretary", "security_cell"])
def test_either_officer_withdraws_it_and_the_security_cell_suspends_it(request, who, mandate, administrator, centre):
    end_mandate(person=request.getfixturevalue(who), mandate=mandate, reason="leave")

    with pytest.raises(NoMandate):
        require_mandate(administrator, centre)
    assert Event.objects.filter(verb="mandate.ended").count() == 1
    assert Notice.objects.filter(kind="mandate_ended", to=administrator.email).count() == 1


def test_ending_twice_changes_nothing(mandate, president, secretary):
    end_mandate(person=president, mandate=mandate, reason="leave")

    assert end_mandate(person=secretary, mandate=mandate, reason="again").end_reason == "leave"
    assert Event.objects.filter(verb="mandate.ended").count() == 1


def test_nobody_else_ends_it_and_a_stranger_learns_nothing(mandate, consultant, administrator, stranger):
    for nobody in (consultant, administrator):
        with pytest.raises(MayNotEnd):
            end_mandate(person=nobody, mandate=mandate, reason="")
    with pytest.raises(NoSuchPage):
        end_mandate(person=stranger, mandate=mandate, reason="")

    assert Mandate.objects.standing().get() == mandate


def test_an_ended_mandate_is_neither_signed_nor_enabled(signed, designated, president, secretary, security_cell):
    end_mandate(person=president, mandate=signed, reason="mistake")

    with pytest.raises(MandateEnded):
        sign_mandate(officer=secretary, mandate=signed)
    with pytest.raises(MandateEnded):
        enable_mandate(member=security_cell, mandate=signed)


def test_the_daily_job_ends_an_expired_mandate(mandate):
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=today() - timedelta(days=9), valid_until=today() - timedelta(days=1))

    assert end_expired(actor=System("daily")) == 1
    assert end_expired(actor=System("daily")) == 0


def test_a_successor_does_not_sign_again_what_his_predecessor_signed(signed, centre, president):
    office = president.offices.get()
    Officer.objects.filter(pk=office.pk).update(valid_until=today() - timedelta(days=1))
    successor = Officer.objects.create(institution=centre, person=person("bart"), office="president", valid_from=today()).person

    assert sign_mandate(officer=successor, mandate=signed).president_signed_by == president


@pytest.mark.parametrize(
    "broken",
    [
        {"secretary_signed_by": "president"},
        {"president_signed_by": "candidate"},
        {"president_signed_at": None},
        {"secretary_signed_by": None},
        {"president_signed_by": None, "president_signed_at": None, "enabled_by": "security_cell", "enabled_at": "now"},
        {"enabled_at": "now"},
        {"valid_until": "yesterday"},
    ],
)
def test_the_database_itself_refuses(request, broken, signed):
    words = {None: None, "now": timezone.now(), "yesterday": today() - timedelta(days=1)}
    values = {name: words[value] if value in words else request.getfixturevalue(value) for name, value in broken.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=signed.pk).update(**values)


def test_the_database_itself_refuses_two_mandates_two_presidents_and_an_end_undone(mandate, centre, president, secretary, administrator):
    facts = {"valid_from": today(), "valid_until": today(), "designated_by": president, "designated_at": timezone.now()}
    on_its_way = Mandate.objects.create(institution=centre, holder=administrator, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(institution=centre, holder=administrator, **facts)
    signed = {"president_signed_by": president, "secretary_signed_by": secretary, "enabled_by": president}
    moments = dict.fromkeys(("president_signed_at", "secretary_signed_at", "enabled_at"), timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=on_its_way.pk).update(**signed, **moments)
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(institution=centre, person=secretary, office="president", valid_from=today(), valid_until=today())
    end_mandate(person=president, mandate=mandate, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(ended_at=None)


def test_who_made_the_passwords_of_both_officers_does_not_enable(signed, centre, president, secretary, security_cell, second_of_security_cell):
    """Otherwise one member of the Security Cell could sign for both and enable it too (security.md, A8)."""
    for officer in (president, secretary):
        renew_password(administrator=security_cell, institution=centre, person=officer)

    with pytest.raises(MadeTheirMeans):
        enable_mandate(member=security_cell, mandate=signed)
    signed.refresh_from_db()
    assert signed.enabled_at is None

    assert enable_mandate(member=second_of_security_cell, mandate=signed).enabled_at is not None


def test_who_made_the_password_of_one_officer_enables(signed, centre, president, security_cell):
    renew_password(administrator=security_cell, institution=centre, person=president)

    assert enable_mandate(member=security_cell, mandate=signed).enabled_at is not None
