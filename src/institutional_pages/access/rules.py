"""Who may, and on the strength of what: each rule answers with the paper the permission rests on, or refuses."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet

from institutional_pages.access.errors import (
    MayNotEnd,
    MayNotPublish,
    MayNotSee,
    NoMandate,
    NoSuchPage,
    NotAnOfficer,
    NotAReader,
    NotInThisRole,
    NotOnStaff,
    NotToYourself,
    OwnAccountClosed,
    SecurityCellDoesThis,
)
from institutional_pages.access.machines import COMMAND_LINE
from institutional_pages.access.models import Appointment, Grant, Machine, Mandate, Officer
from institutional_pages.catalogue.models import Kind, Law, Publication, Service
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.statements import A_PAGE, A_PERSON, Written

if TYPE_CHECKING:
    from datetime import date

Reader = Person | Machine
CELL_OR_OPERATOR = (Appointment.Role.SECURITY_CELL, Appointment.Role.OPERATOR)
CELL_OR_PUBLISHER = (Appointment.Role.SECURITY_CELL, Appointment.Role.PUBLISHER)
SIGNING = (Officer.Office.PRESIDENT, Officer.Office.SECRETARY)


def require_mandate(person: Person, institution: Institution) -> Mandate:
    """The standing mandate under which `person` administers the page of `institution`; a suspended or merged centre has none."""
    mandate = Mandate.objects.standing().filter(holder=person, institution=institution).first()
    if mandate is None or not institution.is_open:
        raise NoMandate
    return mandate


def require_reader(reader: Person | Machine, institution: Institution) -> Grant:
    """The grant under which `reader` reads the page of `institution`, with what it opens (see `within`); one statement for a person.

    A machine of the centre reads what it was registered for; that is no row of its own.
    """
    if isinstance(reader, Machine):
        return _registered_for(reader, institution)
    rows = _grants(connection.vendor, today()).asked({A_PERSON: reader.pk, A_PAGE: institution.pk})
    if not rows or not institution.is_open:
        raise NotAReader
    grant: Grant = rows[0]
    grant.opened = [(row.law, row.kind) for row in rows if row.law is not None]
    return grant


def _registered_for(machine: Machine, institution: Institution) -> Grant:
    standing = Machine.objects.standing().filter(pk=machine.pk, institution=institution).exists()
    if not standing or not institution.is_open:
        raise NotAReader
    laws, kinds = list(machine.laws.all()), list(machine.kinds.all())
    grant = Grant(institution=institution, everything=not laws and not kinds)
    grant.opened = [(law.pk, kind.pk) for law in laws or Law.objects.all() for kind in kinds or Kind.objects.all()]
    return grant


@lru_cache(maxsize=1)
def _grants(vendor: str, day: date) -> Written:  # noqa: ARG001 - the key of the cache
    """One row for each law × kind, at least one for each grant."""
    grants = Grant.objects.active().filter(reader=A_PERSON, institution=A_PAGE)
    return Written.of(grants.annotate(law=F("scopes__law"), kind=F("scopes__kind")))


def grants_that_open(law: OuterRef, kind: OuterRef) -> QuerySet[Grant]:
    """The active grants of `A_PERSON` at `A_PAGE` that open rows of this law and kind: as `within`, inside a `Written` statement."""
    opens = Q(everything=True) | Q(scopes__law=law, scopes__kind=kind)
    return Grant.objects.active().filter(opens, reader=A_PERSON, institution=A_PAGE)


def within(grant: Grant) -> Q:
    """What `grant` opens, as a condition on rows that have a law and a kind."""
    if grant.everything:
        return Q()
    condition = Q(pk__in=[])
    for law, kind in grant.opened:
        condition |= Q(law_id=law, kind_id=kind)
    return condition


def require_officer(person: Person, institution: Institution, *offices: str) -> Officer:
    """The office that `person` holds today at `institution`: one of `offices`, by default President or Secretary."""
    wanted = offices or SIGNING
    officer = Officer.objects.standing().filter(person=person, institution=institution, office__in=wanted).first()
    if officer is None:
        raise NotAnOfficer
    return officer


def require_officer_or_mandate(person: Person, institution: Institution) -> Officer | Mandate:
    """The office of President or Secretary, or the standing mandate, under which `person` decides for the centre."""
    return _office(person, institution, *SIGNING) or require_mandate(person, institution)


def require_applicant(person: Person, institution: Institution) -> Officer | Mandate:
    """The office, consultant included, or the standing mandate under which `person` applies for the page (S71)."""
    return _office(person, institution, *Officer.Office.values) or require_mandate(person, institution)


def require_role(person: Person, *roles: str) -> Appointment:
    """The standing appointment of `person` to `roles` at the ministry: to one of them where there are several."""
    appointment = Appointment.objects.standing().filter(person=person, role__in=roles).order_by("role").first()
    if appointment is None:
        raise NotInThisRole
    return appointment


def require_publisher(actor: Person | Machine, service: Service, kind: Kind | None = None, law: Law | None = None) -> Appointment | Machine | str:
    """What lets `actor` publish for `service`, and this kind under this law today; who has the shell needs no paper: `command-line`."""
    basis = _publisher_machine(actor, service, kind, law) if isinstance(actor, Machine) else _publisher_person(actor, service)
    if kind is not None and law is not None and not Publication.objects.filter(service=service, kind=kind, law=law).valid_on(today()).exists():
        raise MayNotPublish(kind=kind, law=law)
    return basis


def _publisher_machine(machine: Machine, service: Service, kind: Kind | None, law: Law | None) -> Machine | str:
    if machine.service_id != service.pk or not Machine.objects.standing().filter(pk=machine.pk).exists():
        raise NotInThisRole
    if kind is not None and law is not None and not machine.publishes(kind, law):
        raise MayNotPublish(kind=kind, law=law)
    return "command-line" if machine.name == COMMAND_LINE else machine


def _publisher_person(person: Person, service: Service) -> Appointment:
    appointment = Appointment.objects.standing().filter(person=person, role=Appointment.Role.PUBLISHER, service=service).first()
    if appointment is None:
        raise NotInThisRole
    return appointment


def require_known_at(person: Person, institution: Institution) -> None:
    """That `person` has anything to do with the page: an office, a mandate, a grant or a job there; else the page does not exist for him."""
    if not institution.is_open or not any(rows.exists() for rows in ties(person, institution)):
        raise NoSuchPage


def ties(person: Person, institution: Institution | OuterRef) -> tuple[QuerySet[Any], ...]:
    """What makes a page exist for `person`, one of these is enough: an office, an open mandate, a grant or a job, each standing today."""
    return (
        Officer.objects.standing().filter(person=person, institution=institution),
        Mandate.objects.open().filter(holder=person, institution=institution),
        Grant.objects.active().filter(reader=person, institution=institution),
        person.employments.standing().filter(institution=institution),
    )


def workplaces(person: Person) -> list[Institution]:
    """Where `person` is employed or holds an office today; for who has a role at the ministry, the ministry too."""
    offices = Officer.objects.standing().filter(person=person).values("institution")
    places = Q(pk__in=person.employments.standing().values("institution")) | Q(pk__in=offices)
    if Appointment.objects.standing().filter(person=person).exists():
        places |= Q(type=Institution.Type.MINISTRY)
    return list(Institution.objects.filter(places).order_by("pk"))


def require_own_account(person: Person) -> Person:
    """The account of `person` as it is now, held until the transaction ends; a closed one does nothing any more."""
    account = Person.objects.select_for_update().filter(pk=person.pk, is_active=True, closed_at=None).first()
    if account is None:
        raise OwnAccountClosed(phone=settings.HELPDESK["phone"])
    return account


def require_mandate_ender(person: Person, mandate: Mandate) -> Officer | Appointment:
    """The office under which `person` withdraws `mandate`, or the appointment under which the Security Cell suspends it."""
    basis = _office(person, mandate.institution, *SIGNING) or _security_cell(person)
    if basis is None:
        require_known_at(person, mandate.institution)
        raise MayNotEnd
    return basis


def require_revoker(person: Person, institution: Institution) -> Mandate | Officer | Appointment:
    """What lets `person` take away access: a mandate, even an ended one, an office, or the Security Cell. Never needs a living mandate."""
    basis = _mandate_then_or_now(person, institution) or _office(person, institution, *Officer.Office.values) or _security_cell(person)
    if basis is None:
        require_known_at(person, institution)
        raise MayNotEnd
    return basis


def require_overseer(person: Person, institution: Institution) -> Mandate | Officer | Appointment:
    """What lets `person` see who has access to the page (security.md §1, row 19)."""
    basis = _mandate_then_or_now(person, institution) or _office(person, institution, *Officer.Office.values) or _security_cell(person)
    if basis is None:
        require_known_at(person, institution)
        raise MayNotSee
    return basis


def require_on_staff(person: Person, institution: Institution) -> None:
    """That `person` may be a reader: on the staff, or President or Secretary; with an open account (S20)."""
    if not person.is_active or not (person.works_at(institution) or _office(person, institution, *SIGNING)):
        raise NotOnStaff


def require_issuer(person: Person, institution: Institution, holder: Person) -> Mandate | Appointment:
    """What lets `person` make means of sign-in for `holder`, never for himself; of who has a function or works elsewhere, the Security Cell.

    Otherwise an administrator could print the President's card and sign his own mandate with it, or read the page of another centre.
    """
    if person == holder:
        raise NotToYourself
    cell = _security_cell(person)
    if cell is not None:
        return cell
    mandate = require_mandate(person, institution)
    require_on_staff(holder, institution)
    if has_function(holder, besides=institution) or is_known_elsewhere(holder, besides=institution):
        raise SecurityCellDoesThis(phone=settings.HELPDESK["phone"])
    return mandate


def require_card_revoker(person: Person, institution: Institution, holder: Person) -> Mandate | Appointment:
    """What lets `person` revoke the card of `holder`: a mandate, even an ended one, or the Security Cell."""
    cell = _security_cell(person)
    if cell is not None:
        return cell
    mandate = _mandate_then_or_now(person, institution)
    if mandate is None:
        raise NoMandate
    require_on_staff(holder, institution)
    return mandate


def has_function_at(person: Person, institution: Institution) -> bool:
    """Whether `person` holds an office or an open mandate at `institution`."""
    mandates = Mandate.objects.open().filter(holder=person, institution=institution)
    return mandates.exists() or _office(person, institution, *Officer.Office.values) is not None


def has_function(person: Person, *, besides: Institution) -> bool:
    """Whether `person` holds an office anywhere, a role at the ministry, or a mandate at another centre than `besides`."""
    return (
        Officer.objects.standing().filter(person=person).exists()
        or Appointment.objects.standing().filter(person=person).exists()
        or Mandate.objects.open().filter(holder=person).exclude(institution=besides).exists()
    )


def is_known_elsewhere(person: Person, *, besides: Institution) -> bool:
    """Whether `person` is employed or reads at another institution than `besides`: means of sign-in open everything at once."""
    grants = Grant.objects.active().filter(reader=person).exclude(institution=besides)
    return grants.exists() or person.employments.standing().exclude(institution=besides).exists()


def _office(person: Person, institution: Institution, *offices: str) -> Officer | None:
    return Officer.objects.standing().filter(person=person, institution=institution, office__in=offices).first()


def _security_cell(person: Person) -> Appointment | None:
    return Appointment.objects.standing().filter(person=person, role=Appointment.Role.SECURITY_CELL).first()


def _mandate_then_or_now(person: Person, institution: Institution) -> Mandate | None:
    """The last enabled mandate; an ended one counts only while its holder still has a place at the centre."""
    mandate = Mandate.objects.filter(holder=person, institution=institution, enabled_at__isnull=False).order_by("-pk").first()
    if mandate is None or mandate.is_standing:
        return mandate
    return mandate if person.works_at(institution) or _office(person, institution, *Officer.Office.values) else None
