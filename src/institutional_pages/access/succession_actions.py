"""A new officer confirms the mandates of the one before; who does not in time is called to the attention of the Security Cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.errors import MandateEnded, NotAnOfficer
from institutional_pages.access.models import Confirmation, Mandate
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.succession import inherited
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting
from institutional_pages.notices.models import Notice

if TYPE_CHECKING:
    from institutional_pages.access.succession import Inherited
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person


@transaction.atomic
def confirm_mandate(*, officer: Person, mandate: Mandate) -> Mandate:
    """The mandate that somebody else has signed for this office goes on under `officer`. Confirmed already: nothing changes."""
    require_recent_proof()
    office = rules.require_officer(officer, mandate.institution)
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("institution", "holder").get(pk=mandate.pk)
    if not mandate.is_standing:
        raise MandateEnded
    if Confirmation.objects.filter(mandate=mandate, officer=office).exists():
        return mandate
    if not any(one.officer == office for one in inherited([mandate])):
        raise NotAnOfficer
    Confirmation.objects.create(mandate=mandate, officer=office, confirmed_at=timezone.now())
    audit.record(officer, "mandate.confirmed", mandate, basis=office, institution=mandate.institution)
    return mandate


@transaction.atomic
def tell_successors(*, actor: System) -> int:
    """Tell a new officer, once, which mandates wait for a word; after thirty days the Security Cell, once. Of how many mandates."""
    told = 0
    mandates = list(Mandate.objects.standing().select_related("institution", "holder").prefetch_related("institution__names").order_by("pk"))
    for one in inherited(mandates):
        late = today() > one.until
        if _was_posted(key := f"mandate-inherited:{one.mandate.pk}:{one.officer.pk}{':late' if late else ''}"):
            continue
        if late:
            _tell("mandate_unconfirmed", settings.HELPDESK["email"], settings.LANGUAGE_CODE, one, once=key)
        else:
            _tell("mandate_to_confirm", one.officer.person.email, one.officer.person.language, one, once=key)
        audit.record(actor, "mandate.flagged", one.mandate, basis=one.officer, institution=one.mandate.institution, late=late)
        told += 1
    return told


def _was_posted(once: str) -> bool:
    return Notice.objects.filter(once=once).exists()


def _tell(kind: str, to: str, language: str, one: Inherited, *, once: str) -> None:
    centre = one.mandate.institution
    about = {"subject": audit.reference(one.mandate), "institution": audit.reference(centre), "once": once}
    posting.post(kind, to=to, language=language, centre=centre.name_in(language), until=one.until.isoformat(), **about)
