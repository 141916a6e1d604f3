"""An application comes in: from the centre on the web, or by mail, telephone, post or fax; its forms are signed here or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Officer
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.onboarding import letters
from institutional_pages.onboarding.errors import ApplicationClosed, NotReceivedYet, SwitchedAlready
from institutional_pages.onboarding.holding import changed, held, held_open
from institutional_pages.onboarding.models import Application, Contact, SignedForm

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

Form, Arrival = SignedForm.Form, Application.Arrival
COMPLETE_ON = {Form.DESIGNATION: "designation_on", Form.REGISTRATION: "registration_on"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A form as it lies on the desk: how and when it came, and the names of those who signed; an empty name is a missing signature."""

    arrival: str
    received_on: date
    president: str = ""
    secretary: str = ""


@transaction.atomic
def apply(*, applicant: Person, institution: Institution) -> Application:
    """Ask on the web for the documents of `institution` on its page; while an application is open, that one is the answer (S60, S75)."""
    basis = rules.require_applicant(applicant, institution)
    application, is_new = _open(applicant, institution, Arrival.WEB, today())
    if is_new:
        audit.record(applicant, "application.received", application, basis=basis, institution=institution, arrival=Arrival.WEB)
        letters.write_to_cell(application, "application_arrived")
    return application


@transaction.atomic
def open_application(*, member: Person, institution: Institution, arrival: str, received_on: date, caller: str, capacity: str) -> Application:
    """The Security Cell opens the dossier for who called or wrote (S61, S62); an open one stays as it is. `NotReceivedYet`, `SwitchedAlready`."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    if received_on > today():
        raise NotReceivedYet
    application, is_new = _open(member, institution, arrival, received_on, caller=caller, capacity=capacity)
    if is_new:
        audit.record(member, "application.received", application, basis=basis, institution=institution, arrival=arrival, capacity=capacity)
    return application


@transaction.atomic
def sign_form(*, officer: Person, application: Application, form: str) -> SignedForm:
    """President or Secretary signs one of the two forms here, for their own side; signed already: nothing changes."""
    require_recent_proof()
    office = rules.require_officer(officer, application.institution)
    application = held_open(application)
    found = _form(application, form, Arrival.WEB)
    side = "president" if office.office == Officer.Office.PRESIDENT else "secretary"
    if getattr(found, side):
        return found
    setattr(found, side, officer.get_full_name())
    found.received_on = today()
    found.save()
    _arrived(application, found)
    audit.record(
        officer, "application.form-signed", application, basis=office, institution=application.institution, form=form, complete=found.is_complete
    )
    return found


@transaction.atomic
def note_form(*, member: Person, application: Application, form: str, paper: Paper) -> SignedForm:
    """Write down a form that came on paper, and who signed it; a later one replaces what stood there (S72–S74). `NotReceivedYet`."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    if paper.received_on > today():
        raise NotReceivedYet
    application = held_open(application)
    found = _form(application, form, paper.arrival)
    facts = {"arrival": paper.arrival, "president": paper.president, "secretary": paper.secretary, "received_on": paper.received_on}
    if found.pk and all(getattr(found, name) == value for name, value in facts.items()):
        return found
    for name, value in {**facts, "checked_by": member}.items():
        setattr(found, name, value)
    found.save()
    _arrived(application, found)
    changed(application, member)
    audit.record(
        member, "application.form-noted", application, basis=basis, institution=application.institution, form=form, complete=found.is_complete
    )
    return found


@transaction.atomic
def withdraw_application(*, applicant: Person, application: Application) -> Application:
    """The centre takes its application back before it is decided; withdrawn already: nothing changes."""
    basis = rules.require_applicant(applicant, application.institution)
    application = held(application)
    if application.decision == Application.Decision.WITHDRAWN:
        return application
    if application.decision:
        raise ApplicationClosed
    application.decision, application.decided_by, application.decided_at = Application.Decision.WITHDRAWN, applicant, timezone.now()
    application.save(update_fields=["decision", "decided_by", "decided_at"])
    audit.record(applicant, "application.withdrawn", application, basis=basis, institution=application.institution)
    letters.write_to_cell(application, "application_withdrawn")
    return application


@transaction.atomic
def note_contact(*, member: Person, application: Application, means: str, who: str, note: str) -> Contact:
    """Write down a call, mail or letter with somebody of the centre; also after the decision (S27)."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    application = held(application)
    contact, is_new = Contact.objects.get_or_create(
        application=application, means=means, who=who, note=note, written_by=member, at__date=today(), defaults={"at": timezone.now()}
    )
    if is_new:
        audit.record(member, "application.contact-noted", application, basis=basis, institution=application.institution, means=means)
    return contact


@transaction.atomic
def plan_follow_up(*, member: Person, application: Application, needs_help: bool, day: date | None) -> Application:
    """Say that the centre needs help, and on which day somebody looks again (S66); the same again changes nothing."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    application = held(application)
    if (application.needs_help, application.follow_up_on) == (needs_help, day):
        return application
    application.needs_help, application.follow_up_on = needs_help, day
    changed(application, member, "needs_help", "follow_up_on")
    facts = {"needs_help": needs_help, "day": day.isoformat() if day else ""}
    audit.record(member, "application.follow-up-planned", application, basis=basis, institution=application.institution, **facts)
    return application


def _open(by: Person, institution: Institution, arrival: str, received_on: date, *, caller: str = "", capacity: str = "") -> tuple[Application, bool]:
    institution = Institution.objects.select_for_update(no_key=True).prefetch_related("names").get(pk=institution.pk)
    if institution.channel != Channel.PAPER:
        raise SwitchedAlready
    facts = {"arrival": arrival, "received_on": received_on, "caller": caller, "capacity": capacity, "opened_by": by, "opened_at": timezone.now()}
    application, is_new = Application.objects.open().get_or_create(institution=institution, defaults=facts)
    if is_new:
        letters.write_to_centre(application, "application_received", received_on=received_on.isoformat())
    return application, is_new


def _form(application: Application, form: str, arrival: str) -> SignedForm:
    found = application.forms.filter(form=form).first()
    return found or SignedForm(application=application, form=Form(form), arrival=arrival, received_on=today())


def _arrived(application: Application, form: SignedForm) -> None:
    """A complete form counts from its day; whatever came in, the centre has answered what it was asked."""
    setattr(application, COMPLETE_ON[Form(form.form)], form.received_on if form.is_complete else None)
    application.asked_at, application.asked = None, []
    application.save(update_fields=[COMPLETE_ON[Form(form.form)], "asked_at", "asked"])
