"""Who may enter the screens of access, and whom they are about: a stranger and an unknown address are the same 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from institutional_pages.access import rules
from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Appointment, Grant
from institutional_pages.administration.audit_actions import look_at_access
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution
from institutional_pages.web.visits import ministry_role, page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def overseen_page(request: HttpRequest, page_id: UUID) -> Institution:
    """The page, for its own people, or from the network of the ministry for the Security Cell, of whom it is written down (row 19: L).

    The ministry has no page, but people whose means of sign-in the Security Cell makes.
    """
    try:
        return page_of(request, page_id)
    except NoSuchPage:
        if not is_security_cell(signed_in(request)):
            raise
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    institution = Institution.objects.filter(uuid=page_id).prefetch_related("names").first()
    if institution is None:
        raise NoSuchPage
    look_at_access(member=signed_in(request), institution=institution)
    return institution


def is_security_cell(person: Person) -> bool:
    """Whether appointed to the Security Cell today."""
    return Appointment.objects.standing().filter(person=person, role=Appointment.Role.SECURITY_CELL).exists()


def is_administrator(person: Person, institution: Institution) -> bool:
    """Whether a standing mandate lets `person` act; only for what to show: every action asks again."""
    return person.mandates.standing().filter(institution=institution).exists() and institution.is_open


def grant_at(institution: Institution, grant_id: UUID) -> Grant:
    """The access with this address at this page."""
    grant = Grant.objects.filter(institution=institution, uuid=grant_id).select_related("reader", "institution").first()
    if grant is None:
        raise NoSuchPage
    return grant


def person_at(institution: Institution, person_id: UUID) -> Person:
    """The person with this address, if they have or had anything to do with this page."""
    known = Q(employments__institution=institution) | Q(offices__institution=institution) | Q(mandates__institution=institution)
    person = Person.objects.filter(known | Q(grants__institution=institution), uuid=person_id).distinct().first()
    if person is None:
        raise NoSuchPage
    return person


def require_card_hand(person: Person, institution: Institution, holder: Person) -> None:
    """That `person` has any say over the card of `holder`: an administrator, also a former one, or the Security Cell."""
    rules.require_card_revoker(person, institution, holder)
