"""Centres on their way from paper to their page: one in each state, with work for the Security Cell, the services, a President and a Secretary."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from institutional_pages.access.models import Appointment
from institutional_pages.cli.demo.people import DUTCH_ON_PAPER, FRENCH_ON_PAPER
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.onboarding import actions, decision_actions
from institutional_pages.onboarding.actions import Paper
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.decision_actions import Finding
from institutional_pages.onboarding.switch_actions import confirm_ready

if TYPE_CHECKING:
    from institutional_pages.onboarding.models import Application

NAMED: Final = (DUTCH_ON_PAPER, FRENCH_ON_PAPER)
WAITING, READY, ACCEPTED, LATER, REFUSED, SWITCHED, HELPED, NEW = range(8)  # places in the list of the other centres on paper
EVIDENCE: Final = {"network": "Publilink", "administrator": "Mieke Aldergoor", "readers": "3", "coverage": "15/15"}
WORDS: Final = {
    "nl": ("Het netwerk van uw centrum staat nog niet in onze lijst.", "Gebeld: zoekt nog een tweede lezer.", "Geen beveiligd netwerk."),
    "fr": ("Le réseau de votre centre ne figure pas encore dans notre liste.", "Appelé: cherche un second lecteur.", "Pas de réseau sécurisé."),
    "de": ("Das Netz Ihres Zentrums steht noch nicht in unserer Liste.", "Angerufen: sucht noch eine zweite Person.", "Kein gesichertes Netz."),
}


def make_dossiers(member: Person, services: dict[str, Person]) -> None:
    """As `member` of the Security Cell; `services`: who publishes for the service of this code."""
    _made_on_the_web()
    _half_examined(member)
    others = [centre for centre in _on_paper() if not centre.identifiers.filter(value__in=NAMED).exists()]
    waiting = _opened(member, others[WAITING], "phone", days_ago=24)
    decision_actions.ask_for_missing(
        member=member, application=waiting, seen=0, asked=[*FORMS, "network"], words=_words(waiting)[0], follow_up_on=today() + timedelta(days=4)
    )
    _examined(member, _opened(member, others[READY], "post", days_ago=19))
    _confirmed(_accepted(member, others[ACCEPTED], days_ago=31), services, {"law-1965-service": 0})
    _confirmed(_accepted(member, others[LATER], days_ago=40), services, {"rmi-service": 0, "law-1965-service": 0, "advances-service": 12})
    refused = _with_forms(member, _opened(member, others[REFUSED], "fax", days_ago=50))
    decision_actions.refuse(member=member, application=refused, seen=refused.version, reasons=_words(refused)[2])
    _confirmed(_accepted(member, others[SWITCHED], days_ago=60), services, dict.fromkeys(services, 0))
    helped = _opened(member, others[HELPED], "mail", days_ago=9)
    actions.note_contact(member=member, application=helped, means="phone", who=helped.caller, note=_words(helped)[1])
    actions.plan_follow_up(member=member, application=helped, needs_help=True, day=today())
    _opened(member, others[NEW], "mail", days_ago=1)


def _made_on_the_web() -> None:
    """The Secretary has applied and signed; the President has one form left to sign."""
    centre = Institution.objects.get(identifiers__value=DUTCH_ON_PAPER)
    president, secretary = (Person.objects.get(offices__institution=centre, offices__office=office) for office in ("president", "secretary"))
    application = actions.apply(applicant=secretary, institution=centre)
    for form in FORMS:
        actions.sign_form(officer=secretary, application=application, form=form)
    actions.sign_form(officer=president, application=application, form="designation")


def _half_examined(member: Person) -> None:
    centre = Institution.objects.get(identifiers__value=FRENCH_ON_PAPER)
    application = _with_forms(member, _opened(member, centre, "mail", days_ago=14))
    findings = {"network": Finding(holds=True, evidence="WIN")}
    decision_actions.examine(member=member, application=application, seen=application.version, findings=findings)


def _on_paper() -> list[Institution]:
    return list(Institution.objects.filter(channel=Channel.PAPER).prefetch_related("names").order_by("pk")[:40])


def _opened(member: Person, centre: Institution, arrival: str, *, days_ago: int) -> Application:
    caller = {"nl": "Mieke Aldergoor", "fr": "Pierre Vallonchamp", "de": "Uwe Hohenbach"}[centre.language]
    received_on = today() - timedelta(days=days_ago)
    return actions.open_application(member=member, institution=centre, arrival=arrival, received_on=received_on, caller=caller, capacity="secretary")


def _with_forms(member: Person, application: Application) -> Application:
    received_on = application.received_on + timedelta(days=1)
    paper = Paper("post", min(received_on, today()), president="M. Aldergoor", secretary="P. Vallonchamp")
    for form in FORMS:
        actions.note_form(member=member, application=application, form=form, paper=paper)
    application.refresh_from_db()
    return application


def _examined(member: Person, application: Application) -> Application:
    application = _with_forms(member, application)
    findings = {code: Finding(holds=True, evidence=EVIDENCE.get(code, application.institution.emails[0])) for code in CONDITIONS}
    decision_actions.examine(member=member, application=application, seen=application.version, findings=findings)
    application.refresh_from_db()
    return application


def _accepted(member: Person, centre: Institution, *, days_ago: int) -> Application:
    application = _examined(member, _opened(member, centre, "post", days_ago=days_ago))
    return decision_actions.accept(member=member, application=application, seen=application.version)


def _confirmed(application: Application, services: dict[str, Person], days: dict[str, int]) -> None:
    for code, in_days in days.items():
        appointment = Appointment.objects.standing().select_related("service").get(person=services[code], role="publisher")
        if appointment.service:
            confirm_ready(
                publisher=services[code], application=application, service=appointment.service, ready_from=today() + timedelta(days=in_days)
            )


def _words(application: Application) -> tuple[str, str, str]:
    return WORDS[application.institution.language]
