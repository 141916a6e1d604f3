"""What a reader sees of a page: the list, its numbers, one document. Scope holds for rows, counts and search alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, prefetch_related_objects
from django.db.models.functions import Concat

from institutional_pages.access import rules
from institutional_pages.access.errors import NotAReader
from institutional_pages.access.models import Grant
from institutional_pages.delivery.models import Delivery, DeliveryFile, DeliveryQuerySet, PageTotal
from institutional_pages.mailbox.errors import NoSuchDocument
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

ROWS = 50


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """One screen of the list: newest first, at most `ROWS`; `older` is the cursor of the next screen, None at the end."""

    deliveries: list[Delivery]
    unread: int
    opened: int
    total: int
    older: int | None


def mailbox(*, reader: Person, institution: Institution, wanted: Filter, before: int | None = None) -> MailboxPage:
    """The documents that `reader` may see, at most `ROWS` older than the cursor `before`, in a number of statements that no row changes."""
    grant = rules.require_reader(reader, institution)

    mine = visible(grant)
    rows = mine.filter(wanted.condition())
    if before:
        rows = rows.filter(pk__lt=before)
    found = _addressed(list(_with_details(rows).order_by("-id")[: ROWS + 1]), institution)
    total, (unopened, new) = _total(grant), _unopened(mine)
    return MailboxPage(
        deliveries=found[:ROWS],
        unread=new,
        opened=total - unopened,
        total=total,
        older=found[ROWS - 1].pk if len(found) > ROWS else None,
    )


def unread(*, reader: Person, institution: Institution) -> int:
    """How many documents in the scope of `reader` nobody of the centre has opened; 0 for who does not read here."""
    try:
        grant = rules.require_reader(reader, institution)
    except NotAReader:
        return 0
    return visible(grant).standing().filter(first_opened_at=None).count()


def periods(*, reader: Person, institution: Institution) -> list[str]:
    """The periods for which the page holds documents in the reader's scope, newest first, for the month filter."""
    grant = rules.require_reader(reader, institution)
    return list(visible(grant).exclude(period="").order_by("-period").values_list("period", flat=True).distinct()[:60])


def document(*, reader: Person, institution: Institution, uuid: UUID) -> Delivery:
    """One document in the reader's scope, with its files and who opened it first."""
    grant = rules.require_reader(reader, institution)
    found = _with_details(visible(grant).filter(uuid=uuid)).prefetch_related("files").first()
    if found is None:
        raise NoSuchDocument
    return _addressed([found], institution)[0]


def openings_of(delivery: Delivery, *, reader: Person) -> QuerySet[Opening]:
    """Who of the centre opened which file, when and how, oldest first; for readers within their scope (design.md §4.1)."""
    document(reader=reader, institution=delivery.page, uuid=delivery.uuid)
    return Opening.objects.filter(delivery=delivery).select_related("person", "file").order_by("id")


def visible(grant: Grant) -> DeliveryQuerySet:
    """The deliveries on the page that `grant` opens."""
    return Delivery.objects.on_page().filter(rules.within(grant), page=grant.institution_id)


def _with_details(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """With kind, law, main file, number of annexes and who opened the main file first, all in one statement."""
    first = Opening.objects.filter(delivery=OuterRef("pk"), file__position=0).order_by("id")
    main = DeliveryFile.objects.filter(delivery=OuterRef("pk"), position=0)
    annexes = DeliveryFile.objects.filter(delivery=OuterRef("pk"), role=DeliveryFile.Role.ANNEX).order_by().values("delivery")
    return rows.select_related("kind", "law", "page", "institution").annotate(
        first_opened_by=Subquery(first.annotate(name=Concat(F("person__first_name"), Value(" "), F("person__last_name"))).values("name")[:1]),
        pages=Subquery(main.values("pages")[:1]),
        bytes=Subquery(main.values("bytes")[:1]),
        annexes=Subquery(annexes.annotate(n=Count("pk")).values("n")[:1]),
    )


def _addressed(found: list[Delivery], institution: Institution) -> list[Delivery]:
    """The addressee is nearly always the institution at hand; the names of others (a merged centre's) are fetched together."""
    for delivery in found:
        if delivery.institution_id == institution.pk:
            delivery.institution = institution
    others = [delivery.institution for delivery in found if delivery.institution_id != institution.pk]
    if others:
        prefetch_related_objects(others, "names")
    return found


def _unopened(mine: DeliveryQuerySet) -> tuple[int, int]:
    """How many nobody has opened, all and only the standing ones: both from the small index of what is unopened."""
    standing = Count("pk", filter=Q(withdrawn_at=None, replaced_at=None))
    counts = mine.filter(first_opened_at=None).aggregate(unopened=Count("pk"), new=standing)
    return counts["unopened"], counts["new"]


def _total(grant: Grant) -> int:
    """From the counters: a reader's numbers add up without counting rows."""
    totals = PageTotal.objects.filter(rules.within(grant), page=grant.institution_id)
    return int(totals.aggregate(total=Sum("total"))["total"] or 0)
