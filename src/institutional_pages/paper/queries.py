"""The paper queue: documents for centres that have not switched; it is never an error (design.md §4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, Count, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Address, Channel, Institution

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

ROWS = 60


@dataclass(frozen=True, slots=True)
class PaperPost:
    """What waits for the post: numbers of the whole queue, one screen of centres by postcode, and the cursor of the next screen, empty at the end."""

    documents: int
    sheets: int
    centre_count: int
    centres: list[Any]
    after: str


def paper_post(*, person: Person, after: str = "") -> PaperPost:
    """The centres with post in the order of their postcodes, each with its number of documents and pages and the oldest moment."""
    rules.require_role(person, Appointment.Role.PAPER_ROOM)

    sums = _queue().aggregate(documents=Count("pk", distinct=True), pages=Sum("files__pages"), centres=Count("institution", distinct=True))
    rows = list(_centres().filter(place__gt=after)[: ROWS + 1])
    following = rows[ROWS - 1].place if len(rows) > ROWS else ""
    return PaperPost(sums["documents"], sums["pages"] or 0, sums["centres"], rows[:ROWS], following)


def post_of(*, person: Person, centre: UUID, before: int | None = None) -> tuple[list[Delivery], int | None]:
    """The documents that go by post to one centre, newest first, and the cursor of the next screen, None at the end."""
    rules.require_role(person, Appointment.Role.PAPER_ROOM)

    rows = _queue().filter(institution__uuid=centre)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(_details(rows).order_by("-id")[: ROWS + 1])
    return found[:ROWS], found[ROWS - 1].pk if len(found) > ROWS else None


def _centres() -> QuerySet[Any]:
    """`place` orders them as the postman does, and is the cursor: postcode and key; a centre without an address comes first."""
    address = Address.objects.filter(institution=OuterRef("pk"), valid_until=None)
    postcode = Coalesce(Subquery(address.values("postcode")[:1]), Value(""))
    key = LPad(Cast("pk", CharField()), 12, Value("0"))
    return (
        Institution.objects.filter(deliveries__in=_queue())
        .annotate(documents=Count("deliveries", distinct=True), pages=Sum("deliveries__files__pages"), since=Min("deliveries__published_at"))
        .annotate(postcode=postcode, place=Concat(postcode, Value("-"), key, output_field=CharField()))
        .prefetch_related("names", "addresses")
        .order_by("place")
    )


def _queue() -> QuerySet[Delivery]:
    return Delivery.objects.standing().filter(channel=Channel.PAPER)


def _details(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return (
        rows.select_related("kind", "law", "institution", "service")
        .prefetch_related("institution__names", "institution__addresses")
        .annotate(pages=Sum("files__pages"), file_count=Count("files"))
    )
