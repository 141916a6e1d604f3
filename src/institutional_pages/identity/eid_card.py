"""The eID card as second factor (S22): who holds it is proven by `eid`, and only a keyed hash is kept.

Plain steps without rights: `access` says who may.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from institutional_pages.eid.checking import CardChecker, read_authorities
from institutional_pages.identity.models import EidCard

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


@dataclass(frozen=True, slots=True)
class ProvenCard:
    """Somebody has put this card into the reader and typed its PIN, a moment ago; made by `prove_card` alone."""

    holder: str


def prove_card(token: str, *, nonce: str, asked_at: float) -> ProvenCard:
    """What Web eID answered to `nonce`; asks the authority over the network, so outside any transaction. `CardRefused`."""
    return ProvenCard(checker().holder_of(token, nonce=nonce, asked_at=asked_at))


def checker() -> CardChecker:
    """As the settings have it."""
    return _checker(str(settings.EID_AUTHORITIES), settings.BASE_URL, frozenset(settings.EID_POLICIES), settings.EID_KEY)


def standing_eid(person: Person) -> EidCard | None:
    """The eID with which `person` signs in."""
    return EidCard.objects.filter(person=person, removed_at=None).first()


def is_of(proven: ProvenCard, person: Person) -> bool:
    """Whether the proven card is that of `person`."""
    return EidCard.objects.filter(person=person, holder=proven.holder, removed_at=None).exists()


def is_anothers(proven: ProvenCard, person: Person) -> bool:
    """Whether somebody else signs in with this card."""
    return EidCard.objects.filter(holder=proven.holder, removed_at=None).exclude(person=person).exists()


def add_eid(person: Person, proven: ProvenCard) -> EidCard:
    """From now on the card opens, together with the password; another one that `person` had ends."""
    EidCard.objects.filter(person=person, removed_at=None).exclude(holder=proven.holder).update(removed_at=timezone.now())
    card, _ = EidCard.objects.get_or_create(person=person, holder=proven.holder, removed_at=None, defaults={"added_at": timezone.now()})
    return card


def remove_eid(person: Person) -> bool:
    """The card opens nothing any more; whether there was one."""
    return bool(EidCard.objects.filter(person=person, removed_at=None).update(removed_at=timezone.now()))


@lru_cache(maxsize=4)
def _checker(authorities: str, origin: str, policies: frozenset[str], key: str) -> CardChecker:
    return CardChecker(origin=origin, authorities=read_authorities(Path(authorities).read_bytes()), policies=policies, key=key.encode())
