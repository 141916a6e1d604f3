"""Looking where the law wants looking itself to leave a trace: the auditor's trail, and the Security Cell's view of who reads a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.audit import origin
from institutional_pages.audit import recording as audit
from institutional_pages.audit.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def look_at_audit(*, auditor: Person) -> None:
    """Write down that the trail was looked at (security.md §1, row 30); the same again in the same session writes nothing."""
    appointment = rules.require_role(auditor, Appointment.Role.AUDITOR)
    if not _looked_already(auditor, "audit.looked"):
        audit.record(auditor, "audit.looked", basis=appointment)


@transaction.atomic
def look_at_readers(*, auditor: Person, documents: Mapping[str, str]) -> None:
    """Write down, once a session and document, who looked up what happened to it (security.md §1, row 9: allowed, and prominently logged).

    `documents` are references, each with that of its page: the event stands with the document, and with its centre.
    """
    appointment = rules.require_role(auditor, Appointment.Role.AUDITOR)
    for document, page in documents.items():
        if not _looked_already(auditor, "audit.document-looked", page, document):
            audit.record(auditor, "audit.document-looked", document, basis=appointment, institution=page)


@transaction.atomic
def take_audit(*, auditor: Person, **sought: str) -> None:
    """Write down that the trail was taken away as a file, and by which filter, each time; `sought` are references, codes and days, no names."""
    appointment = rules.require_role(auditor, Appointment.Role.AUDITOR)
    audit.record(auditor, "audit.taken", basis=appointment, **sought)


@transaction.atomic
def look_at_access(*, member: Person, institution: Institution) -> None:
    """Write down that the Security Cell saw who reads this page (security.md §1, row 19: allowed and logged); once a session and page."""
    appointment = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    if not _looked_already(member, "access.looked", institution):
        audit.record(member, "access.looked", basis=appointment, institution=institution)


def _looked_already(person: Person, verb: str, institution: Institution | str = "", subject: str = "") -> bool:
    session = origin.current().session
    mine = Event.objects.filter(actor=audit.reference(person), verb=verb, subject=subject, institution=audit.reference(institution))
    return bool(session) and mine.filter(text__canonical__contains=f'"session":"{session}"').exists()
