"""Who a person is elsewhere: the holder of an eID card (S22), or of an account of the federation. Only a keyed hash is kept.

Plain steps without rights: `access` says who may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from institutional_pages.identity.models import Holder

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from institutional_pages.identity.models import Person


@dataclass(frozen=True, slots=True)
class ProvenHolder:
    """Somebody has proven, a moment ago, to be this holder; made by `prove_card` and `prove_federated` alone."""

    kind: str
    holder: str


def standing_holder(person: Person, kind: str) -> Holder | None:
    """By what `person` is known there."""
    return Holder.objects.filter(person=person, kind=kind, removed_at=None).first()


def is_of(proven: ProvenHolder, person: Person) -> bool:
    """Whether the proven holder is `person`."""
    return _standing(proven).filter(person=person).exists()


def is_anothers(proven: ProvenHolder, person: Person) -> bool:
    """Whether somebody else signs in with it."""
    return _standing(proven).exclude(person=person).exists()


def person_of(proven: ProvenHolder) -> Person | None:
    """Whose it is here."""
    found = _standing(proven).select_related("person").first()
    return found.person if found else None


def add_holder(person: Person, proven: ProvenHolder) -> Holder:
    """From now on it opens; another one of its kind that `person` had ends."""
    others = Holder.objects.filter(person=person, kind=proven.kind, removed_at=None).exclude(holder=proven.holder)
    others.update(removed_at=timezone.now())
    named = {"person": person, "kind": proven.kind, "holder": proven.holder, "removed_at": None}
    holder, _ = Holder.objects.get_or_create(**named, defaults={"added_at": timezone.now()})
    return holder


def remove_holder(person: Person, kind: str) -> bool:
    """It opens nothing any more; whether there was one."""
    return bool(Holder.objects.filter(person=person, kind=kind, removed_at=None).update(removed_at=timezone.now()))


def _standing(proven: ProvenHolder) -> QuerySet[Holder]:
    return Holder.objects.filter(kind=proven.kind, holder=proven.holder, removed_at=None)
