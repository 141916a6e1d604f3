"""Which mergers are planned, and which are possible. Nothing here changes anything."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.delivery.errors import MayNotMerge
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

MERGE: Final = Proposal.Kind.MERGE


def planned_mergers(member: Person) -> list[tuple[Proposal, Institution, Institution]]:
    """What waits for a second person, or is confirmed for a later day; for the Security Cell."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    found = Proposal.objects.filter(kind=MERGE).select_related("proposed_by", "decided_by").order_by("pk")
    both = [(proposal, *both_of(proposal)) for proposal in found if proposal.decided_at is None or proposal.confirmed]
    return [(proposal, old, new) for proposal, old, new in both if old.successor_id is None]


def require_may_merge(institution: Institution, successor: Institution) -> None:
    """Two open centres; what stood on a page must not vanish because the successor is still on paper."""
    centres = institution.has_page and successor.has_page
    readable = institution.channel == Channel.PAPER or successor.channel == Channel.ELECTRONIC
    if institution == successor or not centres or not institution.is_open or not successor.is_open or not readable:
        raise MayNotMerge


def both_of(proposal: Proposal) -> tuple[Institution, Institution]:
    """The centre that ends, and the one that takes over."""
    keys = (proposal.facts["institution"], proposal.facts["successor"])
    found = {one.pk: one for one in Institution.objects.filter(pk__in=keys).prefetch_related("names")}
    return found[keys[0]], found[keys[1]]


def has_come(proposal: Proposal) -> bool:
    """Whether it is its day, or later."""
    return date.fromisoformat(proposal.facts["day"]) <= today()
