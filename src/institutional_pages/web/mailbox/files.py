"""The files of a document over HTTP: whole, in ranges, or a page as an image. HEAD tells about a file without opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from institutional_pages.delivery.file_names import file_name
from institutional_pages.mailbox import queries, reading
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.ranges import Part, Unsatisfiable, asked_part
from institutional_pages.pdf.errors import PreviewImpossible
from institutional_pages.web.mailbox.previews import file_of, open_page
from institutional_pages.web.visits import page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from institutional_pages.delivery.models import DeliveryFile

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
    if request.method == "HEAD":
        file = queries.file_of(reader=reader, institution=institution, uuid=document_id, position=position)
        return _described(HttpResponse(content_type="application/pdf"), file, how)

    def span(size: int) -> reading.Span:
        part = asked_part(request.headers, size)
        return (part.start, part.end) if part else (0, size)

    try:
        file, pieces = reading.read_file(reader=reader, institution=institution, uuid=document_id, position=position, how=how, span=span)
    except Unsatisfiable as problem:
        return _protected(HttpResponse(status=416, content_type="text/plain", headers={"Content-Range": f"bytes */{problem.size}"}))
    part = asked_part(request.headers, file.bytes)
    response = StreamingHttpResponse(pieces, status=206 if part else 200, content_type="application/pdf")
    return _described(response, file, how, part)


def _described(response: HttpResponseBase, file: DeliveryFile, how: Opening.How, part: Part | None = None) -> HttpResponseBase:
    name = file_name(file.delivery, file)
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
