"""What a reader sees of a page: the list, its numbers, one document. Scope holds for rows, counts and search alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, prefetch_related_objects
from django.db.models.functions import Concat

from institutional_pages.access import rules
from institutional_pages.access.errors import NotAReader
from institutional_pages.access.models import Grant, Machine
from institutional_pages.catalogue.queries import kinds, laws
from institutional_pages.delivery.models import Delivery, DeliveryFile, DeliveryQuerySet, PageTotal
from institutional_pages.institutions.calendar import today
from institutional_pages.mailbox.errors import NoSuchDocument, Withdrawn
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening
from institutional_pages.statements import A_CURSOR, A_PAGE, A_PERSON, A_PLACE, AN_ADDRESS, Written, address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from institutional_pages.access.rules import Reader
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

OPENER = Case(When(person=None, then=F("machine__name")), default=Concat(F("person__first_name"), Value(" "), F("person__last_name")))
Opened = tuple[tuple[int, int], ...]
ROWS = 50
PERIODS = 60


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """One screen of the list: newest first, at most `ROWS`; `older` is the cursor of the next screen, None at the end."""

    deliveries: list[Delivery]
    unread: int
    opened: int
    total: int
    periods: list[str]  # those of the whole page in the reader's scope, newest first
    older: int | None


def mailbox(*, reader: Reader, institution: Institution, wanted: Filter, before: int | None = None) -> MailboxPage:
    """The documents that `reader` may see, at most `ROWS` older than the cursor `before`; three statements, whatever the page holds."""
    grant = rules.require_reader(reader, institution)

    found = _named(_listed(grant, wanted, before), institution)
    held, unopened, new = _numbers(grant)
    return MailboxPage(
        deliveries=found[:ROWS],
        unread=new,
        opened=sum(held.values()) - unopened,
        total=sum(held.values()),
        periods=[period for period in held if period][:PERIODS],
        older=found[ROWS - 1].pk if len(found) > ROWS else None,
    )


def unread(*, reader: Reader, institution: Institution) -> int:
    """How many documents in the scope of `reader` nobody of the centre has opened; 0 for who does not read here."""
    try:
        grant = rules.require_reader(reader, institution)
    except NotAReader:
        return 0
    return visible(grant).standing().filter(first_opened_at=None).count()


def document(*, reader: Reader, institution: Institution, uuid: UUID) -> Delivery:
    """One document in the reader's scope, with its files and who opened it first."""
    grant = rules.require_reader(reader, institution)
    found = _in_the_list(visible(grant).filter(uuid=uuid)).prefetch_related("files").first()
    if found is None:
        raise NoSuchDocument
    return _named([found], institution)[0]


def file_of(*, reader: Reader, institution: Institution, uuid: UUID, position: int) -> DeliveryFile:
    """One file of a document in the reader's scope, with its document and the row of its bytes; nothing of a withdrawn document."""
    return file_with_right(reader, institution, uuid, position)[0]


def file_with_right(reader: Reader, institution: Institution, uuid: UUID, position: int) -> tuple[DeliveryFile, Grant | Machine]:
    """As `file_of`, with what lets `reader` read it; for a person one statement asks for both (docs/decisions/0011)."""
    place = (institution, uuid, position)
    found = None
    if position < A_PLACE:
        found = _file_for_machine(reader, *place) if isinstance(reader, Machine) else _file_for_person(reader, *place)
    if found is None:
        rules.require_reader(reader, institution)
        raise NoSuchDocument
    file, right = found
    if file.delivery.withdrawn_at:
        raise Withdrawn
    _with_series([file.delivery])
    if file.delivery.institution_id == institution.pk:
        file.delivery.institution = institution
    return file, right


def openings_of(delivery: Delivery, *, reader: Reader) -> QuerySet[Opening]:
    """Who of the centre opened which file, when and how, oldest first; for readers within their scope (design.md §4.1)."""
    grant = rules.require_reader(reader, delivery.page)
    seen = visible(grant).filter(pk=delivery.pk)
    return Opening.objects.filter(delivery__in=seen).select_related("person", "machine", "file").order_by("id")


def who(reader: Reader) -> tuple[int | None, int | None]:
    """The keys of the person and of the machine: one of the two."""
    return (None, reader.pk) if isinstance(reader, Machine) else (reader.pk, None)


def visible(grant: Grant) -> DeliveryQuerySet:
    """The deliveries on the page that `grant` opens."""
    return Delivery.objects.on_page().filter(rules.within(grant), page=grant.institution_id)


def _listed(grant: Grant, wanted: Filter, before: int | None) -> list[Delivery]:
    """One more than a screen holds. A search is written anew each time: there are too many of them to keep."""
    write = _list.__wrapped__ if wanted.words else _list
    statement = write(connection.vendor, grant.everything, tuple(grant.opened), wanted, bool(before), ROWS + 1)
    return statement.asked({A_PAGE: grant.institution_id, A_CURSOR: before})


@lru_cache(maxsize=500)
def _list(vendor: str, everything: bool, opened: Opened, wanted: Filter, is_further: bool, most: int) -> Written:  # noqa: ARG001 - the key of the cache
    rows = visible(_like(everything, opened)).filter(wanted.condition())
    rows = rows.filter(pk__lt=A_CURSOR) if is_further else rows
    return Written.of(_in_the_list(rows).order_by("-id")[:most])


def _in_the_list(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """With the number of annexes and who opened the main file first."""
    first = Opening.objects.filter(delivery=OuterRef("pk"), file__position=0).order_by("id")
    annexes = DeliveryFile.objects.filter(delivery=OuterRef("pk"), role=DeliveryFile.Role.ANNEX).order_by().values("delivery")
    return rows.defer("search").annotate(
        first_opened_by=Subquery(first.annotate(name=OPENER).values("name")[:1]),
        annexes=Subquery(annexes.annotate(n=Count("pk")).values("n")[:1]),
    )


def _with_series(found: list[Delivery]) -> list[Delivery]:
    """With kind and law, which are known already."""
    known_laws, known_kinds = laws(), kinds()
    for delivery in found:
        if delivery.law_id in known_laws and delivery.kind_id in known_kinds:
            delivery.law, delivery.kind = known_laws[delivery.law_id], known_kinds[delivery.kind_id]
    return found


def _named(found: list[Delivery], institution: Institution) -> list[Delivery]:
    """With kind, law and addressee: nearly always the institution at hand; others (a merged centre's) are fetched together with their names."""
    for delivery in _with_series(found):
        delivery.page = institution
        if delivery.institution_id == institution.pk:
            delivery.institution = institution
    others = [delivery for delivery in found if delivery.institution_id != institution.pk]
    if others:
        prefetch_related_objects(others, "institution__names")
    return found


def _numbers(grant: Grant) -> tuple[dict[str, int], int, int]:
    """How many documents each period holds, by the counters; how many nobody has opened, all and only the standing ones, by the index of those."""
    rows = list(_counts(connection.vendor, grant.everything, tuple(grant.opened)).tuples({A_PAGE: grant.institution_id}))
    totals = sorted(((period, total) for period, total, _, _ in rows if total), reverse=True)
    return dict(totals), sum(row[2] for row in rows), sum(row[3] for row in rows)


@lru_cache(maxsize=500)
def _counts(vendor: str, everything: bool, opened: Opened) -> Written:  # noqa: ARG001 - the key of the cache
    grant = _like(everything, opened)
    held = PageTotal.objects.filter(rules.within(grant), page=grant.institution_id).order_by().values_list("period")
    unopened = visible(grant).filter(first_opened_at=None).annotate(nowhere=Value("")).order_by().values_list("nowhere")
    standing = Count("pk", filter=Q(withdrawn_at=None, replaced_at=None))
    nothing = Value(0)
    counted = held.annotate(total=Sum("total"), unopened=nothing, new=nothing)
    return Written.of(counted.union(unopened.annotate(total=nothing, unopened=Count("pk"), new=standing), all=True))


def _one(statement: Written, uuid: UUID, values: Mapping[Any, Any] | None = None) -> Any:
    """The row of this address, or None."""
    return next(iter(statement.asked({address(AN_ADDRESS): address(uuid), **(values or {})})), None)


def _file_for_person(person: Person, institution: Institution, uuid: UUID, position: int) -> tuple[DeliveryFile, Grant] | None:
    if not institution.is_open:
        return None
    file = _one(_file_by_grant(connection.vendor, today()), uuid, {A_PERSON: person.pk, A_PAGE: institution.pk, A_PLACE: position})
    return (file, Grant(pk=file.grant, institution=institution, reader=person)) if file else None


def _file_for_machine(machine: Machine, institution: Institution, uuid: UUID, position: int) -> tuple[DeliveryFile, Machine] | None:
    grant = rules.require_reader(machine, institution)
    file = _one(_file_in_scope(connection.vendor, grant.everything, tuple(grant.opened)), uuid, {A_PAGE: institution.pk, A_PLACE: position})
    return (file, machine) if file else None


@lru_cache(maxsize=1)
def _file_by_grant(vendor: str, day: date) -> Written:  # noqa: ARG001 - the key of the cache
    grant = Subquery(rules.grants_that_open(OuterRef("delivery__law"), OuterRef("delivery__kind")).values("pk")[:1])
    return Written.of(_files(Delivery.objects.on_page().filter(page=A_PAGE)).annotate(grant=grant).filter(grant__isnull=False))


@lru_cache(maxsize=500)
def _file_in_scope(vendor: str, everything: bool, opened: Opened) -> Written:  # noqa: ARG001 - the key of the cache
    return Written.of(_files(visible(_like(everything, opened))))


def _files(documents: QuerySet[Delivery]) -> QuerySet[DeliveryFile]:
    files = DeliveryFile.objects.filter(delivery__in=documents.filter(uuid=AN_ADDRESS), position=A_PLACE)
    return files.select_related("delivery", "blob").defer("delivery__search")


def _like(everything: bool, opened: Opened) -> Grant:
    """Any grant that opens this much, of any page."""
    grant = Grant(institution_id=A_PAGE, everything=everything)
    grant.opened = list(opened)
    return grant
