"""What the auditor sees: every event, newest first, with names instead of references (ux.md, screen 16)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Machine
from institutional_pages.audit.models import Event, EventText
from institutional_pages.audit.recording import reference
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PAGE = 500
OWN_VERBS = ("signed-in", "signed-out", "refused")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event; `actor` and `institution` are names today, the other references stay opaque. `origin` and `facts` are empty once forgotten."""

    number: int
    at: datetime
    actor: str
    verb: str
    subject: str
    institution: str
    basis: str
    origin: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of the trail; `before` continues it, None at the end."""

    rows: list[TrailRow]
    before: int | None


def audit_trail(
    *,
    auditor: Person,
    person: Person | None = None,
    institution: Institution | None = None,
    verb: str | None = None,
    subject: str | None = None,
    among: Collection[str] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Trail:
    """Events newest first, by or about `person`, at `institution`, of this `verb` (`access.given`, or all of `access.`), about one of `among`."""
    rules.require_role(auditor, Appointment.Role.AUDITOR)
    wanted = _wanted(person, institution, verb, subject) & (Q(subject__in=among) if among is not None else Q())
    return _page(wanted, before, limit)


def own_history(person: Person, *, before: int | None = None, limit: int = 50) -> Trail:
    """What everybody sees of themselves (security.md §1, row 10): own sign-ins and refusals, and what was done to the own account."""
    own = reference(person)
    return _page(Q(actor=own, verb__in=OWN_VERBS) | Q(subject=own), before, limit)


def _page(wanted: Q, before: int | None, limit: int) -> Trail:
    wanted &= Q(pk__lt=before) if before else Q()
    limit = min(limit, LONGEST_PAGE)
    events = list(Event.objects.filter(wanted).select_related("text").order_by("-pk")[: limit + 1])
    shown = events[:limit]
    names = _names({text for event in shown for text in (event.actor, event.institution)})
    return Trail([_row(event, names) for event in shown], shown[-1].pk if len(events) > limit else None)


def _wanted(person: Person | None, institution: Institution | None, verb: str | None, subject: str | None) -> Q:
    wanted = Q()
    if person is not None:
        wanted &= Q(actor=reference(person)) | Q(subject=reference(person))
    if institution is not None:
        wanted &= Q(institution=reference(institution))
    if verb:
        wanted &= Q(verb__startswith=verb) if verb.endswith(".") else Q(verb=verb)
    if subject:
        wanted &= Q(subject=subject)
    return wanted


def _row(event: Event, names: Mapping[str, str]) -> TrailRow:
    whole = _text(event)
    return TrailRow(
        number=event.pk,
        at=event.at,
        actor=names.get(event.actor, event.actor),
        verb=event.verb,
        subject=event.subject,
        institution=names.get(event.institution, event.institution),
        basis=event.basis,
        origin=whole.get("origin", {}),
        facts=whole.get("facts", {}),
    )


def _text(event: Event) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(event.text.canonical)
    except EventText.DoesNotExist:  # forgotten by the retention job; the hash stays
        return {}
    return found


def _names(references: Iterable[str]) -> dict[str, str]:
    """The names behind these references, one statement for each kind (two for institutions)."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for text in references:
        kind, _colon, key = text.partition(":")
        keys[kind].append(key)
    found = {f"system:{key}": _("Institutional Pages ({part})").format(part=key) for key in keys["system"]}
    readers: dict[str, Callable[[list[str]], dict[int, str]]] = {"person": _persons, "machine": _machines, "institution": _institutions}
    for kind, reader in readers.items():
        numbers = [key for key in keys[kind] if key.isdigit()]
        found |= {f"{kind}:{pk}": name for pk, name in reader(numbers).items()} if numbers else {}
    return found


def _persons(keys: list[str]) -> dict[int, str]:
    return {person.pk: person.get_full_name() for person in Person.objects.filter(pk__in=keys)}


def _machines(keys: list[str]) -> dict[int, str]:
    machines = Machine.objects.filter(pk__in=keys).select_related("service")
    return {machine.pk: f"{machine.name} ({machine.service})" if machine.service else machine.name for machine in machines}


def _institutions(keys: list[str]) -> dict[int, str]:
    return {institution.pk: institution.name for institution in Institution.objects.filter(pk__in=keys).prefetch_related("names")}
