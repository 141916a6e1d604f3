"""Somebody leaves the staff of a centre: what they could do there ends in the same moment, and what they did stays on record (T14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.actions import end_access
from institutional_pages.access.errors import HasAFunction, NotToYourself
from institutional_pages.access.holding import hold_page, hold_person
from institutional_pages.access.models import Grant
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


def _close(leaver: Person) -> None:
    """From the next click on nobody signs in with it, and nobody goes on with a session that is open."""
    end_means(leaver)
    leaver.is_active, leaver.closed_at, leaver.sessions_end_before = False, timezone.now(), timezone.now()
    leaver.save(update_fields=["is_active", "closed_at", "sessions_end_before"])


def _tell(kind: str, leaver: Person, institution: Institution) -> None:
    about = {"subject": audit.reference(leaver), "institution": audit.reference(institution)}
    posting.post(kind, to=leaver.email, language=leaver.language, centre=institution.name_in(leaver.language), **about)
