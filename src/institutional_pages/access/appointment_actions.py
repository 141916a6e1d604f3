"""Roles at the ministry: one member of the Security Cell proposes, another confirms, for giving and for ending alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.account_actions import AddedColleague
from institutional_pages.access.errors import (
    AnotherConfirms,
    LastDayIsPast,
    NotAtTheMinistry,
    NotToYourself,
    ProposalDecided,
    RoleStands,
    ServiceMissing,
)
from institutional_pages.access.holding import hold_person
from institutional_pages.access.independence import require_independent
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.access.never_together import require_compatible
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.staff import take_on
from institutional_pages.access.temporary_password import make_temporary_password
from institutional_pages.audit import recording as audit
from institutional_pages.catalogue.models import Service
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

Role, Kind = Appointment.Role, Proposal.Kind


@dataclass(frozen=True, slots=True)
class Wish:
    """The role that is wished for; a publisher has a service, and `until` is the last day, if there is one."""

    role: str
    service: Service | None = None
    until: date | None = None

    @property
    def facts(self) -> dict[str, str]:
        """As a proposal keeps it."""
        return {"role": self.role, "service": self.service.code if self.service else "", "until": self.until.isoformat() if self.until else ""}

    @classmethod
    def of(cls, proposal: Proposal) -> Wish:
        """What `proposal` wishes."""
        facts = proposal.facts
        service = Service.objects.get(code=facts["service"]) if facts["service"] else None
        return cls(facts["role"], service, date.fromisoformat(facts["until"]) if facts["until"] else None)


@transaction.atomic
def add_to_ministry(*, member: Person, username: str, first_name: str, last_name: str, email: str, language: str) -> AddedColleague:
    """Put somebody on the staff of the ministry, with an account that has no role yet; the same e-mail again changes nothing."""
    require_recent_proof()
    appointment = rules.require_role(member, Role.SECURITY_CELL)
    ministry = Institution.objects.filter(type=Institution.Type.MINISTRY).order_by("pk").get()
    password = make_temporary_password()
    details = {"username": username, "first_name": first_name, "last_name": last_name, "email": email, "language": language}
    taken = take_on(ministry, **details, password=password)
    if taken.came:
        audit.record(member, "person.added", taken.person, basis=appointment, institution=ministry, new_account=taken.is_new)
        _tell("colleague_added" if taken.is_new else "colleague_known", taken.person, centre=ministry.name_in(taken.person.language))
    return AddedColleague(taken.person, password if taken.is_new else "")


@transaction.atomic
def propose_appointment(*, member: Person, person: Person, wish: Wish) -> Proposal:
    """Ask for `wish` for somebody of the ministry, never for oneself; the same again is the same proposal."""
    require_recent_proof()
    basis = rules.require_role(member, Role.SECURITY_CELL)
    hold_person(person)
    _check(person, wish)
    if person == member:
        raise NotToYourself
    proposal, is_new = _propose(member, Kind.APPOINT, person, wish.facts)
    if is_new:
        audit.record(member, "proposal.made", proposal, basis=basis, person=audit.reference(person), role=wish.role)
    return proposal


@transaction.atomic
def propose_end(*, member: Person, appointment: Appointment) -> Proposal:
    """Ask that a role ends, never one's own; the same again is the same proposal."""
    require_recent_proof()
    basis = rules.require_role(member, Role.SECURITY_CELL)
    hold_person(appointment.person)
    if appointment.person == member:
        raise NotToYourself
    if not Appointment.objects.standing().filter(pk=appointment.pk).exists():
        raise ProposalDecided
    facts = {"appointment": appointment.pk, "role": appointment.role}
    proposal, is_new = _propose(member, Kind.END_APPOINTMENT, appointment.person, facts)
    if is_new:
        audit.record(member, "proposal.made", proposal, basis=basis, person=audit.reference(appointment.person), role=appointment.role)
    return proposal


@transaction.atomic
def confirm_proposal(*, member: Person, proposal: Proposal) -> Proposal:
    """Do what another member proposed. Neither who proposed nor whom it is about confirms; a confirmed one stays as it is."""
    require_recent_proof()
    basis = rules.require_role(member, Role.SECURITY_CELL)
    held = _held(proposal)
    if held.confirmed:
        return held
    if held.decided_at is not None:
        raise ProposalDecided
    if member == held.person:
        raise NotToYourself
    if member == held.proposed_by:
        raise AnotherConfirms
    require_independent(held.proposed_by, member)
    _decide(held, member, confirmed=True)
    verb, appointment = ("appointment.given", _appoint(held, member)) if held.kind == Kind.APPOINT else ("appointment.ended", _end(held))
    about = {"person": audit.reference(held.person), "role": appointment.role, "proposal": audit.reference(held)}
    audit.record(member, verb, appointment, basis=basis, **about)
    _tell("role_given" if held.kind == Kind.APPOINT else "role_ended", held.person, role=appointment.role)
    return held


@transaction.atomic
def drop_proposal(*, member: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another member; a dropped one stays as it is."""
    basis = rules.require_role(member, Role.SECURITY_CELL)
    held = _held(proposal)
    if held.decided_at is not None:
        if held.confirmed:
            raise ProposalDecided
        return held
    _decide(held, member, confirmed=False)
    audit.record(member, "proposal.dropped", held, basis=basis, person=audit.reference(held.person), role=held.facts["role"])
    return held


def _check(person: Person, wish: Wish) -> None:
    if (wish.role == Role.PUBLISHER) != (wish.service is not None):
        raise ServiceMissing
    if wish.until is not None and wish.until < today():
        raise LastDayIsPast
    if not person.is_active or not person.employments.standing().filter(institution__type=Institution.Type.MINISTRY).exists():
        raise NotAtTheMinistry
    require_compatible(person, wish.role)
    if Appointment.objects.standing().filter(person=person, role=wish.role, service=wish.service).exists():
        raise RoleStands


def _propose(member: Person, kind: str, person: Person, facts: dict[str, Any]) -> tuple[Proposal, bool]:
    """The proposal, and whether it is new."""
    standing = next((one for one in Proposal.objects.open().filter(kind=kind, person=person) if one.facts == facts), None)
    if standing is not None:
        return standing, False
    proposal = Proposal.objects.create(kind=kind, person=person, facts=facts, proposed_by=member, proposed_at=timezone.now())
    language = settings.LANGUAGE_CODE
    posting.post("proposal_to_confirm", to=settings.HELPDESK["email"], language=language, subject=audit.reference(proposal), role=facts["role"])
    return proposal, True


def _held(proposal: Proposal) -> Proposal:
    """The row as it stands now, kept from others until this transaction ends."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("person", "proposed_by").get(pk=proposal.pk)


def _decide(proposal: Proposal, member: Person, *, confirmed: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.confirmed = member, timezone.now(), confirmed
    proposal.save(update_fields=["decided_by", "decided_at", "confirmed"])


def _appoint(proposal: Proposal, member: Person) -> Appointment:
    """What was right when it was proposed is looked at again."""
    wish, person = Wish.of(proposal), proposal.person
    _check(person, wish)
    mine = Appointment.objects.filter(person=person, role=wish.role, service=wish.service, ended_at=None)
    mine.filter(valid_until__lt=today()).update(ended_at=timezone.now())
    given = {"valid_from": today(), "valid_until": wish.until, "given_by": proposal.proposed_by, "confirmed_by": member}
    return Appointment.objects.create(person=person, role=wish.role, service=wish.service, **given)


def _end(proposal: Proposal) -> Appointment:
    appointment = Appointment.objects.get(pk=proposal.facts["appointment"])
    if appointment.ended_at is not None:
        raise ProposalDecided
    appointment.ended_at = timezone.now()
    appointment.save(update_fields=["ended_at"])
    return appointment


def _tell(kind: str, person: Person, **facts: str) -> None:
    posting.post(kind, to=person.email, language=person.language, subject=audit.reference(person), **facts)
