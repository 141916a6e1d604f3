"""What the auditor sees: every event, newest first, with names instead of references (ux.md, screen 16)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Grant, Machine, Mandate, Officer
from institutional_pages.audit.models import Event, EventText
from institutional_pages.audit.recording import reference
from institutional_pages.identity.models import CodeCard, Person
from institutional_pages.institutions.calendar import BRUSSELS
from institutional_pages.institutions.models import Institution

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PAGE = 500
PAGE_VERBS = ("access.", "mandate.", "review.", "person.", "employment.", "invitation.", "password.", "card.", "means.", "refused")
OWN_VERBS = ("signed-in", "signed-out", "refused")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)  # nothing happens outside these; databases and clocks end not far from there


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the trail is wanted: all of it together; an empty field narrows nothing. `about` is a condition on events, the days are inclusive."""

    person: Person | None = None
    institution: Institution | None = None
    verbs: Collection[str] = ()
    about: Q | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event; `actor` and `institution` are names today, the other references stay opaque. `origin` and `facts` are empty once forgotten.

    `number` is the cursor; `place` is that in the log, None until the sequencer has been by; `digest` names the event as evidence.
    """

    number: int
    place: int | None
    digest: str
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


EVERYTHING = Sought()


def audit_trail(*, auditor: Person, sought: Sought = EVERYTHING, before: int | None = None, limit: int = 50) -> Trail:
    """The events that are `sought`, newest first, older than the cursor `before`; in a number of statements that no row changes."""
    rules.require_role(auditor, Appointment.Role.AUDITOR)
    return _page(_wanted(sought), before, limit)


def whole_trail(*, auditor: Person, sought: Sought = EVERYTHING) -> Iterator[list[TrailRow]]:
    """The same, all of it, a page at a time."""
    rules.require_role(auditor, Appointment.Role.AUDITOR)
    return _pages(_wanted(sought))


def page_trail(institution: Institution, *, viewer: Person, before: int | None = None, limit: int = 50) -> Trail:
    """What happened to the access of one page, for its own people (security.md §1, row 30): rights, accounts and refusals there, no reading."""
    rules.require_overseer(viewer, institution)
    verbs = Q()
    for group in PAGE_VERBS:
        verbs |= Q(verb__startswith=group)
    return _page(Q(institution=reference(institution)) & verbs, before, limit)


def own_history(person: Person, *, before: int | None = None, limit: int = 50) -> Trail:
    """What everybody sees of themselves (security.md §1, row 10): own sign-ins and refusals, and what was done to the own account."""
    own = reference(person)
    return _page(Q(actor=own, verb__in=OWN_VERBS) | Q(subject=own), before, limit)


def _pages(wanted: Q) -> Iterator[list[TrailRow]]:
    page = _page(wanted, None, LONGEST_PAGE)
    yield page.rows
    while page.before:
        page = _page(wanted, page.before, LONGEST_PAGE)
        yield page.rows


def _page(wanted: Q, before: int | None, limit: int) -> Trail:
    wanted &= Q(pk__lt=before) if before else Q()
    limit = min(limit, LONGEST_PAGE)
    found = Event.objects.alias(moment=Coalesce("at", "at")).annotate(place=F("number__number")).filter(wanted)
    events = list(found.select_related("text").order_by("-pk")[: limit + 1])
    shown = events[:limit]
    names = _names({text for event in shown for text in (event.actor, event.institution)})
    return Trail([_row(event, names) for event in shown], shown[-1].pk if len(events) > limit else None)


def _wanted(sought: Sought) -> Q:
    wanted = Q()
    if sought.person is not None:
        wanted &= Q(actor=reference(sought.person)) | Q(subject__in=_of(sought.person))
    if sought.institution is not None:
        wanted &= Q(institution=reference(sought.institution))
    if sought.verbs:
        wanted &= Q(verb__in=sought.verbs)
    if sought.about is not None:
        wanted &= sought.about
    return wanted & _between(sought.since, sought.until)


def _of(person: Person) -> list[str]:
    """The references of a person and of what is theirs: what was done to the grant, mandate, card, office or role was done to its holder."""
    held = [(Grant, "reader"), (Mandate, "holder"), (CodeCard, "person"), (Officer, "person"), (Appointment, "person")]
    rows = (row for model, holder in held for row in model._default_manager.filter(**{holder: person}).only("pk"))
    return [reference(person), *map(reference, rows)]


def _between(since: date | None, until: date | None) -> Q:
    """
    Days in Brussels as bounds of the key, by which the list goes, and the moment itself.

    The key alone is not exact where the clock was set. The moment stands as an expression, so that no index of it tempts a database
    to sort the whole range for each page.
    """
    if since is None and until is None:
        return Q()
    start = datetime.combine(max(since, FIRST_DAY), time.min, BRUSSELS) if since else None
    end = datetime.combine(min(until, LAST_DAY) + timedelta(days=1), time.min, BRUSSELS) if until else None
    moments = (Q(at__gte=start) if start else Q()) & (Q(at__lt=end) if end else Q())
    bounds = Event.objects.filter(moments).aggregate(first=Min("pk"), last=Max("pk"))
    exact = (Q(moment__gte=start) if start else Q()) & (Q(moment__lt=end) if end else Q())
    return Q(pk__gte=bounds["first"] or 0, pk__lte=bounds["last"] or 0) & exact


def _row(event: Event, names: Mapping[str, str]) -> TrailRow:
    whole = _text(event)
    return TrailRow(
        number=event.pk,
        place=getattr(event, "place", None),
        digest=event.digest,
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
