"""An application comes in, by the centre itself or through the Security Cell, and its two forms are signed."""

from datetime import timedelta

import pytest

from institutional_pages.access.errors import NoMandate, NotAnOfficer, NotInThisRole
from institutional_pages.access.means_errors import ProveAgain
from institutional_pages.access.proof import proved_at
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.actions import (
    Paper,
    apply,
    note_contact,
    note_form,
    open_application,
    plan_follow_up,
    sign_form,
    withdraw_application,
)
from institutional_pages.onboarding.errors import ApplicationClosed, NotReceivedYet, SwitchedAlready
from institutional_pages.onboarding.models import Application, Contact, SignedForm
from institutional_pages.onboarding.queries import dossier, of_centre

pytestmark = pytest.mark.django_db


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Notice, Application, SignedForm, Contact))


def by_phone(member, institution, **other):
    facts = {"arrival": "phone", "received_on": today(), "caller": "Wouter Secretary", "capacity": "secretary", **other}
    return open_application(member=member, institution=institution, **facts)


def test_the_secretary_applies_and_the_centre_hears_in_its_language_that_it_arrived(paper_centre, koen):
    application = apply(applicant=koen, institution=paper_centre)

    assert (application.state, application.arrival) == ("received", "web")
    event = Event.objects.get(verb="application.received")
    assert event.basis.startswith("officer:")
    assert set(Notice.objects.filter(kind="application_received").values_list("to", "language")) >= {("post@diest.example", "nl")}
    assert Notice.objects.filter(kind="application_arrived").count() == 1


@pytest.mark.parametrize("who", ["rita", "bart"])
def test_president_and_consultant_may_apply_too(paper_centre, who, request):
    assert apply(applicant=request.getfixturevalue(who), institution=paper_centre).is_open


def test_who_applies_again_gets_the_open_application(application, paper_centre, koen, rita):
    before = written()

    assert apply(applicant=koen, institution=paper_centre) == apply(applicant=rita, institution=paper_centre) == application
    assert written() == before


def test_a_stranger_does_not_apply(paper_centre, stranger):
    before = written()

    with pytest.raises(NoMandate):
        apply(applicant=stranger, institution=paper_centre)
    assert written() == before


def test_a_centre_with_its_documents_on_its_page_does_not_apply(centre, secretary, security_cell):
    with pytest.raises(SwitchedAlready):
        apply(applicant=secretary, institution=centre)
    with pytest.raises(SwitchedAlready):
        by_phone(security_cell, centre)


def test_the_security_cell_opens_the_dossier_of_who_calls_with_date_and_caller(paper_centre, security_cell):
    application = by_phone(security_cell, paper_centre, received_on=today() - timedelta(days=3))

    assert (application.arrival, application.caller, application.capacity) == ("phone", "Wouter Secretary", "secretary")
    assert application.received_on == today() - timedelta(days=3)
    assert not Notice.objects.filter(kind="application_arrived").exists()  # they know


def test_a_second_call_finds_the_open_dossier(paper_centre, application, security_cell):
    before = written()

    assert by_phone(security_cell, paper_centre) == application
    assert written() == before


def test_nothing_arrives_tomorrow(paper_centre, security_cell):
    with pytest.raises(NotReceivedYet):
        by_phone(security_cell, paper_centre, received_on=today() + timedelta(days=1))


def test_only_the_security_cell_opens_a_dossier_for_somebody(paper_centre, auditor):
    with pytest.raises(NotInThisRole):
        by_phone(auditor, paper_centre)
    assert not Application.objects.exists()


def test_both_sign_both_forms_and_it_may_be_examined(application, rita, koen):
    for form in ("designation", "registration"):
        sign_form(officer=rita, application=application, form=form)
        assert not SignedForm.objects.get(form=form).is_complete
        sign_form(officer=koen, application=application, form=form)

    application.refresh_from_db()
    assert (application.state, application.has_both_forms) == ("examined", True)
    assert Event.objects.filter(verb="application.form-signed").count() == 4


def test_the_same_signature_twice_is_one(application, rita):
    sign_form(officer=rita, application=application, form="designation")
    before = written()

    sign_form(officer=rita, application=application, form="designation")
    assert written() == before


def test_the_consultant_and_a_stranger_sign_nothing(application, bart, stranger):
    before = written()

    for somebody in (bart, stranger):
        with pytest.raises(NotAnOfficer):
            sign_form(officer=somebody, application=application, form="designation")
    assert written() == before


def test_who_signs_has_proved_themselves_just_now(application, rita):
    with acting_from(Origin(door="web", means="password+code-card")), proved_at(0.0), pytest.raises(ProveAgain):
        sign_form(officer=rita, application=application, form="designation")


def test_a_form_on_paper_with_one_signature_does_not_count_yet(application, security_cell):
    paper = Paper("fax", today(), president="Rita President")
    form = note_form(member=security_cell, application=application, form="designation", paper=paper)

    application.refresh_from_db()
    assert (form.is_complete, application.designation_on, form.checked_by) == (False, None, security_cell)


def test_the_second_sheet_completes_it_and_the_same_again_changes_nothing(application, security_cell):
    note_form(member=security_cell, application=application, form="designation", paper=Paper("fax", today(), president="Rita"))
    whole = Paper("post", today(), president="Rita", secretary="Koen")
    note_form(member=security_cell, application=application, form="designation", paper=whole)
    before = written()

    note_form(member=security_cell, application=application, form="designation", paper=whole)
    application.refresh_from_db()
    assert application.designation_on == today()
    assert written() == before


def test_only_the_security_cell_writes_down_what_came_on_paper(application, koen):
    with pytest.raises(NotInThisRole):
        note_form(member=koen, application=application, form="designation", paper=Paper("post", today(), "Rita", "Koen"))
    assert not SignedForm.objects.exists()


def test_the_centre_takes_its_application_back_and_may_apply_anew(application, koen, rita, paper_centre):
    assert withdraw_application(applicant=rita, application=application).state == "withdrawn"
    before = written()
    assert withdraw_application(applicant=rita, application=application).state == "withdrawn"
    assert written() == before

    with pytest.raises(ApplicationClosed):
        sign_form(officer=koen, application=application, form="designation")
    assert apply(applicant=koen, institution=paper_centre) != application


def test_a_stranger_takes_nothing_back(application, stranger):
    with pytest.raises(NoMandate):
        withdraw_application(applicant=stranger, application=application)
    application.refresh_from_db()
    assert application.is_open


def test_a_call_stands_in_the_dossier_once(application, security_cell):
    for _ in range(2):
        note_contact(member=security_cell, application=application, means="phone", who="Koen", note="Asked for the second form.")

    assert [contact.note for contact in application.contacts.all()] == ["Asked for the second form."]
    assert Event.objects.filter(verb="application.contact-noted").count() == 1


def test_only_the_security_cell_notes_and_plans(application, publisher):
    before = written()

    with pytest.raises(NotInThisRole):
        note_contact(member=publisher, application=application, means="phone", who="Koen", note="x")
    with pytest.raises(NotInThisRole):
        plan_follow_up(member=publisher, application=application, needs_help=True, day=None)
    assert written() == before


def test_help_and_a_day_to_look_again_stand_in_the_dossier(application, security_cell):
    for _ in range(2):
        plan_follow_up(member=security_cell, application=application, needs_help=True, day=today())

    found = dossier(member=security_cell, uuid=application.uuid).application
    assert (found.needs_help, found.follow_up_on) == (True, today())
    assert Event.objects.filter(verb="application.follow-up-planned").count() == 1


def test_the_centre_sees_its_own_application_and_nobody_else_does(application, paper_centre, koen, bart, stranger, auditor):
    assert of_centre(paper_centre, viewer=koen).application == of_centre(paper_centre, viewer=bart).application == application
    with pytest.raises(NoMandate):
        of_centre(paper_centre, viewer=stranger)
    with pytest.raises(NotInThisRole):
        dossier(member=auditor, uuid=application.uuid)
