"""What the centre sees of its application, the Security Cell of all, and a service of what it is to confirm. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Mandate, Officer, Proposal
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.errors import NoSuchApplication
from institutional_pages.onboarding.models import Application, Examined, Readiness, SignedForm
from institutional_pages.onboarding.seen import Seen, seen_at

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from institutional_pages.identity.models import Person

ROWS: Final = 50
STATES: Final = ("received", "incomplete", "examined", "accepted", "switched", "refused", "withdrawn")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what somebody found, and what the product sees by itself."""

    code: str
    found: Examined | None
    seen: Seen


@dataclass(frozen=True, slots=True)
class Dossier:
    """An application with all that belongs to it."""

    application: Application
    forms: Mapping[str, SignedForm | None]
    conditions: list[Condition]
    services: list[Readiness]

    @property
    def missing_forms(self) -> list[str]:
        """Those that are not in with both signatures."""
        return [code for code, form in self.forms.items() if form is None or not form.is_complete]

    @property
    def unmet(self) -> list[str]:
        """Conditions that were examined and are not met."""
        return [one.code for one in self.conditions if one.found and not one.found.holds]

    @property
    def unexamined(self) -> list[str]:
        """Conditions that nobody has looked at."""
        return [one.code for one in self.conditions if one.found is None]

    @property
    def unready(self) -> list[Readiness]:
        """The services that have not said from when."""
        return [one for one in self.services if one.ready_from is None]

    @property
    def next_step(self) -> str:
        """What the Security Cell does next: a code with words in `web/onboarding/words.py`, or nothing."""
        if not self.application.is_open:
            return ""
        if self.application.decision:
            return "wait-for-services"
        if self.application.asked_at:
            return "wait-for-centre"
        if self.missing_forms:
            return "ask-for-forms"
        if self.unexamined:
            return "examine"
        return "ask-for-conditions" if self.unmet else "accept"


def of_centre(institution: Institution, *, viewer: Person) -> Dossier | None:
    """The last application of this centre, for who may apply for it (security.md §1, row 15); None: there has been none."""
    rules.require_applicant(viewer, institution)
    found = _whole(Application.objects.filter(institution=institution)).order_by("-pk").first()
    return _dossiers([found])[0] if found else None


def named_in_the_forms(institution: Institution) -> Person | None:
    """Who holds or is to hold the mandate, else the security consultant by default (S19)."""
    mandate = Mandate.objects.open().filter(institution=institution).select_related("holder").order_by("-enabled_at", "pk").first()
    if mandate:
        return mandate.holder
    consultant = Officer.objects.standing().filter(institution=institution, office=Officer.Office.CONSULTANT).select_related("person").first()
    return consultant.person if consultant else None


def dossier(*, member: Person, uuid: UUID) -> Dossier:
    """One application, for the Security Cell."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    found = _whole(Application.objects.filter(uuid=uuid)).first()
    if found is None:
        raise NoSuchApplication
    return _dossiers([found])[0]


def applications(*, member: Person, state: str = "", after: int = 0) -> tuple[list[Dossier], int | None]:
    """The oldest first, `ROWS` at a time after the one with the key `after`, and the key of the last where there are more; see `in_state`."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    rows = in_state(state)
    if last := Application.objects.filter(pk=after).first():
        rows = rows.filter(Q(received_on__gt=last.received_on) | Q(received_on=last.received_on, pk__gt=last.pk))
    found = list(_whole(rows).order_by("received_on", "pk")[: ROWS + 1])
    return _dossiers(found[:ROWS]), found[ROWS - 1].pk if len(found) > ROWS else None


def in_state(state: str) -> QuerySet[Application]:
    """As `Application.state` says; an unknown word or none: all that are open."""
    rows = Application.objects.filter(switched_at=None)
    undecided, both = rows.filter(decision=""), Q(designation_on__isnull=False, registration_on__isnull=False)
    return {
        "received": undecided.filter(~both, asked_at=None),
        "examined": undecided.filter(both, asked_at=None),
        "incomplete": undecided.exclude(asked_at=None),
        "accepted": rows.filter(decision="accepted"),
        "refused": rows.filter(decision="refused"),
        "withdrawn": rows.filter(decision="withdrawn"),
        "switched": Application.objects.exclude(switched_at=None),
        "ours": undecided.filter(asked_at=None),
        "follow-up": Application.objects.open().filter(follow_up_on__lte=today()),
        "help": Application.objects.open().filter(needs_help=True),
    }.get(state, Application.objects.open())


def to_confirm(*, publisher: Person) -> list[Readiness]:
    """What the services of `publisher` are to confirm, and have confirmed for a day that is still to come; the oldest decision first."""
    services = Appointment.objects.standing().filter(person=publisher, role=Appointment.Role.PUBLISHER).values("service")
    open_ones = Application.objects.waiting_for_services().filter(institution__suspended_at=None, institution__successor=None)
    rows = Readiness.objects.filter(application__in=open_ones, service__in=services)
    whole = rows.select_related("application__institution", "service", "confirmed_by").prefetch_related("application__institution__names")
    return list(whole.order_by("application__decided_at", "service"))


def waiting_to_confirm(publisher: Person) -> int:
    """How many of them nobody has confirmed."""
    return sum(one.ready_from is None for one in to_confirm(publisher=publisher))


def emergencies(*, person: Person) -> tuple[list[tuple[Proposal, Institution]], list[Institution]]:
    """What waits for a second person, and the centres whose documents go on paper in an emergency today; for Security Cell and publishers."""
    rules.require_role(person, *rules.CELL_OR_PUBLISHER)
    waiting = list(Proposal.objects.open().filter(kind=Proposal.Kind.EMERGENCY_PAPER).select_related("proposed_by").order_by("pk"))
    named = Institution.objects.prefetch_related("names")
    centres = named.in_bulk([one.facts["institution"] for one in waiting])
    lasting = named.filter(channel=Channel.ELECTRONIC, paper_until__gte=today()).order_by("paper_until", "pk")
    return [(one, centres[one.facts["institution"]]) for one in waiting], list(lasting)


def switched_from(dossier: Dossier) -> date | None:
    """The day on which the last service is ready, once all have said so: on that day it switches."""
    days = [one.ready_from for one in dossier.services]
    return None if not days or None in days else max(day for day in days if day)


def _whole(rows: QuerySet[Application]) -> QuerySet[Application]:
    people = ("opened_by", "decided_by", "changed_by")
    prefetched = ("institution__names", "forms__checked_by", "examined__examined_by", "services__service", "services__confirmed_by")
    return rows.select_related("institution", *people).prefetch_related(*prefetched)


def _dossiers(applications: list[Application]) -> list[Dossier]:
    seen = seen_at([one.institution for one in applications])
    return [_dossier(one, seen[one.institution_id]) for one in applications]


def _dossier(application: Application, seen: Mapping[str, Seen]) -> Dossier:
    forms = {form.form: form for form in application.forms.all()}
    found = {one.condition: one for one in application.examined.all()}
    return Dossier(
        application,
        {code: forms.get(code) for code in FORMS},
        [Condition(code, found.get(code), seen[code]) for code in CONDITIONS],
        sorted(application.services.all(), key=lambda one: one.service_id),
    )
