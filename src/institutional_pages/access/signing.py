"""Who signs what concerns a local administrator: President and Secretary, or the consultant for the one who is the administrator himself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from institutional_pages.access import rules
from institutional_pages.access.errors import HoldersDoNotSign, NotAnOfficer
from institutional_pages.access.models import Officer

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


def require_signatory(person: Person, institution: Institution, *, holder: Person) -> tuple[str, Officer]:
    """
    The side (president or secretary) that `person` signs of what concerns the administrator `holder`, and the office that lets him.

    The consultant signs for an officer who is the holder (design.md §4.3).
    """
    if person == holder:
        raise HoldersDoNotSign
    officer = office_of(person, institution)
    if officer is not None:
        return officer.office, officer
    officer = rules.require_officer(person, institution, Officer.Office.CONSULTANT)
    own = office_of(holder, institution)
    if own is None:
        raise NotAnOfficer
    return own.office, officer


def signatories(institution: Institution, *, besides: Person) -> list[Person]:
    """The two who sign what concerns the administrator `besides`: an officer who is himself the one gives way to the consultant."""
    standing = list(Officer.objects.standing().filter(institution=institution).select_related("person").order_by("pk"))
    with_consultant = any(officer.person_id == besides.pk and officer.office in rules.SIGNING for officer in standing)
    signing = [officer.person for officer in standing if officer.office in rules.SIGNING or with_consultant]
    return [person for person in signing if person.pk != besides.pk]


def office_of(person: Person, institution: Institution) -> Officer | None:
    """The office of President or Secretary that `person` holds there today."""
    return Officer.objects.standing().filter(person=person, institution=institution, office__in=rules.SIGNING).first()
