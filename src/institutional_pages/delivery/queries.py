"""What can be seen of runs: the list, the equation, the rows behind each number."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.models import Appointment
from institutional_pages.audit.recording import reference
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.errors import UnknownRun
from institutional_pages.delivery.models import Delivery, DeliveryFile, Run, RunItem

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

ITEMS_SHOWN = 100
MOST_DOCUMENTS = 20
MAILED = ("notification.sent", "notification.failed")
UNOPENED = "unopened"  # beside the outcomes: published, and opened by nobody of the centre


@dataclass(frozen=True, slots=True)
class Sums:
    """The equation: listed = published + paper + refused + missing + waiting, at every moment (design.md §4.15)."""

    listed: int
    published: int
    paper: int
    refused: int
    missing: int
    waiting: int
    published_centres: int = 0
    paper_centres: int = 0

    @property
    def received(self) -> int:
        """Files that came in."""
        return self.listed - self.missing - self.waiting

    @property
    def delivered(self) -> int:
        """On a page or to paper."""
        return self.published + self.paper


def services_of(person: Person) -> QuerySet[Service]:
    """The services for which `person` publishes; every service for an auditor, who only looks."""
    roles = Appointment.objects.standing().filter(person=person)
    if roles.filter(role=Appointment.Role.AUDITOR).exists():
        return Service.objects.all()
    own = roles.filter(role=Appointment.Role.PUBLISHER).values_list("service", flat=True)
    if not own:
        raise NotInThisRole
    return Service.objects.filter(pk__in=own)


def runs_of(person: Person, *, before: int | None = None, limit: int = 25) -> list[tuple[Run, Sums]]:
    """The newest runs of the services of `person`, each with its equation; `before` is the cursor: an id."""
    runs = Run.objects.filter(service__in=services_of(person)).select_related("service").order_by("-id")
    shown = list((runs.filter(pk__lt=before) if before else runs)[:limit])
    sums = _sums(Q(run__in=shown))
    return [(run, sums.get(run.pk, NOTHING)) for run in shown]


def run_of(person: Person, run: UUID) -> Run:
    """The run, for a publisher of its service or an auditor; unknown and foreign are the same answer."""
    found = Run.objects.filter(uuid=run, service__in=services_of(person)).select_related("service").first()
    if found is None:
        raise UnknownRun(run=run)
    return found


def sums_of(run: Run) -> Sums:
    """The equation of one run and how many centres it reached, in one statement."""
    return _sums(Q(run=run)).get(run.pk, NOTHING)


def items_of(run: Run, *, outcome: str = "", after: int = 0, limit: int = ITEMS_SHOWN) -> list[RunItem]:
    """The items with this outcome (or `UNOPENED`) in the order of the manifest; `after` is the cursor: a position."""
    items = run.items.filter(position__gt=after).select_related("delivery", "institution").prefetch_related("institution__names")
    return list(items.filter(_with_outcome(outcome)).order_by("position")[:limit])


def _with_outcome(outcome: str) -> Q:
    if outcome == UNOPENED:
        return Q(outcome=RunItem.Outcome.PUBLISHED, delivery__in=Delivery.objects.standing().on_page().filter(first_opened_at=None))
    return Q(outcome=outcome) if outcome else Q()


def unopened_of(run: Run) -> int:
    """Documents of the run on a page that nobody of the centre has opened."""
    return Delivery.objects.standing().on_page().filter(items__run=run, first_opened_at=None).distinct().count()


def documents_named(typed: str) -> list[Delivery]:
    """The documents of this reference or id, newest first; `MOST_DOCUMENTS` and one more at most. For an auditor: nothing of it is content."""
    meant = Q(reference=typed)
    with suppress(ValueError):
        meant |= Q(uuid=UUID(typed))
    return list(Delivery.objects.filter(meant).select_related("page").order_by("-id")[: MOST_DOCUMENTS + 1])


def traces_of(typed: str, documents: Iterable[Delivery]) -> Q | None:
    """
    The condition on events by which they tell of `documents`, or of a file that was refused under the reference `typed`; None where there is nothing.

    A mail tells of a run at a page; one about it stands with each document of that run there.
    """
    found = list(documents)
    refused = RunItem.objects.filter(reference=typed, outcome=RunItem.Outcome.REFUSED).only("pk")[:MOST_DOCUMENTS]
    items = list(RunItem.objects.filter(delivery__in=found).only("pk", "run", "delivery"))
    files = DeliveryFile.objects.filter(delivery__in=found).only("pk")
    subjects = [reference(one) for one in (*found, *files, *items, *refused)]
    pages = {delivery.pk: delivery.page for delivery in found}
    mailed = {(f"run:{item.run_id}", reference(pages[item.delivery_id])) for item in items if item.delivery_id}
    told = [Q(subject=run, institution=page, verb__in=MAILED) for run, page in sorted(mailed)]
    return reduce(or_, told, Q(subject__in=subjects)) if subjects else None


NOTHING = Sums(0, 0, 0, 0, 0, 0)


def _sums(which: Q) -> dict[int, Sums]:
    by_outcome = {outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in RunItem.Outcome.values}
    rows: Iterable[Any] = (
        RunItem.objects.filter(which)
        .values("run")
        .annotate(
            listed=Count("pk"),
            published_centres=Count("institution", filter=Q(outcome=RunItem.Outcome.PUBLISHED), distinct=True),
            paper_centres=Count("institution", filter=Q(outcome=RunItem.Outcome.PAPER), distinct=True),
            **by_outcome,
        )
        .order_by("run")
    )
    return {row["run"]: Sums(**{name: row[name] for name in Sums.__dataclass_fields__}) for row in rows}
