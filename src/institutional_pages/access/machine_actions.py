"""Machines: registered by two people, with keys that are shown once, follow each other without a gap, and are revoked at once by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import deciding, rules
from institutional_pages.access.errors import LastDayIsPast
from institutional_pages.access.machine_errors import MachineOver, NameMissing, NameStands, OfficerTakesPart
from institutional_pages.access.machine_rules import hash_of, institution_of, new_key, require_machine_hand
from institutional_pages.access.machines import COMMAND_LINE
from institutional_pages.access.models import Appointment, Machine, MachineKey, Mandate, Officer, Proposal
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Network

REGISTER: Final = Proposal.Kind.REGISTER_MACHINE
LONGEST: Final = timedelta(days=366)
STANDING_KEYS: Final = 2


@dataclass(frozen=True, slots=True)
class MachineWish:
    """A machine of a service, or of an institution; no laws, kinds or networks: all of its owner's. `until`: its last day, within a year."""

    name: str
    service: Service | None = None
    institution: Institution | None = None
    laws: Collection[Law] = ()
    kinds: Collection[Kind] = ()
    networks: Collection[Network] = field(default=())
    until: date | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {
            "name": self.name.strip(),
            "service": self.service.code if self.service else "",
            "institution": self.institution.pk if self.institution else None,
            "laws": sorted(law.code for law in self.laws),
            "kinds": sorted(kind.code for kind in self.kinds),
            "networks": sorted(network.pk for network in self.networks),
            "until": (self.until or today() + LONGEST).isoformat(),
        }


@dataclass(frozen=True, slots=True)
class MadeKey:
    """`secret` is shown once, and kept nowhere."""

    key: MachineKey
    secret: str = field(repr=False)


@transaction.atomic
def propose_machine(*, person: Person, wish: MachineWish) -> Proposal:
    """Ask for a machine; another registers it. The same again is the same proposal. `NameMissing`, `NameStands`, `LastDayIsPast`."""
    require_recent_proof()
    basis = _basis(person, wish.institution)
    _check(wish)
    proposal, is_new = deciding.propose(person, REGISTER, None, wish.facts)
    if is_new:
        audit.record(person, "machine.proposed", proposal, basis=basis, institution=wish.institution or "", **_about(wish.facts))
        _ask_for_another(proposal, wish.institution)
    return proposal


@transaction.atomic
def confirm_machine(*, person: Person, proposal: Proposal) -> Machine:
    """Register what somebody else proposed; of the two for a centre's machine one is an officer. Registered already: it stays as it is."""
    require_recent_proof()
    held = deciding.held(proposal, REGISTER)
    institution = institution_of(held)
    basis = _basis(person, institution)
    if held.confirmed:
        return Machine.objects.get(pk=held.facts["machine"])
    if institution is not None and not _officers_among(institution, person, held.proposed_by):
        raise OfficerTakesPart
    deciding.confirm(held, person)
    machine = _register(held.facts)
    held.facts = {**held.facts, "machine": machine.pk}
    held.save(update_fields=["facts"])
    audit.record(person, "machine.registered", machine, basis=basis, institution=institution or "", **_about(held.facts))
    return machine


@transaction.atomic
def drop_machine(*, person: Person, proposal: Proposal) -> Proposal:
    """Withdrawn by who proposed, or refused by another; a dropped one stays as it is."""
    held = deciding.held(proposal, REGISTER)
    institution = institution_of(held)
    basis = _basis(person, institution)
    if deciding.drop(held, person):
        audit.record(person, "machine.dropped", held, basis=basis, institution=institution or "", **_about(held.facts))
    return held


@transaction.atomic
def make_key(*, person: Person, machine: Machine) -> MadeKey:
    """A new key, shown once. The one before goes on until it is revoked, so that nothing stops; of three the oldest ends."""
    require_recent_proof()
    basis = require_machine_hand(person, machine)
    held = Machine.objects.select_for_update(of=("self",)).select_related("institution").get(pk=machine.pk)
    if not Machine.objects.standing().filter(pk=held.pk).exists():
        raise MachineOver
    secret, prefix = new_key()
    last = min(held.valid_until or today() + LONGEST, today() + LONGEST)
    facts = {"prefix": prefix, "hash": hash_of(secret), "made_by": person, "made_at": timezone.now(), "valid_until": last}
    key = MachineKey.objects.create(machine=held, **facts)
    surplus = MachineKey.objects.standing().filter(machine=held).order_by("-pk").values_list("pk", flat=True)[STANDING_KEYS:]
    MachineKey.objects.filter(pk__in=list(surplus)).update(revoked_at=timezone.now())
    _tell_of_key(held, prefix)
    audit.record(person, "machine.key-made", key, basis=basis, institution=held.institution or "", machine=audit.reference(held), key=prefix)
    return MadeKey(key, secret)


@transaction.atomic
def revoke_key(*, person: Person, key: MachineKey) -> bool:
    """The key and its tokens open nothing from the next request on; whether it was standing."""
    basis = require_machine_hand(person, key.machine)
    revoked = MachineKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    if revoked:
        facts = {"machine": audit.reference(key.machine), "key": key.prefix}
        audit.record(person, "machine.key-revoked", key, basis=basis, institution=key.machine.institution or "", **facts)
    return bool(revoked)


@transaction.atomic
def end_machine(*, person: Person, machine: Machine) -> bool:
    """The machine and all its keys open nothing from the next request on; whether it was standing."""
    basis = require_machine_hand(person, machine)
    ended = Machine.objects.filter(pk=machine.pk, ended_at=None).exclude(name=COMMAND_LINE).update(ended_at=timezone.now())
    if ended:
        audit.record(person, "machine.ended", machine, basis=basis, institution=machine.institution or "")
    return bool(ended)


def _basis(person: Person, institution: Institution | None) -> Appointment | Mandate | Officer:
    return rules.require_officer_or_mandate(person, institution) if institution is not None else rules.require_role(person, *rules.CELL_OR_OPERATOR)


def _check(wish: MachineWish) -> None:
    if not wish.name.strip() or wish.name.strip() == COMMAND_LINE:
        raise NameMissing
    if wish.until is not None and wish.until < today():
        raise LastDayIsPast
    named = Machine.objects.standing().filter(name=wish.name.strip(), service=wish.service, institution=wish.institution)
    if named.exists():
        raise NameStands


def _officers_among(institution: Institution, *people: Person) -> bool:
    return Officer.objects.standing().filter(institution=institution, person__in=people, office__in=rules.SIGNING).exists()


def _register(facts: dict[str, Any]) -> Machine:
    service = Service.objects.get(code=facts["service"]) if facts["service"] else None
    until = min(date.fromisoformat(facts["until"]), today() + LONGEST)
    machine = Machine.objects.create(name=facts["name"], service=service, institution_id=facts["institution"], valid_until=until)
    machine.laws.set(Law.objects.filter(code__in=facts["laws"]))
    machine.kinds.set(Kind.objects.filter(code__in=facts["kinds"]))
    machine.networks.set(facts["networks"])
    return machine


def _about(facts: dict[str, Any]) -> dict[str, Any]:
    return {"service": facts["service"], "until": facts["until"]}


def _tell_of_key(machine: Machine, prefix: str) -> None:
    """One person makes a key: the others hear of it."""
    facts = {"machine": machine.name, "prefix": prefix}
    if machine.institution is None:
        posting.post("machine_key_made", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(machine), **facts)
        return
    for officer in (
        Officer.objects.standing().filter(institution=machine.institution, office__in=rules.SIGNING).select_related("person").order_by("pk")
    ):
        about = {"subject": audit.reference(machine), "institution": audit.reference(machine.institution)}
        posting.post("machine_key_made", to=officer.person.email, language=officer.person.language, **about, **facts)


def _ask_for_another(proposal: Proposal, institution: Institution | None) -> None:
    if institution is None:
        posting.post("machine_to_confirm", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(proposal))
        return
    for officer in _signing(institution):
        if officer.person_id != proposal.proposed_by_id:
            about = {"subject": audit.reference(proposal), "institution": audit.reference(institution)}
            posting.post("machine_to_confirm", to=officer.person.email, language=officer.person.language, **about)


def _signing(institution: Institution) -> QuerySet[Officer]:
    """President and Secretary."""
    standing = Officer.objects.standing().filter(institution=institution, office__in=rules.SIGNING)
    return standing.select_related("person").order_by("pk")
