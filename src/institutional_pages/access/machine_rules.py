"""Which machine sends a key or a token, and whether from one of its networks: asked anew at every request."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.errors import OutsideTheNetwork
from institutional_pages.access.machine_errors import OutsideItsNetworks, UnknownKey
from institutional_pages.access.models import Appointment, Machine, MachineAnswer, MachineKey, MachineToken, Mandate, Officer, Proposal
from institutional_pages.access.network_rules import require_address_in, require_network
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, NetworkRange

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Network

KEY, TOKEN = "ipk_", "ipt_"
SECRET_BYTES: Final = 32
TOKEN_SECONDS: Final = 600
ANSWERS_KEPT: Final = timedelta(days=7)
SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """The machine that calls, by which key, by what means, and from which network."""

    machine: Machine
    key: MachineKey
    means: str
    network: str


def new_key() -> tuple[str, str]:
    """A key as it is shown once, and its prefix."""
    prefix = secrets.token_hex(4)
    return f"{KEY}{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}", prefix


def hash_of(secret: str) -> str:
    """SHA-256 in hex: enough for what is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of(typed: str) -> MachineKey:
    """The key that is standing, of a machine that is; `UnknownKey` alike for every reason why not."""
    prefix = typed.removeprefix(KEY).partition("_")[0]
    key = MachineKey.objects.standing().filter(prefix=prefix).select_related("machine__service", "machine__institution").first()
    expected = key.hash if key else hash_of("")
    if not hmac.compare_digest(hash_of(typed), expected) or key is None or not typed.startswith(KEY):
        raise UnknownKey
    return _standing(key)


def caller_of(bearer: str, *, address: str) -> Caller:
    """Who sends `Authorization: Bearer …`, a key or a token, from `address`; `UnknownKey`, `OutsideItsNetworks`."""
    if bearer.startswith(TOKEN):
        token = MachineToken.objects.filter(hash=hash_of(bearer), ends_at__gt=timezone.now()).select_related("key__machine__institution").first()
        if token is None or not MachineKey.objects.standing().filter(pk=token.key_id).exists():
            raise UnknownKey
        key, means = _standing(token.key), "oauth2"
    else:
        key, means = key_of(bearer), "machine-key"
    network = require_machine_network(key.machine, address)
    _note_use(key, address)
    return Caller(key.machine, key, means, network.name)


def require_machine_network(machine: Machine, address: str) -> Network:
    """Its own networks where it was registered with some; else those of its centre, or of the ministry for a publisher."""
    own = NetworkRange.objects.valid_on(today()).filter(network__in=machine.networks.all()).select_related("network")
    try:
        if machine.networks.exists():
            return require_address_in(own, address)
        if machine.institution is not None:
            return require_network(machine.institution, address)
        return _of_the_ministry(address)
    except OutsideTheNetwork:
        raise OutsideItsNetworks from None


def require_machine_hand(person: Person, machine: Machine) -> Appointment | Mandate | Officer:
    """What lets `person` make and revoke keys of `machine`: of a service, the Security Cell or operation; of a centre, administrator or officer."""
    if machine.institution is not None:
        return rules.require_officer_or_mandate(person, machine.institution)
    return rules.require_role(person, *rules.CELL_OR_OPERATOR)


def forget_old_answers() -> int:
    """Forget what was answered to machines more than a week ago; how many answers."""
    return MachineAnswer.objects.filter(begun_at__lt=timezone.now() - ANSWERS_KEPT).delete()[0]


def institution_of(proposal: Proposal) -> Institution | None:
    """The centre whose machine is proposed; None for one of a service."""
    key = proposal.facts["institution"]
    return Institution.objects.get(pk=key) if key else None


def _standing(key: MachineKey) -> MachineKey:
    if not Machine.objects.standing().filter(pk=key.machine_id).exists():
        raise UnknownKey
    return key


def _of_the_ministry(address: str) -> Network:
    for ministry in Institution.objects.filter(type=Institution.Type.MINISTRY).order_by("pk"):
        return require_network(ministry, address)
    raise OutsideItsNetworks


def _note_use(key: MachineKey, address: str) -> None:
    """At most once a minute, so that a run of thousands does not write its key each time."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY or key.last_used_from != address:
        MachineKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_from=address)
