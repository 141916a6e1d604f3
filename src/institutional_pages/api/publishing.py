"""Runs and their documents, for the machines of a service."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status
from ninja.decorators import decorate_view

from institutional_pages.api.again import once
from institutional_pages.api.calling import publisher
from institutional_pages.api.problems import problem
from institutional_pages.api.schemas import DeliveredOut, FileFacts, ItemOut, ItemsOut, Problem, RunIn, RunOut, Sent
from institutional_pages.delivery import actions
from institutional_pages.delivery.checking import Checker, Missing, Refused
from institutional_pages.delivery.errors import FactsMissing, NotOnTheList
from institutional_pages.delivery.manifest import Line, Manifest
from institutional_pages.delivery.models import Run, RunItem
from institutional_pages.delivery.outcomes import why
from institutional_pages.delivery.queries import items_of, sums_of
from institutional_pages.delivery.receiving import deliver

if TYPE_CHECKING:
    from institutional_pages.access.models import Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery.models import Delivery

router = Router(tags=["publishing"])
ITEMS: Final = 200
Wrong = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    413: Problem,
    415: Problem,
    422: Problem,
    429: Problem,
    503: Problem,
    507: Problem,
}
UNSAFE: Final = re.compile(r"[^0-9A-Za-z]+")


@router.post("/runs", response={200: RunOut, 201: RunOut, **Wrong}, by_alias=True, operation_id="openRun")
@decorate_view(once)
def open_run(request: HttpRequest, body: RunIn) -> Status[RunOut]:
    """Open a run. The same name and list again give the same run (200), so that whoever was cut off goes on."""
    machine, service = publisher(request)
    lines = _lines(service, body.items)
    digest = hashlib.sha256(json.dumps([str(machine.uuid), body.model_dump()], sort_keys=True).encode()).hexdigest()
    known = Run.objects.filter(service=service, manifest_digest=digest).exists()
    folder = Path("/") / (body.name.replace("/", "-").replace("\0", "").strip(". ") or "run") / "list"
    run = actions.open_run(publisher=machine, service=service, manifest=Manifest(folder, digest, lines))
    return Status(200 if known else 201, _shown(run))


@router.get("/runs/{run}", response={200: RunOut, **Wrong}, by_alias=True, operation_id="seeRun")
def see_run(request: HttpRequest, run: UUID) -> RunOut:
    """The equation as it is now."""
    return _shown(run_of(request, run)[1])


@router.get("/runs/{run}/items", response={200: ItemsOut, **Wrong}, by_alias=True, operation_id="seeItems")
def see_items(
    request: HttpRequest, run: UUID, outcome: Literal["", "waiting", "published", "paper", "refused", "missing"] = "", after: int = 0
) -> ItemsOut:
    """What became of each file, in the order of the list; `after` is the position at which the page before ended."""
    found = items_of(run_of(request, run)[1], outcome=outcome, after=max(after, 0), limit=ITEMS + 1)
    return ItemsOut(items=[item_out(item) for item in found[:ITEMS]], after=found[ITEMS - 1].position if len(found) > ITEMS else None)


@router.put(
    "/runs/{run}/documents",
    response={200: DeliveredOut, 201: DeliveredOut, **Wrong},
    by_alias=True,
    operation_id="putDocument",
    openapi_extra={"requestBody": {"required": True, "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
@decorate_view(once)
def put_document(request: HttpRequest, run: UUID, sent: Query[Sent]) -> Any:
    """
    Send one document: the PDF is the body, streamed; its facts stand in the query, or on the list of the run under its reference.

    201 when it was delivered now, 200 when it was already; 422 with the code of the gate when it is refused. `Content-Digest` (RFC 9530) or
    `sha256` says what the bytes must be. Sent again, whatever happened in between, it is delivered once.
    """
    machine, found = run_of(request, run)
    expected = _content_digest(request) or sent.sha256
    item = _item_for(machine, found, sent)
    if expected:
        item.facts = {**item.facts, "sha256": expected}
    was_delivered = item.delivery_id is not None
    became = deliver(publisher=machine, run=found, item=item, body=request.sent)  # type: ignore[attr-defined]  # by `once`
    if isinstance(became, Refused):
        status = 415 if became.code == "not_a_pdf" else 409 if became.code == "published_differently" else 422
        return problem(status, became.code, str(why(became.code)), errors=[{"detail": str(one)} for one in became.details])
    assert became.delivery is not None  # noqa: S101 - delivered
    return Status(200 if was_delivered else 201, _receipt(became, became.delivery))


@router.post("/runs/{run}/close", response={200: RunOut, **Wrong}, by_alias=True, operation_id="closeRun")
@decorate_view(once)
def close_run(request: HttpRequest, run: UUID) -> RunOut:
    """Close a run: what was never sent is missing. A refused or missing file can still be sent afterwards."""
    machine, found = run_of(request, run)
    waiting = list(found.items.filter(outcome=RunItem.Outcome.WAITING))
    if waiting:
        actions.settle_items(publisher=machine, run=found, missing=[Missing(item, [item.path]) for item in waiting])
    return _shown(actions.close_run(publisher=machine, run=found, unlisted=found.unlisted))


def run_of(request: HttpRequest, run: UUID) -> tuple[Machine, Run]:
    """A run of the machine's own service; another and an unknown one are the same answer."""
    machine, service = publisher(request)
    found = Run.objects.filter(uuid=run, service=service).select_related("service").first()
    if found is None:
        raise NotOnTheList
    return machine, found


def _item_for(machine: Machine, run: Run, sent: Sent) -> RunItem:
    """The item of this reference; where its facts are sent along, it is put on the list."""
    item = run.items.filter(reference=sent.reference).first() if sent.reference else None
    if item is not None:
        return item
    if not sent.institution:
        raise NotOnTheList
    if not (sent.kind and sent.law):
        raise FactsMissing
    (line,) = _lines(run.service, [sent])
    return actions.list_item(publisher=machine, run=run, line=line)


def _lines(service: Service, items: Sequence[FileFacts | Sent]) -> tuple[Line, ...]:
    """As a manifest has them: each with its reference, and with a path made of it, by which it is known in the run."""
    bare = [Line(path="-", **item.model_dump()) for item in items]
    checker = Checker(service, bare)
    return tuple(_named(line, checker.reference_of(line), place) for place, line in enumerate(bare, start=1))


def _named(line: Line, reference: str, place: int) -> Line:
    mark = hashlib.sha256((reference or str(place)).encode()).hexdigest()[:8]
    return replace(line, reference=reference, path=f"{UNSAFE.sub('-', reference).strip('-')[:120] or 'file'}-{mark}.pdf")


def _content_digest(request: HttpRequest) -> str:
    """SHA-256 in hex out of `Content-Digest: sha-256=:base64:` (RFC 9530); empty where there is none that we can read."""
    found = re.search(r"sha-256=:([A-Za-z0-9+/=]+):", request.headers.get("Content-Digest", ""))
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else ""
    except (binascii.Error, ValueError):
        return ""


def _shown(run: Run) -> RunOut:
    sums = sums_of(run)
    numbers = {name: getattr(sums, name) for name in ("listed", "published", "paper", "refused", "missing", "waiting")}
    return RunOut(id=run.uuid, name=run.name, service=run.service.code, opened_at=run.opened_at, closed_at=run.closed_at, **numbers)


def item_out(item: RunItem) -> ItemOut:
    """An item as it goes over the wire."""
    return ItemOut(
        position=item.position,
        reference=item.reference,
        institution=str(item.facts.get("institution", "")),
        outcome=item.outcome,
        code=item.refusal,
        detail=str(why(item.refusal)) if item.refusal else "",
        findings=item.details,
        document=item.delivery.uuid if item.delivery else None,
        settled_at=item.settled_at,
    )


def _receipt(item: RunItem, delivery: Delivery) -> DeliveredOut:
    main = delivery.files.get(position=0)
    return DeliveredOut(
        id=delivery.uuid,
        reference=delivery.reference,
        channel=delivery.channel,
        published_at=delivery.published_at,
        sha256=main.sha256,
        bytes=main.bytes,
        pages=main.pages,
        findings=item.details,
    )
