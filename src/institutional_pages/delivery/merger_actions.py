"""A centre merges into another: proposed and confirmed by two of the Security Cell, done on its day (design.md §4.14).

Its page is gone from the next click on; its documents stand on the page of the successor, their addressee stays what it was.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection, transaction

from institutional_pages.access import deciding, rules
from institutional_pages.access.errors import LastDayIsPast
from institutional_pages.access.merging import close_page
from institutional_pages.access.models import Appointment, Mandate, Officer, Proposal
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.delivery.errors import MayNotMerge
from institutional_pages.delivery.mergers import MERGE, both_of, has_come, require_may_merge
from institutional_pages.delivery.models import Delivery, PageTotal
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person

ADD_TOTALS: Final = (
    "INSERT INTO delivery_pagetotal (page_id, law_id, kind_id, period, total) "
    "SELECT %s, law_id, kind_id, period, total FROM delivery_pagetotal WHERE page_id = %s "
    "ON CONFLICT (page_id, law_id, kind_id, period) DO UPDATE SET total = delivery_pagetotal.total + excluded.total"
)


@transaction.atomic
def propose_merger(*, member: Person, institution: Institution, successor: Institution, day: date) -> Proposal:
    """That `institution` merges into `successor` on a day, today or later; the same again is the same proposal. `MayNotMerge`, `LastDayIsPast`."""
    require_recent_proof()
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    if day < today():
        raise LastDayIsPast
    require_may_merge(institution, successor)
    facts = {"institution": institution.pk, "successor": successor.pk, "day": day.isoformat()}
    proposal, is_new = deciding.propose(member, MERGE, None, facts)
    if is_new:
        audit.record(member, "merger.proposed", proposal, basis=basis, institution=institution, **_about(proposal))
        posting.post("merger_to_confirm", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(proposal))
    return proposal


@transaction.atomic
def confirm_merger(*, member: Person, proposal: Proposal) -> Proposal:
    """By another; it is done at once when its day has come, else on its day. A confirmed one stays as it is."""
    require_recent_proof()
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    held = deciding.held(proposal, MERGE)
    if held.confirmed:
        return held
    institution, successor = both_of(held)
    require_may_merge(institution, successor)
    deciding.confirm(held, member)
    done: dict[str, Any] = _carry_out(institution, successor) if has_come(held) else {}
    audit.record(member, "merger.confirmed", held, basis=basis, institution=institution, **_about(held), **done)
    return held


@transaction.atomic
def drop_merger(*, member: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another; a dropped one stays as it is."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    held = deciding.held(proposal, MERGE)
    if deciding.drop(held, member):
        audit.record(member, "merger.dropped", held, basis=basis, **_about(held))
    return held


@transaction.atomic
def carry_out_mergers(*, actor: System) -> int:
    """Do the confirmed mergers whose day has come; how many. One that has become impossible meanwhile is told to the Security Cell, once."""
    done = 0
    for proposal in Proposal.objects.filter(kind=MERGE, confirmed=True).order_by("pk"):
        institution, successor = both_of(proposal)
        if not has_come(proposal) or institution.successor_id is not None:
            continue
        try:
            require_may_merge(institution, successor)
        except MayNotMerge:
            once = f"merger-impossible:{proposal.pk}"
            posting.post("merger_impossible", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, once=once)
            continue
        audit.record(actor, "merger.done", proposal, institution=institution, **_about(proposal), **_carry_out(institution, successor))
        done += 1
    return done


def _carry_out(institution: Institution, successor: Institution) -> dict[str, Any]:
    """Everything at once; publishing to either waits for it (`channel.lock`)."""
    list(Institution.objects.select_for_update(no_key=True).filter(pk__in=(institution.pk, successor.pk)).order_by("pk"))
    told = _people(institution, successor)
    ended = close_page(institution, successor)
    moved = Delivery.objects.filter(page=institution).update(page=successor)
    with connection.cursor() as cursor:
        cursor.execute(ADD_TOTALS, [successor.pk, institution.pk])
    PageTotal.objects.filter(page=institution).delete()
    Institution.objects.filter(pk=institution.pk).update(successor=successor)
    for to, language in sorted(told):
        names = {"centre": institution.name_in(language), "successor": successor.name_in(language)}
        posting.post("centres_merged", to=to, language=language, institution=audit.reference(institution), **names)
    return {"documents": moved, "mandates": ended.mandates, "rights": ended.rights, "staff": ended.staff}


def _people(*institutions: Institution) -> set[tuple[str, str]]:
    """Officers and administrators of both: address and language."""
    officers = Officer.objects.standing().filter(institution__in=institutions).select_related("person")
    mandates = Mandate.objects.standing().filter(institution__in=institutions).select_related("holder")
    people = [officer.person for officer in officers] + [mandate.holder for mandate in mandates]
    return {(person.email, person.language) for person in people if person.email}


def _about(proposal: Proposal) -> dict[str, Any]:
    successor = Institution(pk=proposal.facts["successor"])
    return {"successor": audit.reference(successor), "day": proposal.facts["day"]}
