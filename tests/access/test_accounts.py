"""Accounts, passwords and code cards of colleagues; roles at the ministry."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from institutional_pages.access.account_actions import (
    add_colleague,
    appoint_by_command_line,
    make_code_card,
    renew_password,
    revoke_code_card,
    unlock_code_card,
)
from institutional_pages.access.actions import give_access
from institutional_pages.access.errors import AccountClosed, LoginTaken, NoMandate, NotOnStaff, NotToYourself, SecurityCellDoesThis
from institutional_pages.access.machines import command_line_machine
from institutional_pages.access.mandate_actions import end_mandate
from institutional_pages.access.ministry_errors import NeverTogether, ServiceMissing
from institutional_pages.access.models import Appointment, Machine
from institutional_pages.access.own_account_actions import choose_own_password
from institutional_pages.access.queries import readers_of
from institutional_pages.access.rules import require_publisher
from institutional_pages.access.scope import EVERYTHING
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.identity.code_card import standing_card
from institutional_pages.identity.models import CodeCard, Person
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import text_of
from tests.cast import details, mandated


def test_a_colleague_gets_an_account_and_a_temporary_password(centre, administrator):
    added = add_colleague(administrator=administrator, institution=centre, **details("lies"))

    assert added.person.works_at(centre)
    assert added.person.check_password(added.temporary_password)
    event = Event.objects.get(verb="person.added", actor=reference(administrator))
    assert event.subject == reference(added.person)
    assert added.temporary_password not in event.text.canonical
    assert Notice.objects.get(kind="colleague_added").facts == {"centre": "OCMW Lier"}


def test_a_temporary_password_has_a_last_day_until_an_own_one_takes_its_place(centre, administrator, clerk):
    assert clerk.temporary_until == today() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)

    own = choose_own_password(person=clerk, new="een eigen lang wachtwoord")
    assert (own.password_is_temporary, own.temporary_until) == (False, None)

    renew_password(administrator=administrator, institution=centre, person=clerk)
    clerk.refresh_from_db()
    assert clerk.temporary_until == today() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)


def test_the_list_shows_whose_temporary_password_has_expired(centre, administrator, reader):
    make_code_card(administrator=administrator, institution=centre, person=reader)
    Person.objects.filter(pk=reader.pk).update(temporary_until=today() - timedelta(days=1))

    statuses = {row.person.username: row.status for row in readers_of(centre, viewer=administrator)}

    assert statuses["nadia"] == "password-expired"


def test_the_same_colleague_again_changes_nothing(centre, administrator, clerk):
    again = add_colleague(administrator=administrator, institution=centre, **details("lies"))

    assert (again.person, again.temporary_password) == (clerk, "")
    assert clerk.employments.count() == 1
    assert Event.objects.filter(verb="person.added", subject=reference(clerk)).count() == 1


def test_who_works_elsewhere_already_keeps_the_account(centre, administrator, stranger):
    known = {**details("newname"), "email": stranger.email.upper()}

    added = add_colleague(administrator=administrator, institution=centre, **known)

    assert (added.person, added.temporary_password) == (stranger, "")
    assert stranger.works_at(centre)
    notice = Notice.objects.get(kind="colleague_known", to=stranger.email)
    notice.language = "en"
    assert "the password and the code card that you have" in text_of(notice)[1]
    assert not Notice.objects.filter(kind="colleague_added", to=stranger.email, facts={"centre": "OCMW Lier"}).exists()


def test_a_login_names_one_person_whatever_its_capitals(centre, administrator, clerk):
    with pytest.raises(LoginTaken):
        add_colleague(administrator=administrator, institution=centre, **{**details("LIES"), "email": "other@lier.example"})


def test_a_closed_account_is_not_opened_again(centre, administrator, clerk):
    Person.objects.filter(pk=clerk.pk).update(is_active=False)

    with pytest.raises(AccountClosed):
        add_colleague(administrator=administrator, institution=centre, **details("lies"))


def test_without_a_mandate_nobody_makes_accounts(centre, president, security_cell, clerk, other_administrator):
    for nobody in (president, security_cell, clerk, other_administrator):
        with pytest.raises(NoMandate):
            add_colleague(administrator=nobody, institution=centre, **details("new"))

    assert not Person.objects.filter(username="new").exists()


def test_the_administrator_makes_a_code_card(centre, administrator, clerk):
    made = make_code_card(administrator=administrator, institution=centre, person=clerk)

    assert len(made.codes) == 24
    event = Event.objects.get(verb="card.made")
    assert event.subject == f"codecard:{made.card.pk}"
    assert not any(code in event.text.canonical for code in made.codes.values())
    assert Notice.objects.get(kind="card_made").to == clerk.email


def test_a_new_card_ends_the_old_one(centre, administrator, clerk):
    old = make_code_card(administrator=administrator, institution=centre, person=clerk).card

    new = make_code_card(administrator=administrator, institution=centre, person=clerk).card

    assert list(CodeCard.objects.standing()) == [new]
    assert CodeCard.objects.get(pk=old.pk).revoked_at is not None


def test_nobody_makes_his_own_card(centre, administrator, security_cell):
    for person in (administrator, security_cell):
        with pytest.raises(NotToYourself):
            make_code_card(administrator=person, institution=centre, person=person)

    assert not CodeCard.objects.exists()


def test_who_has_no_mandate_or_no_such_colleague_makes_no_card(centre, administrator, president, clerk, stranger, other_administrator):
    for nobody in (president, stranger, other_administrator):
        with pytest.raises(NoMandate):
            make_code_card(administrator=nobody, institution=centre, person=clerk)
    with pytest.raises(NotOnStaff):
        make_code_card(administrator=administrator, institution=centre, person=stranger)


def test_an_administrator_cannot_become_the_president_by_printing_his_card(centre, administrator, president, security_cell):
    for action in (make_code_card, renew_password):
        with pytest.raises(SecurityCellDoesThis):
            action(administrator=administrator, institution=centre, person=president)

    assert make_code_card(administrator=security_cell, institution=centre, person=president).card.person == president


def test_nor_the_ministry_by_taking_its_people_on_the_staff(centre, administrator, second_of_security_cell):
    known = {**details("x"), "email": second_of_security_cell.email}
    add_colleague(administrator=administrator, institution=centre, **known)

    for action in (make_code_card, renew_password):
        with pytest.raises(SecurityCellDoesThis):
            action(administrator=administrator, institution=centre, person=second_of_security_cell)


def test_nor_a_reader_of_another_centre(centre, administrator, other_centre, other_administrator, stranger, security_cell):
    old = make_code_card(administrator=other_administrator, institution=other_centre, person=stranger).card
    CodeCard.objects.filter(pk=old.pk).update(failures=10)
    add_colleague(administrator=administrator, institution=centre, **{**details("x"), "email": stranger.email})

    for action in (make_code_card, renew_password, unlock_code_card):
        with pytest.raises(SecurityCellDoesThis):
            action(administrator=administrator, institution=centre, person=stranger)

    assert standing_card(stranger) == old
    assert make_code_card(administrator=security_cell, institution=centre, person=stranger).card == standing_card(stranger)


def test_nor_a_reader_who_has_left_the_other_centre_but_still_reads_there(centre, administrator, other_centre, other_administrator, stranger):
    give_access(administrator=other_administrator, institution=other_centre, reader=stranger, scope=EVERYTHING, reason="", until=None)
    past = today() - timedelta(days=1)
    stranger.employments.update(valid_from=past, valid_until=past)
    add_colleague(administrator=administrator, institution=centre, **{**details("x"), "email": stranger.email})

    with pytest.raises(SecurityCellDoesThis):
        make_code_card(administrator=administrator, institution=centre, person=stranger)


def test_who_has_nothing_left_elsewhere_has_means_from_the_new_centre(centre, administrator, stranger):
    past = today() - timedelta(days=1)
    stranger.employments.update(valid_from=past, valid_until=past)
    add_colleague(administrator=administrator, institution=centre, **{**details("x"), "email": stranger.email})

    assert make_code_card(administrator=administrator, institution=centre, person=stranger)


def test_a_forgotten_password_is_renewed(centre, administrator, clerk):
    password = renew_password(administrator=administrator, institution=centre, person=clerk)

    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert Event.objects.filter(verb="password.renewed", subject=reference(clerk)).count() == 1


def test_a_second_administrator_has_means_from_the_first(centre, administrator, clerk, president, secretary, security_cell):
    mandated(centre, clerk, president, secretary, security_cell)

    assert make_code_card(administrator=administrator, institution=centre, person=clerk)


def test_a_lost_card_is_revoked_even_by_an_ended_mandate(centre, administrator, clerk, mandate, president):
    make_code_card(administrator=administrator, institution=centre, person=clerk)
    end_mandate(person=president, mandate=mandate, reason="")

    assert revoke_code_card(administrator=administrator, institution=centre, person=clerk)
    assert standing_card(clerk) is None
    assert not revoke_code_card(administrator=administrator, institution=centre, person=clerk)
    assert Event.objects.filter(verb="card.revoked").count() == 1


def test_others_revoke_and_unlock_no_card(centre, administrator, clerk, colleague, stranger, other_administrator):
    make_code_card(administrator=administrator, institution=centre, person=clerk)

    for nobody in (colleague, stranger, other_administrator):
        with pytest.raises(NoMandate):
            revoke_code_card(administrator=nobody, institution=centre, person=clerk)
        with pytest.raises(NoMandate):
            unlock_code_card(administrator=nobody, institution=centre, person=clerk)
    assert standing_card(clerk) is not None


def test_a_locked_card_is_unlocked_once(centre, administrator, clerk):
    card = make_code_card(administrator=administrator, institution=centre, person=clerk).card
    CodeCard.objects.filter(pk=card.pk).update(failures=10)

    assert unlock_code_card(administrator=administrator, institution=centre, person=clerk)
    assert not unlock_code_card(administrator=administrator, institution=centre, person=clerk)
    assert Event.objects.filter(verb="card.unlocked").count() == 1


def test_the_command_line_appoints_and_tells_the_security_cell(stranger, rmi_service):
    appointment = appoint_by_command_line(person=stranger, role="publisher", service=rmi_service)

    event = Event.objects.get(verb="appointment.given")
    assert (event.actor, event.basis, event.subject) == ("system:command-line", "command-line", f"appointment:{appointment.pk}")
    notice = Notice.objects.get(kind="appointment_given")
    assert (notice.to, notice.facts) == (settings.HELPDESK["email"], {"role": "publisher", "service": "rmi-service"})
    assert require_publisher(stranger, rmi_service) == appointment


def test_the_same_appointment_again_changes_nothing_and_an_expired_one_makes_place(auditor):
    first = auditor.appointments.get()
    assert appoint_by_command_line(person=auditor, role="auditor") == first

    past = today() - timedelta(days=1)
    Appointment.objects.filter(pk=first.pk).update(valid_from=past, valid_until=past)
    assert appoint_by_command_line(person=auditor, role="auditor") != first


@pytest.mark.parametrize(
    ("one", "other"), [("security_cell", "publisher"), ("publisher", "auditor"), ("auditor", "operator"), ("operator", "auditor")]
)
def test_roles_that_check_each_other_never_go_together(request, one, other, rmi_service):
    person = request.getfixturevalue(one)
    service = rmi_service if other == "publisher" else None

    with pytest.raises(NeverTogether):
        appoint_by_command_line(person=person, role=other, service=service)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(person=person, role=other, service=service, valid_from=today(), by_command_line=True)
    assert person.appointments.count() == 1


def test_a_publisher_has_a_service_and_nobody_else(stranger, rmi_service):
    with pytest.raises(ServiceMissing):
        appoint_by_command_line(person=stranger, role="publisher")
    with pytest.raises(ServiceMissing):
        appoint_by_command_line(person=stranger, role="auditor", service=rmi_service)


def test_an_appointment_without_the_command_line_needs_two_people(auditor, security_cell, stranger):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(person=stranger, role="trainer", valid_from=today(), given_by=auditor, confirmed_by=auditor)


def test_the_command_line_of_a_service_is_one_machine(rmi_service, law_1965_service):
    machine = command_line_machine(service=rmi_service)

    assert command_line_machine(service=rmi_service) == machine
    assert command_line_machine(service=law_1965_service) != machine
    assert Machine.objects.filter(name="cli", keys=None).count() == 2
