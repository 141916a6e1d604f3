"""Somebody leaves the staff of a centre: what they could do there ends in the same moment, and what they did stays on record (T14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.actions import change_access, end_access, give_access
from institutional_pages.access.errors import HandedToTheLeaver, HasAFunction, NotToYourself
from institutional_pages.access.holding import hold_page, hold_person
from institutional_pages.access.models import Grant
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.scope import Scope, scope_of
from institutional_pages.audit import recording as audit
from institutional_pages.identity.means import end_means
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class Departure:
    """`left`: was on the staff until now; `account_closed`: nothing was left that the account could open."""

    left: bool
    account_closed: bool


@transaction.atomic
def end_employment(*, person: Person, institution: Institution, leaver: Person, reason: str) -> Departure:
    """End the job of `leaver` at once, and with it every access to this page. An account that opens nothing any more is closed, with its card.

    Never needs a living mandate (design.md §4.4). Who has an office or a mandate here keeps the job until that has ended: `HasAFunction`.
    """
    basis = rules.require_revoker(person, institution)
    if person == leaver:
        raise NotToYourself
    hold_page(institution)
    hold_person(leaver)
    if rules.has_function_at(leaver, institution):
        raise HasAFunction
    employment = leaver.employments.standing().filter(institution=institution).first()
    if employment is None:
        return Departure(left=False, account_closed=False)

    employment.ended_at, employment.valid_until, employment.end_reason = timezone.now(), today(), reason
    employment.save(update_fields=["ended_at", "valid_until", "end_reason"])
    for grant in Grant.objects.standing().filter(institution=institution, reader=leaver):
        end_access(person=person, grant=grant, reason=reason)
    closed = not rules.is_known_elsewhere(leaver, besides=institution) and not rules.has_function(leaver, besides=institution)
    if closed:
        _close(leaver)
        _tell("account_closed", leaver, institution)
    else:
        _tell("employment_ended", leaver, institution)
    audit.record(person, "employment.ended", leaver, basis=basis, institution=institution, account_closed=closed)
    return Departure(left=True, account_closed=closed)


@transaction.atomic
def hand_over(*, administrator: Person, institution: Institution, leaver: Person, successor: Person, reason: str) -> Departure:
    """One act: what `leaver` may read `successor` may read too from now on, and `leaver` is off the staff. What they did stays on record.

    An end of the successor's own access stays as it is; whoever is a local administrator gets reading from an officer: `OfficerGivesThis`.
    """
    require_recent_proof()
    mandate = rules.require_mandate(administrator, institution)
    hold_page(institution)
    if successor == leaver:
        raise HandedToTheLeaver
    grant = Grant.objects.active().filter(institution=institution, reader=leaver).first()
    if grant is not None:
        _widen(administrator, institution, successor, scope_of(grant), reason)
        about = {"instead_of": audit.reference(leaver)}
        audit.record(administrator, "access.handed-over", successor, basis=mandate, institution=institution, **about)
    return end_employment(person=administrator, institution=institution, leaver=leaver, reason=reason)


def _widen(administrator: Person, institution: Institution, successor: Person, scope: Scope, reason: str) -> None:
    facts: dict[str, Any] = {"administrator": administrator, "institution": institution, "reader": successor, "reason": reason}
    standing = Grant.objects.active().filter(institution=institution, reader=successor).first()
    if standing is None:
        give_access(**facts, scope=scope, until=None)
    else:
        change_access(**facts, scope=scope_of(standing) | scope, until=standing.valid_until)


def _close(leaver: Person) -> None:
    """From the next click on nobody signs in with it, and nobody goes on with a session that is open."""
    end_means(leaver)
    leaver.is_active, leaver.closed_at, leaver.sessions_end_before = False, timezone.now(), timezone.now()
    leaver.save(update_fields=["is_active", "closed_at", "sessions_end_before"])


def _tell(kind: str, leaver: Person, institution: Institution) -> None:
    about = {"subject": audit.reference(leaver), "institution": audit.reference(institution)}
    posting.post(kind, to=leaver.email, language=leaver.language, centre=institution.name_in(leaver.language), **about)
