"""The documents of a centre, for its own software. What is read here is on record as every other reading."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema
from pydantic import Field

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.api.calling import known_machine, publisher, reader
from institutional_pages.api.publishing import Wrong
from institutional_pages.api.schemas import DocumentOut, DocumentsOut, DocumentWithFiles, FileOut
from institutional_pages.delivery.checking import institutions_by_number
from institutional_pages.delivery.file_names import file_name
from institutional_pages.delivery.sent import sent_document, sent_to
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier
from institutional_pages.mailbox import queries
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.ranges import Unsatisfiable, asked_part
from institutional_pages.mailbox.reading import read_file

if TYPE_CHECKING:
    from institutional_pages.delivery.models import Delivery

router = Router(tags=["reading"])


class Wanted(Schema):
    """Codes of kind and law, a period, and only what nobody of the centre has opened; `after` continues a list."""

    kind: str = ""
    law: str = ""
    period: str = ""
    unread: bool = False
    after: int | None = Field(default=None, ge=1, lt=2**63)  # a key of the database


@router.get("/institutions/{number}/documents", response={200: DocumentsOut, **Wrong}, by_alias=True, operation_id="listDocuments")
def list_documents(request: HttpRequest, number: str, wanted: Query[Wanted]) -> DocumentsOut:
    """
    Newest first: of a reading machine what stands on its page; of a publishing one what its own service sent to the centre, on paper or not.

    A number that is not the reading machine's own centre is not found, whether or not there is such a centre.
    """
    if known_machine(request).machine.service is not None:
        return _sent_to(request, number, wanted)
    machine, institution = reader(request)
    if not Identifier.objects.valid_on(today()).filter(institution=institution, value=number).exists():
        raise NoSuchPage
    narrowed = Filter(law=wanted.law, kind=wanted.kind, period=wanted.period, state="new" if wanted.unread else "")
    page = queries.mailbox(reader=machine, institution=institution, wanted=narrowed, before=wanted.after)
    return DocumentsOut(documents=[DocumentOut(**_facts(one)) for one in page.deliveries], total=page.total, unread=page.unread, after=page.older)


@router.get("/documents/{document}", response={200: DocumentWithFiles, **Wrong}, by_alias=True, operation_id="seeDocument")
def see_document(request: HttpRequest, document: UUID) -> DocumentWithFiles:
    """One document with its files; that is not reading it yet. A publishing machine sees those of its own service, and whether one was opened."""
    if known_machine(request).machine.service is not None:
        found = sent_document(publisher(request)[1], document)
    else:
        machine, institution = reader(request)
        found = queries.document(reader=machine, institution=institution, uuid=document)
    names = ("position", "role", "name", "bytes", "pages", "sha256")
    files = [FileOut(**{name: getattr(file, name) for name in names}) for file in sorted(found.files.all(), key=lambda file: file.position)]
    return DocumentWithFiles(**_facts(found), files=files)


@router.get(
    "/documents/{document}/files/{position}/content",
    response={200: None, 206: None, 416: None, **Wrong},
    operation_id="readFile",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}},
)
def read(request: HttpRequest, document: UUID, position: int) -> Any:
    """The bytes as they were sent, whole or one range of them; this is reading, and on record. For who publishes there is nothing to read here."""
    if known_machine(request).machine.service is not None:
        raise NoSuchPage
    machine, institution = reader(request)

    def span(size: int) -> tuple[int, int]:
        part = asked_part(request.headers, size)
        return (part.start, part.end) if part else (0, size)

    try:
        file, pieces = read_file(reader=machine, institution=institution, uuid=document, position=position, how=Opening.How.API, span=span)
    except Unsatisfiable as wrong:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{wrong.size}"})
    part = asked_part(request.headers, file.bytes)
    response = StreamingHttpResponse(pieces, status=206 if part else 200, content_type="application/pdf")
    response.headers["Content-Length"] = str(part.length if part else file.bytes)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(file.delivery, file)) or "attachment"
    response.headers["Repr-Digest"] = f"sha-256=:{_base64(file.sha256)}:"
    if part:
        response.headers["Content-Range"] = part.content_range
    return response


def _sent_to(request: HttpRequest, number: str, wanted: Wanted) -> DocumentsOut:
    _machine, service = publisher(request)
    centre = institutions_by_number({number}).get(number)
    if centre is None:
        raise NoSuchPage
    narrowed = Filter(law=wanted.law, kind=wanted.kind, period=wanted.period, state="new" if wanted.unread else "")
    sent = sent_to(service, centre, narrowed.condition(), before=wanted.after)
    documents = [DocumentOut(**_facts(one)) for one in sent.documents]
    return DocumentsOut(documents=documents, total=sent.total, unread=sent.unread, after=sent.older)


def _facts(delivery: Delivery) -> dict[str, Any]:
    names = ("period", "subject", "reference", "language", "date", "published_at", "first_opened_at", "replaced_at", "withdrawn_at")
    numbers = {one.scheme: one.value for one in delivery.institution.identifiers.all()}
    told = {name: getattr(delivery, name) for name in names}
    return {"id": delivery.uuid, "institution": numbers.get("cbe", ""), "kind": delivery.kind.code, "law": delivery.law.code, **told}


def _base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
