"""Roles at the ministry: one member of the Security Cell proposes, another confirms, for giving and for ending alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import deciding, rules
from institutional_pages.access.account_actions import AddedColleague
from institutional_pages.access.errors import LastDayIsPast, NotToYourself
from institutional_pages.access.holding import hold_person
from institutional_pages.access.ministry_errors import NotAtTheMinistry, ProposalDecided, RoleStands, ServiceMissing
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
KINDS: Final = (Kind.APPOINT, Kind.END_APPOINTMENT)


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
    held = deciding.held(proposal, *KINDS)
    if held.confirmed:
        return held
    deciding.confirm(held, member)
    person = _person(held)
    verb, appointment = ("appointment.given", _appoint(held, member)) if held.kind == Kind.APPOINT else ("appointment.ended", _end(held))
    about = {"person": audit.reference(person), "role": appointment.role, "proposal": audit.reference(held)}
    audit.record(member, verb, appointment, basis=basis, **about)
    if held.kind == Kind.APPOINT:
        _tell("role_given", person, role=appointment.role)
    else:
        _tell("role_ended", person, role=appointment.role)
    return held


@transaction.atomic
def drop_proposal(*, member: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another member; a dropped one stays as it is."""
    basis = rules.require_role(member, Role.SECURITY_CELL)
    held = deciding.held(proposal, *KINDS)
    if deciding.drop(held, member):
        about = {"person": audit.reference(_person(held)), "role": held.facts["role"]}
        audit.record(member, "proposal.dropped", held, basis=basis, **about)
    return held


def _person(proposal: Proposal) -> Person:
    assert proposal.person is not None, "a role is somebody's"  # noqa: S101 (every proposal of this module has one)
    return proposal.person


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
    """The proposal, and whether it is new: then the Security Cell is told."""
    proposal, is_new = deciding.propose(member, kind, person, facts)
    if is_new:
        language, about = settings.LANGUAGE_CODE, {"subject": audit.reference(proposal), "role": facts["role"]}
        posting.post("proposal_to_confirm", to=settings.HELPDESK["email"], language=language, **about)
    return proposal, is_new


def _appoint(proposal: Proposal, member: Person) -> Appointment:
    """What was right when it was proposed is looked at again."""
    wish, person = Wish.of(proposal), _person(proposal)
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
