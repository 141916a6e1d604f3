"""Many documents in one request: a tar stream in, a line of JSON for each file out, while the next ones still come in."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from institutional_pages.api.calling import publisher
from institutional_pages.api.publishing import Wrong, item_out, run_of
from institutional_pages.audit import origin
from institutional_pages.delivery.intake import LARGEST, hash_into
from institutional_pages.delivery.publishing import GROUP, GROUP_BYTES, publish_items

if TYPE_CHECKING:
    from tarfile import TarFile

    from institutional_pages.access.models import Machine
    from institutional_pages.delivery.models import Run, RunItem

router = Router(tags=["publishing"])
LINES: Final = "application/x-ndjson"


@router.post(
    "/runs/{run}/batch",
    response={200: None, **Wrong},
    operation_id="putDocuments",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}},
        "responses": {200: {"description": "One line for each file", "content": {LINES: {"schema": {"type": "string"}}}}},
    },
)
def put_documents(request: HttpRequest, run: UUID) -> Any:
    """
    Send many documents as one tar stream; each file is named by its reference on the list of the run, with or without `.pdf`.

    Each is answered by a line of JSON, in groups, while the stream goes on. What was answered is delivered, also when the stream breaks off.
    """
    machine, found = run_of(request, run)
    publisher(request)
    return StreamingHttpResponse(_answered(request, machine, found, origin.current()), content_type=LINES)


def _answered(request: HttpRequest, machine: Machine, run: Run, asked_from: origin.Origin) -> Iterator[str]:
    """The view has ended by now: what is written still carries where it came from."""
    with origin.acting_from(asked_from):
        try:
            with tarfile.open(fileobj=request, mode="r|") as stream:  # type: ignore[call-overload]  # a request is read like a file
                for line in _lines(stream, machine, run):
                    yield json.dumps(line, ensure_ascii=False, default=str) + "\n"
        except tarfile.TarError:
            yield json.dumps({"outcome": "broken-off", "detail": "The stream is no tar archive, or ends in the middle. Send it again."}) + "\n"


def _lines(stream: TarFile, machine: Machine, run: Run) -> Iterator[dict[str, Any]]:
    settings.INCOMING_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
    while True:
        with TemporaryDirectory(dir=settings.INCOMING_ROOT, prefix="batch-") as folder:
            group, unknown, is_last = _group(stream, run, Path(folder))
            yield from ({"name": name, "outcome": "not-on-the-list"} for name in unknown)
            for item in publish_items(publisher=machine, run=run, folder=Path(folder), items=group) if group else ():
                yield item_out(item).model_dump(by_alias=True, mode="json")
        if is_last:
            return


def _group(stream: TarFile, run: Run, folder: Path) -> tuple[list[RunItem], list[str], bool]:
    """So many files of the stream as are published together, written under the paths of their items; names that nobody has listed; the end."""
    group: list[RunItem] = []
    unknown: list[str] = []
    room = GROUP_BYTES
    while len(group) < GROUP and room > 0:
        member = stream.next()
        if member is None:
            return group, unknown, True
        if not member.isreg():
            continue
        item = _named(run, member.name)
        source = stream.extractfile(member)
        if item is None or source is None or any(item.pk == other.pk for other in group):
            unknown.append(member.name)
            continue
        with (folder / item.path).open("wb") as target:
            _, size = hash_into(source, target.write)  # type: ignore[arg-type]  # what is written is not counted
        group.append(item)
        room -= min(size, LARGEST)
    return group, unknown, False


def _named(run: Run, name: str) -> RunItem | None:
    """The item that a file of the stream means."""
    bare = name.removeprefix("./")
    return run.items.filter(reference__in=[bare, bare.removesuffix(".pdf")]).select_related("delivery", "institution").first()
