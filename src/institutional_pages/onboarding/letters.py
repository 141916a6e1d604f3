"""Who is told on the way to the page, and in which language. Plain steps without rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from institutional_pages.access.models import Appointment, Mandate, Officer
from institutional_pages.audit import recording as audit
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from institutional_pages.catalogue.models import Service
    from institutional_pages.onboarding.models import Application


def write_to_centre(application: Application, kind: str, **facts: Any) -> None:
    """To its own addresses in each of its languages, and to everybody who answers for it in their own."""
    institution = application.institution
    own = {(email, language) for email in institution.emails for language in institution.languages}
    people = {(to, language) for to, language in answering_for(application) if to not in institution.emails}
    _write(application, kind, own | people, **facts)


def write_to_people(application: Application, kind: str, **facts: Any) -> None:
    """To the local administrators, the consultant, the President and the Secretary, each in their own language (S76)."""
    _write(application, kind, answering_for(application), **facts)


def write_to_cell(application: Application, kind: str) -> None:
    """To the mailbox of the Security Cell."""
    _write(application, kind, [(settings.HELPDESK["email"], settings.LANGUAGE_CODE)])


def write_to_services(application: Application, kind: str, services: Iterable[Service]) -> None:
    """To everybody who publishes for one of these services (S67)."""
    publishers = Appointment.objects.standing().filter(role=Appointment.Role.PUBLISHER, service__in=list(services)).select_related("person")
    _write(application, kind, {(one.person.email, one.person.language) for one in publishers})


def write_to_paper_room(application: Application, kind: str) -> None:
    """To the people who print: from now on this centre is, or is no longer, on their list."""
    _write(application, kind, paper_room())


def paper_room() -> set[tuple[str, str]]:
    """Address and language of everybody who prints."""
    room = Appointment.objects.standing().filter(role=Appointment.Role.PAPER_ROOM).select_related("person")
    return {(one.person.email, one.person.language) for one in room}


def answering_for(application: Application) -> set[tuple[str, str]]:
    """Address and language of administrators and officers."""
    officers = Officer.objects.standing().filter(institution=application.institution).select_related("person")
    mandates = Mandate.objects.standing().filter(institution=application.institution).select_related("holder")
    people = [officer.person for officer in officers] + [mandate.holder for mandate in mandates]
    return {(person.email, person.language) for person in people if person.email}


def _write(application: Application, kind: str, to_whom: Iterable[tuple[str, str]], **facts: Any) -> None:
    institution = application.institution
    subject, about = audit.reference(application), audit.reference(institution)
    posting.post_many(
        posting.Letter(kind, to, language, {"centre": institution.name_in(language), "page": str(institution.uuid), **facts}, subject, about)
        for to, language in sorted(to_whom)
    )
