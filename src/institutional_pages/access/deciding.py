"""The steps that all proposals share: made once, held while it is decided, decided once. Plain steps without rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from institutional_pages.access.errors import NoSuchPage, NotToYourself
from institutional_pages.access.independence import require_independent
from institutional_pages.access.ministry_errors import AnotherConfirms, ProposalDecided
from institutional_pages.access.models import Proposal

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


def propose(member: Person, kind: str, person: Person | None, facts: dict[str, Any]) -> tuple[Proposal, bool]:
    """The proposal, and whether it is new."""
    standing = next((one for one in Proposal.objects.open().filter(kind=kind, person=person) if one.facts == facts), None)
    if standing is not None:
        return standing, False
    return Proposal.objects.create(kind=kind, person=person, facts=facts, proposed_by=member, proposed_at=timezone.now()), True


def held(proposal: Proposal, *kinds: str) -> Proposal:
    """The row as it stands now, kept from others until this transaction ends; `NoSuchPage` for a proposal of another kind."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("person", "proposed_by")
    found = rows.filter(pk=proposal.pk, kind__in=kinds).first()
    if found is None:
        raise NoSuchPage
    return found


def confirm(proposal: Proposal, member: Person) -> None:
    """By another than who proposed, and than whom it is about; neither of the two made the password of the other."""
    if proposal.decided_at is not None:
        raise ProposalDecided
    if member == proposal.person:
        raise NotToYourself
    if member == proposal.proposed_by:
        raise AnotherConfirms
    require_independent(proposal.proposed_by, member)
    _decide(proposal, member, confirmed=True)


def drop(proposal: Proposal, member: Person) -> bool:
    """Whether it was dropped now; a dropped one stays as it is, a confirmed one is not dropped."""
    if proposal.confirmed:
        raise ProposalDecided
    if proposal.decided_at is not None:
        return False
    _decide(proposal, member, confirmed=False)
    return True


def _decide(proposal: Proposal, member: Person, *, confirmed: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.confirmed = member, timezone.now(), confirmed
    proposal.save(update_fields=["decided_by", "decided_at", "confirmed"])
