"""The files of a document over HTTP: whole, in ranges, or a page as an image. HEAD tells about a file without opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from institutional_pages.audit.origin import acting_from
from institutional_pages.delivery.file_names import file_name
from institutional_pages.mailbox import actions, queries, reading
from institutional_pages.mailbox.errors import FingerprintDiffers
from institutional_pages.mailbox.models import Opening
from institutional_pages.pdf.errors import PreviewImpossible
from institutional_pages.vault.errors import Damaged
from institutional_pages.web.mailbox.previews import file_of, open_page
from institutional_pages.web.mailbox.ranges import Part, Unsatisfiable, asked_part
from institutional_pages.web.visits import page_of, signed_in, visit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from institutional_pages.delivery.models import Delivery, DeliveryFile
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

# Also where the browser shows the PDF inside our origin, nothing in it may load, run or be framed (security.md T10).
POLICY: Final = "default-src 'none'; frame-ancestors 'none'"


@require_safe
def open_inline(request: HttpRequest, page_id: UUID, document_id: UUID, position: int) -> HttpResponseBase:
    """The file for the browser's own viewer."""
    return _file(request, page_id, document_id, position, Opening.How.OPEN)


@require_safe
def download(request: HttpRequest, page_id: UUID, document_id: UUID, position: int) -> HttpResponseBase:
    """The file to keep, under its name for people."""
    return _file(request, page_id, document_id, position, Opening.How.DOWNLOAD)


@require_safe
def page_image(request: HttpRequest, page_id: UUID, document_id: UUID, position: int, number: int) -> HttpResponseBase:
    """One page as PNG; 404 for a page that is not there or cannot be drawn."""
    reader, institution = signed_in(request), page_of(request, page_id)
    delivery = queries.document(reader=reader, institution=institution, uuid=document_id)
    if request.method == "HEAD":
        file_of(delivery, position)
        return _protected(HttpResponse(content_type="image/png"))
    try:
        image = open_page(reader=reader, institution=institution, delivery=delivery, position=position, page=number)
    except PreviewImpossible as problem:
        return _protected(HttpResponse(f"{problem}\n", status=404, content_type="text/plain; charset=utf-8"))
    return _protected(HttpResponse(image.png, content_type="image/png"))


def _file(request: HttpRequest, page_id: UUID, document_id: UUID, position: int, how: Opening.How) -> HttpResponseBase:
    reader, institution = signed_in(request), page_of(request, page_id)
    file = queries.file_of(reader=reader, institution=institution, uuid=document_id, position=position)
    delivery = file.delivery
    if request.method == "HEAD":
        return _described(HttpResponse(content_type="application/pdf"), delivery, file, how)
    try:
        part = asked_part(request.headers, file.bytes)
    except Unsatisfiable:
        return _protected(HttpResponse(status=416, content_type="text/plain", headers={"Content-Range": f"bytes */{file.bytes}"}))
    pieces = _opened(request, reader, institution, delivery, file, how, part)
    response = StreamingHttpResponse(pieces, status=206 if part else 200, content_type="application/pdf")
    return _described(response, delivery, file, how, part)


def _opened(
    request: HttpRequest, reader: Person, institution: Institution, delivery: Delivery, file: DeliveryFile, how: Opening.How, part: Part | None
) -> Iterator[bytes]:
    """Prove the bytes, then write down the opening: a file that is not shown was not opened. Nothing leaves before it is written."""
    origin = visit_of(request).origin

    def report(what: str) -> None:
        with acting_from(origin):  # also while the answer is under way, when the request is over
            actions.report_damage(reader=reader, institution=institution, file=file, what=what)

    try:
        pieces = reading.content(file, start=part.start, end=part.end) if part else reading.content(file)
    except FingerprintDiffers as problem:
        report(problem.what)
        raise
    actions.open_file(reader=reader, institution=institution, delivery=delivery, position=file.position, how=how)
    return _watched(pieces, report)


def _watched(pieces: Iterator[bytes], report: Callable[[str], None]) -> Iterator[bytes]:
    """Damage further on is told, and breaks the answer off: shorter than its Content-Length, it is no complete file to any client."""
    try:
        yield from pieces
    except Damaged as problem:
        report(problem.what)
        raise


def _described(response: HttpResponseBase, delivery: Delivery, file: DeliveryFile, how: Opening.How, part: Part | None = None) -> HttpResponseBase:
    name = file_name(delivery, file)
    response.headers["Content-Disposition"] = content_disposition_header(how == Opening.How.DOWNLOAD, name) or "attachment"
    response.headers["Content-Length"] = str(part.length if part else file.bytes)
    response.headers["Content-Language"] = file.language
    response.headers["Accept-Ranges"] = "bytes"
    if part:
        response.headers["Content-Range"] = part.content_range
    return _protected(response)


def _protected(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Content-Security-Policy"] = POLICY
    return response
