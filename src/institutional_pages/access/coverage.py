"""Whether every kind of document that is sent has somebody who reads it, and who could read on a day that is past. Nothing here changes anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Grant, GrantScope
from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.catalogue.models import Kind, Law, Publication
from institutional_pages.institutions.calendar import BRUSSELS, today
from institutional_pages.institutions.models import Institution

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from institutional_pages.identity.models import Person

Pair = tuple[Law, Kind]


@dataclass(frozen=True, slots=True)
class Covered:
    """One kind under one law, and how many people can read it today."""

    law: Law
    kind: Kind
    readers: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A centre and what nobody there reads; `nobody`: nobody there reads anything."""

    institution: Institution
    missing: list[Pair]
    nobody: bool


@dataclass(frozen=True, slots=True)
class CouldRead:
    """One right of one person that stood on the day."""

    grant: Grant
    scope: Scope


def coverage_of(institution: Institution, *, viewer: Person) -> list[Covered]:
    """Every kind that some service publishes under some law today, with the number of its readers here (security.md §1, row 19)."""
    rules.require_overseer(viewer, institution)
    scopes = [_scope(grant) for grant in _reading().filter(institution=institution)]
    return [Covered(law, kind, sum(_opens(scope, law, kind) for scope in scopes)) for law, kind in published_pairs()]


def uncovered_centres(member: Person) -> list[Uncovered]:
    """The open centres where something that is published is read by nobody, by name; for the Security Cell. Four statements."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    scopes: defaultdict[int, list[Scope]] = defaultdict(list)
    for grant in _reading():
        scopes[grant.institution_id].append(_scope(grant))
    pairs = published_pairs()
    found = []
    for centre in Institution.objects.centres().filter(suspended_at=None, successor=None).prefetch_related("names"):
        theirs = scopes[centre.pk]
        missing = [(law, kind) for law, kind in pairs if not any(_opens(scope, law, kind) for scope in theirs)]
        if missing:
            found.append(Uncovered(centre, missing, nobody=not theirs))
    return sorted(found, key=lambda one: one.institution.name)


def who_could_read(institution: Institution, *, day: date, viewer: Person) -> list[CouldRead]:
    """Every right to read this page that stood at any moment of `day`, by name: also of who has left since (security.md §1, row 19)."""
    rules.require_overseer(viewer, institution)
    begins = datetime.combine(day, time.min, tzinfo=BRUSSELS)
    ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=BRUSSELS)
    stood = Grant.objects.filter(institution=institution, given_at__lt=ends).filter(Q(ended_at=None) | Q(ended_at__gte=begins))
    return could_read(stood.filter(Q(valid_until=None) | Q(valid_until__gte=day)))


def could_read(grants: QuerySet[Grant]) -> list[CouldRead]:
    """These rights by name, with what they open."""
    whole = _with_scopes(grants.select_related("reader", "given_by", "ended_by", "mandate", "officer"))
    return [CouldRead(grant, _scope(grant)) for grant in whole.order_by("reader__last_name", "reader__first_name", "pk")]


def published_pairs() -> list[Pair]:
    """What is sent today, in the order of the screens."""
    standing = Publication.objects.valid_on(today()).select_related("law", "kind")
    pairs = {(one.law, one.kind) for one in standing}
    return sorted(pairs, key=lambda pair: (pair[0].position, pair[1].position))


def _reading() -> QuerySet[Grant]:
    """Of people whose account is open."""
    return _with_scopes(Grant.objects.active().filter(reader__is_active=True))


def _with_scopes(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    return grants.prefetch_related(Prefetch("scopes", queryset=GrantScope.objects.select_related("law", "kind")))


def _scope(grant: Grant) -> Scope:
    rows: Iterable[GrantScope] = grant.scopes.all()
    return EVERYTHING if grant.everything else Scope.of((row.law, row.kind) for row in rows)


def _opens(scope: Scope, law: Law, kind: Kind) -> bool:
    return scope.everything or (law, kind) in scope.rows
