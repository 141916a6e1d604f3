"""Who may, and on the strength of what: each rule answers with the paper the permission rests on, or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from institutional_pages.access.errors import MayNotPublish, NoMandate, NoSuchPage, NotAnOfficer, NotAReader, NotInThisRole, OutsideTheNetwork
from institutional_pages.access.models import Appointment, Grant, Machine, Mandate, Officer
from institutional_pages.catalogue.models import Kind, Law, Publication, Service
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import NetworkRange

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution, Network

SIGNING = (Officer.Office.PRESIDENT, Officer.Office.SECRETARY)


def require_mandate(person: Person, institution: Institution) -> Mandate:
    """The standing mandate under which `person` administers the page of `institution`."""
    mandate = Mandate.objects.standing().filter(holder=person, institution=institution).first()
    if mandate is None:
        raise NoMandate
    return mandate


def require_reader(person: Person, institution: Institution) -> Grant:
    """The grant under which `person` reads the page of `institution`; its scope narrows what (see `within`)."""
    grant = Grant.objects.active().filter(reader=person, institution=institution).select_related("mandate", "officer").first()
    if grant is None or not institution.is_open:
        raise NotAReader
    return grant


def within(grant: Grant) -> Q:
    """What `grant` opens, as a condition on rows that have a law and a kind."""
    if grant.everything:
        return Q()
    rows = list(grant.scopes.values_list("law_id", "kind_id"))
    condition = Q(pk__in=[])
    for law, kind in rows:
        condition |= Q(law_id=law, kind_id=kind)
    return condition


def require_officer(person: Person, institution: Institution, *offices: str) -> Officer:
    """The office that `person` holds today at `institution`: one of `offices`, by default President or Secretary."""
    wanted = offices or SIGNING
    officer = Officer.objects.standing().filter(person=person, institution=institution, office__in=wanted).first()
    if officer is None:
        raise NotAnOfficer
    return officer


def require_role(person: Person, role: str) -> Appointment:
    """The standing appointment of `person` to `role` at the ministry."""
    appointment = Appointment.objects.standing().filter(person=person, role=role).first()
    if appointment is None:
        raise NotInThisRole
    return appointment


def require_publisher(actor: Person | Machine, service: Service, kind: Kind | None = None, law: Law | None = None) -> Appointment | Machine:
    """What lets `actor` publish for `service`, and this kind under this law today."""
    basis = _publisher_machine(actor, service, kind, law) if isinstance(actor, Machine) else _publisher_person(actor, service)
    if kind is not None and law is not None and not Publication.objects.filter(service=service, kind=kind, law=law).valid_on(today()).exists():
        raise MayNotPublish(kind=kind, law=law)
    return basis


def _publisher_machine(machine: Machine, service: Service, kind: Kind | None, law: Law | None) -> Machine:
    if machine.service_id != service.pk or not Machine.objects.standing().filter(pk=machine.pk).exists():
        raise NotInThisRole
    if kind is not None and law is not None and not machine.publishes(kind, law):
        raise MayNotPublish(kind=kind, law=law)
    return machine


def _publisher_person(person: Person, service: Service) -> Appointment:
    appointment = Appointment.objects.standing().filter(person=person, role=Appointment.Role.PUBLISHER, service=service).first()
    if appointment is None:
        raise NotInThisRole
    return appointment


def require_known_at(person: Person, institution: Institution) -> None:
    """That `person` has anything to do with the page: an office, a mandate, a grant or a job there; else the page does not exist for him."""
    known = (
        Officer.objects.standing().filter(person=person, institution=institution).exists()
        or Mandate.objects.open().filter(holder=person, institution=institution).exists()
        or Grant.objects.active().filter(reader=person, institution=institution).exists()
        or person.works_at(institution)
    )
    if not known or not institution.is_open:
        raise NoSuchPage


def require_network(institution: Institution, address: str) -> Network:
    """The network of `institution` in which `address` lies; report-only networks let every address in (S17)."""
    day = today()
    ranges = list(
        NetworkRange.objects.valid_on(day)
        .filter(Q(network__uses__valid_until=None) | Q(network__uses__valid_until__gte=day), network__uses__institution=institution)
        .select_related("network")
    )
    for found in ranges:
        if found.holds(address):
            return found.network
    for found in ranges:
        if found.network.report_only:
            return found.network
    raise OutsideTheNetwork(phone=settings.HELPDESK["phone"])
