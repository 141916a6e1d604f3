"""The secured networks: ranges begin and end, and a centre is opened for some days, by two people of Security Cell or operation."""

from __future__ import annotations

from datetime import date, timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction

from institutional_pages.access import deciding, rules
from institutional_pages.access.errors import LastDayIsPast
from institutional_pages.access.ministry_errors import NoRange, OpenTooLong, ProposalDecided, RangeStands, RangeTooWide, UseStands
from institutional_pages.access.models import Proposal
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, Network, NetworkRange, NetworkUse
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

Kind = Proposal.Kind
KINDS: Final = (Kind.ADD_RANGE, Kind.END_RANGE, Kind.OPEN_CENTRE, Kind.REPORT_ONLY, Kind.ADD_USE, Kind.END_USE)
LONGEST_OPEN: Final = timedelta(days=30)
WIDEST: Final = {4: 8, 6: 20}  # bits: a network of a country is narrower, and 0.0.0.0/0 is none at all


@transaction.atomic
def propose_range(*, member: Person, network: Network, cidr: str) -> Proposal:
    """That people come in from `cidr` too; the same again is the same proposal. `NoRange`, `RangeTooWide`, `RangeStands`."""
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    written = _written(cidr)
    if NetworkRange.objects.valid_on(today()).filter(network=network, cidr=written).exists():
        raise RangeStands
    proposal, is_new = deciding.propose(member, Kind.ADD_RANGE, None, {"network": network.pk, "cidr": written})
    if is_new:
        audit.record(member, "network.proposed", proposal, basis=basis, **_about(proposal))
        _ask_for_another(proposal)
    return proposal


@transaction.atomic
def propose_end_of_range(*, member: Person, found: NetworkRange) -> Proposal:
    """That nobody comes in from this range any more; the same again is the same proposal."""
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    if not NetworkRange.objects.valid_on(today()).filter(pk=found.pk).exists():
        raise ProposalDecided
    facts = {"range": found.pk, "network": found.network_id, "cidr": found.cidr}
    proposal, is_new = deciding.propose(member, Kind.END_RANGE, None, facts)
    if is_new:
        audit.record(member, "network.proposed", proposal, basis=basis, **_about(proposal))
        _ask_for_another(proposal)
    return proposal


@transaction.atomic
def propose_opening(*, member: Person, institution: Institution, until: date) -> Proposal:
    """That whoever is outside is let in at this centre until a day, thirty days from now at the most: when its network is down, or not known yet.

    Everybody still shows both factors, and from where they came is on record.
    """
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    if until < today():
        raise LastDayIsPast
    if until > today() + LONGEST_OPEN:
        raise OpenTooLong
    facts = {"institution": institution.pk, "until": until.isoformat()}
    proposal, is_new = deciding.propose(member, Kind.OPEN_CENTRE, None, facts)
    if is_new:
        audit.record(member, "network.proposed", proposal, basis=basis, institution=institution, **_about(proposal))
        _ask_for_another(proposal)
    return proposal


@transaction.atomic
def propose_report_only(*, member: Person, network: Network) -> Proposal:
    """That whoever is outside is let in at every institution of `network`, and written down, while it is set up."""
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    if network.report_only:
        raise ProposalDecided
    proposal, is_new = deciding.propose(member, Kind.REPORT_ONLY, None, {"network": network.pk})
    if is_new:
        audit.record(member, "network.proposed", proposal, basis=basis, **_about(proposal))
        _ask_for_another(proposal)
    return proposal


@transaction.atomic
def propose_use(*, member: Person, institution: Institution, network: Network, uses: bool) -> Proposal:
    """That `institution` uses `network` from now on, or no longer; the same again is the same proposal. `UseStands` when it is so already."""
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    if NetworkUse.objects.valid_on(today()).filter(institution=institution, network=network).exists() == uses:
        raise UseStands
    facts = {"institution": institution.pk, "network": network.pk}
    proposal, is_new = deciding.propose(member, Kind.ADD_USE if uses else Kind.END_USE, None, facts)
    if is_new:
        audit.record(member, "network.proposed", proposal, basis=basis, institution=institution, **_about(proposal))
        _ask_for_another(proposal)
    return proposal


@transaction.atomic
def end_report_only(*, member: Person, network: Network) -> bool:
    """Let nobody in any more who is outside, at once and alone; whether the network was report-only."""
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    ended = Network.objects.filter(pk=network.pk, report_only=True).update(report_only=False)
    if ended:
        audit.record(member, "network.enforced", network, basis=basis)
    return bool(ended)


@transaction.atomic
def confirm_network_change(*, member: Person, proposal: Proposal) -> Proposal:
    """Do what somebody else proposed; it works at the next click. A confirmed one stays as it is."""
    require_recent_proof()
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    held = deciding.held(proposal, *KINDS)
    if held.confirmed:
        return held
    deciding.confirm(held, member)
    institution = _DOING[Kind(held.kind)](held.facts)
    audit.record(member, "network.changed", held, basis=basis, institution=institution or "", **_about(held))
    return held


@transaction.atomic
def drop_network_change(*, member: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another; a dropped one stays as it is."""
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    held = deciding.held(proposal, *KINDS)
    if deciding.drop(held, member):
        audit.record(member, "network.dropped", held, basis=basis, **_about(held))
    return held


@transaction.atomic
def close_centre(*, member: Person, institution: Institution) -> bool:
    """Let nobody in from outside any more, at once and alone: closing never waits for a second person; whether it was open."""
    basis = rules.require_role(member, *rules.CELL_OR_OPERATOR)
    closed = NetworkUse.objects.filter(institution=institution, open_until__gte=today()).update(open_until=None)
    if closed:
        audit.record(member, "network.closed", institution, basis=basis, institution=institution)
    return bool(closed)


def _written(cidr: str) -> str:
    """As the address library writes it: `10.20.0.0/16`."""
    try:
        found = ip_network(cidr.strip())
    except ValueError:
        raise NoRange from None
    if found.prefixlen < WIDEST[found.version]:
        raise RangeTooWide
    return str(found)


def _about(proposal: Proposal) -> dict[str, Any]:
    facts = proposal.facts
    return {"what": proposal.kind, **{name: facts[name] for name in ("network", "cidr", "until") if name in facts}}


def _ask_for_another(proposal: Proposal) -> None:
    posting.post("network_to_confirm", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(proposal))


def _add(facts: dict[str, Any]) -> Institution | None:
    NetworkRange.objects.get_or_create(network_id=facts["network"], cidr=facts["cidr"], valid_until=None, defaults={"valid_from": today()})
    return None


def _end(facts: dict[str, Any]) -> Institution | None:
    """From now on: the last day is yesterday, or, for one that began today, the row of today is no longer of any use."""
    found = NetworkRange.objects.get(pk=facts["range"])
    if found.valid_from >= today():
        found.delete()
    else:
        found.valid_until = today() - timedelta(days=1)
        found.save(update_fields=["valid_until"])
    return None


def _open(facts: dict[str, Any]) -> Institution | None:
    institution = Institution.objects.get(pk=facts["institution"])
    until = date.fromisoformat(facts["until"])
    if until < today():
        raise LastDayIsPast
    NetworkUse.objects.valid_on(today()).filter(institution=institution).update(open_until=until)
    return institution


def _report_only(facts: dict[str, Any]) -> Institution | None:
    Network.objects.filter(pk=facts["network"]).update(report_only=True)
    return None


def _use(facts: dict[str, Any]) -> Institution | None:
    institution = Institution.objects.get(pk=facts["institution"])
    standing = {"institution": institution, "network_id": facts["network"], "valid_until": None}
    NetworkUse.objects.get_or_create(**standing, defaults={"valid_from": today()})
    return institution


def _end_use(facts: dict[str, Any]) -> Institution | None:
    """As for a range."""
    institution = Institution.objects.get(pk=facts["institution"])
    uses = NetworkUse.objects.valid_on(today()).filter(institution=institution, network=facts["network"])
    uses.filter(valid_from__gte=today()).delete()
    uses.update(valid_until=today() - timedelta(days=1))
    return institution


_DOING: Final = {
    Kind.ADD_RANGE: _add,
    Kind.END_RANGE: _end,
    Kind.OPEN_CENTRE: _open,
    Kind.REPORT_ONLY: _report_only,
    Kind.ADD_USE: _use,
    Kind.END_USE: _end_use,
}
