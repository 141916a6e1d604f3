"""The page of a centre: the list of its documents and one document. Looking at the list opens nothing; a preview does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from institutional_pages.catalogue.queries import kinds as every_kind
from institutional_pages.catalogue.queries import laws as every_law
from institutional_pages.delivery.file_names import file_name
from institutional_pages.mailbox import queries
from institutional_pages.mailbox.errors import NoSuchDocument
from institutional_pages.mailbox.filters import Filter
from institutional_pages.web.mailbox.address import Asked, whole_number
from institutional_pages.web.mailbox.previews import Preview, preview
from institutional_pages.web.places import BADGES
from institutional_pages.web.rendering import render_page
from institutional_pages.web.templatetags.wording import whole_period
from institutional_pages.web.visits import page_of, signed_in, visit_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.catalogue.models import Kind, Law
    from institutional_pages.delivery.models import Delivery, DeliveryFile
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

OPENINGS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list, and the address of the list with it beside."""

    delivery: Delivery
    beside: str
    is_beside: bool


@dataclass(frozen=True, slots=True)
class Removable:
    """One filter that stands, in words, and the address without it."""

    name: StrOrPromise
    value: StrOrPromise
    address: str


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file and its name for people."""

    file: DeliveryFile
    name: str


@require_safe
def mailbox(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The documents of the page, newest first, as the address filters them; the document named in the address beside them, opened by that."""
    reader, institution, asked = signed_in(request), page_of(request, page_id), Asked.of(request.GET)
    beside = _beside(reader, institution, asked) if request.method == "GET" else None
    page = queries.mailbox(reader=reader, institution=institution, wanted=asked.wanted, before=asked.before)
    visit_of(request).waiting["mailbox"] = page.unread
    laws, kinds = list(every_law().values()), list(every_kind().values())
    context = {
        "institution": institution,
        "asked": asked,
        "page": page,
        "rows": [Row(delivery, asked.beside(delivery.uuid).query, delivery.uuid == asked.document) for delivery in page.deliveries],
        "laws": laws,
        "kinds": kinds,
        "periods": page.periods,
        "removable": list(_removable(asked, laws, kinds)),
        "older": asked.further(page.older).query if page.older else "",
        "newest": asked.further(None).query if asked.before else "",
        "last": None if page.deliveries or not page.total else _last(reader, institution),
        "now": timezone.now(),
        **(_facts(beside) if beside else {}),
        "list_alone": asked.beside(None).query,
    }
    return render_page(request, page="mailbox/mailbox.html", part="mailbox/_mailbox.html", context=context)


@require_safe
def document(request: HttpRequest, page_id: UUID, document_id: UUID) -> HttpResponse:
    """What is known of one document, its files, and who opened it; `?page=` shows that page here, which is opening it."""
    reader, institution = signed_in(request), page_of(request, page_id)
    delivery = queries.document(reader=reader, institution=institution, uuid=document_id)
    shown = _asked_preview(request, reader, institution, delivery)
    if shown:
        delivery = queries.document(reader=reader, institution=institution, uuid=document_id)
    main, *annexes = _named(delivery)
    openings = list(queries.openings_of(delivery, reader=reader)[:OPENINGS_SHOWN])
    context = {
        "screen_here": "mailbox",
        "institution": institution,
        "delivery": delivery,
        "main": main,
        "annexes": annexes,
        "openings": openings,
        "first": next((opening for opening in openings if opening.file.position == 0), None),
        "replaced": _related(reader, institution, delivery.replaces),
        "replacement": _related(reader, institution, getattr(delivery, "replaced_by", None)),
        **(_facts(shown) if shown else {}),
    }
    return render_page(request, page="mailbox/document.html", part="mailbox/_preview.html", context=context)


def _beside(reader: Person, institution: Institution, asked: Asked) -> Preview | None:
    if asked.document is None:
        return None
    delivery = queries.document(reader=reader, institution=institution, uuid=asked.document)
    return preview(reader=reader, institution=institution, delivery=delivery)


def _asked_preview(request: HttpRequest, reader: Person, institution: Institution, delivery: Delivery) -> Preview | None:
    page, position = whole_number(request.GET.get("page", "")), whole_number(request.GET.get("file", "0"))
    if page is None or position is None or request.method != "GET":
        return None
    return preview(reader=reader, institution=institution, delivery=delivery, position=position, page=page)


def _facts(shown: Preview) -> dict[str, Any]:
    return {"preview": shown, "preview_name": file_name(shown.delivery, shown.file)}


def _named(delivery: Delivery) -> list[NamedFile]:
    return [NamedFile(file, file_name(delivery, file)) for file in delivery.files.all()]


def _related(reader: Person, institution: Institution, other: Delivery | None) -> Delivery | None:
    """The document that this one replaces or is replaced by, where the reader may see it."""
    if other is None:
        return None
    try:
        return queries.document(reader=reader, institution=institution, uuid=other.uuid)
    except NoSuchDocument:
        return None


def _removable(asked: Asked, laws: list[Law], kinds: list[Kind]) -> Iterator[Removable]:
    """The filters that stand, for the words under an empty list."""
    wanted = asked.wanted
    values: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
        "words": (_("Search"), wanted.words),
        "law": (_("Law"), next((law.short for law in laws if law.code == wanted.law), wanted.law)),
        "kind": (_("Document"), next((str(kind) for kind in kinds if kind.code == wanted.kind), wanted.kind)),
        "period": (_("Month"), whole_period(wanted.period)),
        "state": (_("Status"), _("New") if wanted.state == "new" else _("Opened")),
    }
    for fact, (name, value) in values.items():
        if getattr(wanted, fact):
            yield Removable(name, value, asked.without(fact).query)


def _last(reader: Person, institution: Institution) -> Delivery | None:
    """The newest document of the page, for the words under an empty list."""
    return next(iter(queries.mailbox(reader=reader, institution=institution, wanted=Filter()).deliveries), None)


def _unread(person: Person, institution: Institution | None) -> int:
    return queries.unread(reader=person, institution=institution) if institution else 0


BADGES["mailbox"] = _unread
