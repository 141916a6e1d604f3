"""What a service has sent: the documents of one centre and whether they were opened, never by whom (design.md §4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.delivery.models import Delivery

if TYPE_CHECKING:
    from uuid import UUID

    from institutional_pages.catalogue.models import Service
    from institutional_pages.institutions.models import Institution

ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class SentDocuments:
    """Newest first; `older` is the cursor of what follows, None at the end."""

    documents: list[Delivery]
    total: int
    unread: int
    older: int | None


def sent_to(service: Service, institution: Institution, wanted: Q, *, before: int | None = None) -> SentDocuments:
    """What `service` sent to `institution`, by page and on paper; `wanted` narrows the list, not the sums."""
    every = Delivery.objects.filter(service=service, institution=institution)
    rows = every.filter(wanted, Q(pk__lt=before) if before else Q()).select_related("kind", "law", "institution")
    found = list(rows.prefetch_related("institution__identifiers").order_by("-pk")[: ROWS + 1])
    unread = every.standing().on_page().filter(first_opened_at=None).count()
    return SentDocuments(found[:ROWS], every.count(), unread, found[ROWS - 1].pk if len(found) > ROWS else None)


def sent_document(service: Service, uuid: UUID) -> Delivery:
    """One document of `service`, with its files; another one does not exist for it."""
    found = Delivery.objects.filter(service=service, uuid=uuid).select_related("kind", "law", "institution")
    document = found.prefetch_related("institution__identifiers", "files").first()
    if document is None:
        raise NoSuchPage
    return document
