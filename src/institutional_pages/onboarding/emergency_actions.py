"""Back to paper in an emergency: proposed and confirmed by two people, with reason and last day; the page stays open (design.md §4.5, E7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction

from institutional_pages.access import deciding, rules
from institutional_pages.access.models import Proposal
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.notices import posting
from institutional_pages.onboarding.errors import EmergencyTooLong, ReasonsMissing, StillOnPaper
from institutional_pages.onboarding.letters import paper_room

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

EMERGENCY: Final = Proposal.Kind.EMERGENCY_PAPER
LONGEST: Final = timedelta(days=31)


@transaction.atomic
def propose_emergency_paper(*, person: Person, institution: Institution, until: date, reason: str) -> Proposal:
    """That the documents of a centre that has switched go on paper up to and including `until`; the same again is the same proposal.

    `StillOnPaper`, `EmergencyTooLong`, `ReasonsMissing`.
    """
    require_recent_proof()
    basis = rules.require_role(person, *rules.CELL_OR_PUBLISHER)
    _require_sensible(institution, until)
    if not reason.strip():
        raise ReasonsMissing
    proposal, is_new = deciding.propose(person, EMERGENCY, None, {"institution": institution.pk, "until": until.isoformat(), "why": reason})
    if is_new:
        audit.record(person, "emergency.proposed", proposal, basis=basis, institution=institution, until=until.isoformat())
        posting.post("emergency_to_confirm", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(proposal))
    return proposal


@transaction.atomic
def confirm_emergency_paper(*, person: Person, proposal: Proposal) -> Proposal:
    """By another of the Security Cell or of a publishing service; from now on new documents are printed. A confirmed one stays as it is."""
    require_recent_proof()
    basis = rules.require_role(person, *rules.CELL_OR_PUBLISHER)
    held = deciding.held(proposal, EMERGENCY)
    if held.confirmed:
        return held
    institution, until = _locked(held.facts["institution"]), date.fromisoformat(held.facts["until"])
    _require_sensible(institution, until)
    deciding.confirm(held, person)
    _set(institution, until)
    audit.record(person, "emergency.begun", held, basis=basis, institution=institution, until=until.isoformat())
    _tell_paper_room(institution, "emergency_paper", until=until.isoformat())
    return held


@transaction.atomic
def drop_emergency_paper(*, person: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another; a dropped one stays as it is."""
    basis = rules.require_role(person, *rules.CELL_OR_PUBLISHER)
    held = deciding.held(proposal, EMERGENCY)
    if deciding.drop(held, person):
        audit.record(person, "emergency.dropped", held, basis=basis)
    return held


@transaction.atomic
def end_emergency_paper(*, person: Person, institution: Institution) -> Institution:
    """Before its last day, by one: from now on new documents come to the page again. Ended already: nothing changes."""
    basis = rules.require_role(person, *rules.CELL_OR_PUBLISHER)
    institution = _locked(institution.pk)
    if not institution.is_on_emergency_paper:
        return institution
    _set(institution, None)
    audit.record(person, "emergency.ended", institution, basis=basis, institution=institution)
    _tell_paper_room(institution, "stop_list")
    return institution


def _require_sensible(institution: Institution, until: date) -> None:
    if institution.channel != Channel.ELECTRONIC or not institution.is_open:
        raise StillOnPaper
    if not today() <= until <= today() + LONGEST:
        raise EmergencyTooLong


def _locked(pk: int) -> Institution:
    """Publishing takes the same lock before it decides a channel."""
    return Institution.objects.select_for_update(no_key=True).prefetch_related("names").get(pk=pk)


def _set(institution: Institution, until: date | None) -> None:
    institution.paper_until = until
    institution.save(update_fields=["paper_until"])


def _tell_paper_room(institution: Institution, kind: str, **facts: Any) -> None:
    for email, language in sorted(paper_room()):
        names = {"centre": institution.name_in(language), **facts}
        posting.post(kind, to=email, language=language, institution=audit.reference(institution), **names)
