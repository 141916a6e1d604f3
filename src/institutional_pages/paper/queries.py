"""The paper queue: documents for centres that have not switched; it is never an error (design.md §4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, QuerySet, Sum

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Channel, Institution

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

ROWS = 100


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One screen of the queue; `older` is the cursor of the next, None at the end."""

    deliveries: list[Delivery]
    total: int
    centres: int
    older: int | None


def paper_queue(*, person: Person, before: int | None = None) -> PaperPage:
    """The documents that go by post, newest first, for the paper room."""
    rules.require_role(person, Appointment.Role.PAPER_ROOM)

    queue = _queue()
    rows = queue.filter(pk__lt=before) if before else queue
    found = list(_details(rows).order_by("-id")[: ROWS + 1])
    sums = queue.aggregate(total=Count("pk"), centres=Count("institution", distinct=True))
    return PaperPage(found[:ROWS], sums["total"], sums["centres"], found[ROWS - 1].pk if len(found) > ROWS else None)


def by_centre(*, person: Person) -> QuerySet[Institution]:
    """The centres with post, each with its number of documents, of sheets and the oldest moment, by postcode."""
    rules.require_role(person, Appointment.Role.PAPER_ROOM)
    waiting = Institution.objects.filter(deliveries__in=_queue()).prefetch_related("names", "addresses")
    return waiting.annotate(
        documents=Count("deliveries", distinct=True), pages=Sum("deliveries__files__pages"), since=Min("deliveries__published_at")
    ).order_by("pk")


def _queue() -> QuerySet[Delivery]:
    return Delivery.objects.standing().filter(channel=Channel.PAPER)


def _details(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return (
        rows.select_related("kind", "law", "institution", "service")
        .prefetch_related("institution__names", "institution__addresses")
        .annotate(pages=Sum("files__pages"), file_count=Count("files"))
    )
