"""The bytes of a document: whole, a range, or a page as an image. They are proven first, while no transaction is open, since that is slow."""

from __future__ import annotations

import fcntl
import hashlib
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from institutional_pages.audit import origin
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.mailbox import actions, queries
from institutional_pages.mailbox.errors import FingerprintDiffers
from institutional_pages.mailbox.models import Opening
from institutional_pages.pdf.gate import Gate, PageImage
from institutional_pages.vault import keeping
from institutional_pages.vault.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from institutional_pages.access.rules import Reader
    from institutional_pages.institutions.models import Institution

PREVIEWERS = 2
WHOLE = 8 * 1024 * 1024  # bytes
IS_OPEN = "SELECT 1 FROM mailbox_opening WHERE file_id = %s AND (person_id = %s OR machine_id = %s) AND how = %s AND session = %s"
Span = tuple[int, int]


def read_file(
    *, reader: Reader, institution: Institution, uuid: UUID, position: int, how: Opening.How, span: Callable[[int], Span]
) -> tuple[DeliveryFile, Iterator[bytes]]:
    """Give `reader` the bytes from one place up to another (not included), which `span` names once it knows how many there are.

    The bytes are proven, then the opening is written: what cannot be shown was not opened, and nothing leaves before it is on record. Only the
    whole is handed over; less than that is read in part. Damage is told to the ministry, also where it is found under way.
    """
    file = queries.file_of(reader=reader, institution=institution, uuid=uuid, position=position)
    start, end = span(file.bytes)
    asked_from = origin.current()

    def report(what: str) -> None:
        with origin.acting_from(asked_from):  # also while the answer is under way, when the request is over
            actions.report_damage(reader=reader, institution=institution, file=file, what=what)

    try:
        pieces = content(file, start=start, end=end)
    except FingerprintDiffers as problem:
        report(problem.what)
        raise
    how = how if end - start == file.bytes else Opening.How.PART
    if not _is_on_record(reader, file, how):
        with _turn():
            actions.open_file(reader=reader, institution=institution, uuid=uuid, position=position, how=how)
    return file, _watched(pieces, report)


def _is_on_record(reader: Reader, file: DeliveryFile, how: Opening.How) -> bool:
    """Whether this session has opened the file so: then there is nothing to write, and no turn to take among the writers of the database."""
    with connection.cursor() as cursor:
        cursor.execute(IS_OPEN, [file.pk, *queries.who(reader), str(how), origin.current().session])
        return cursor.fetchone() is not None


@contextmanager
def _turn() -> Iterator[None]:
    """SQLite has one place for a writer; who finds it taken sleeps and asks again, up to a tenth of a second: readers of all processes queue here.

    The system wakes the next in the queue at once, and takes a dead process out of it. PostgreSQL needs none of this.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with settings.WRITERS_QUEUE.open("ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def _watched(pieces: Iterator[bytes], report: Callable[[str], None]) -> Iterator[bytes]:
    """Damage further on is told, and breaks the answer off: shorter than its Content-Length, it is no complete file to any client."""
    try:
        yield from pieces
    except Damaged as problem:
        report(problem.what)
        raise


def content(file: DeliveryFile, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` up to `end` (not included); `FingerprintDiffers` before the first byte where that can be known.

    A file of up to `WHOLE` bytes is compared with its fingerprint first. A larger one streams, each segment proven before it leaves: what is
    found further on breaks the stream off with `Damaged`, before the last byte.
    """
    with _damage_told():
        if file.bytes <= WHOLE:
            return iter([_proven(file)[start:end]])
        _see_the_size(file)
        pieces = keeping.read(file.blob, start=start, end=end)
    is_whole = start == 0 and (end is None or end >= file.bytes)
    return _compared(pieces, file) if is_whole else pieces


def page_image(file: DeliveryFile, *, page: int, width: int) -> PageImage:
    """Page `page` (from 1) as a PNG of `width` pixels with its text, rendered in a limited child."""
    with _damage_told():
        document = _proven(file)
    gates = _gates()
    gate = gates.get()
    try:
        return gate.render(document, page=page, width=width)
    finally:
        gates.put(gate)


def _proven(file: DeliveryFile) -> bytes:
    """All bytes of a file, equal to its fingerprint."""
    _see_the_size(file)
    document = keeping.read_all(file.blob)
    if hashlib.sha256(document).hexdigest() != file.sha256:
        raise FingerprintDiffers(what="digest")
    return document


def _compared(pieces: Iterator[bytes], file: DeliveryFile) -> Iterator[bytes]:
    """The pieces, the last one only when all of them together are what was sent: nobody gets a whole file that is another."""
    digest, held = hashlib.sha256(), b""
    for piece in pieces:
        if held:
            yield held
        digest.update(piece)
        held = piece
    if digest.hexdigest() != file.sha256:
        raise Damaged(blob=file.blob_id, what="digest")
    yield held


def _see_the_size(file: DeliveryFile) -> None:
    """A row that points at another file mostly shows here, before anything is read."""
    if file.blob.size != file.bytes:
        raise FingerprintDiffers(what="length")


@contextmanager
def _damage_told() -> Iterator[None]:
    """What the vault finds wrong, in the words of the page."""
    try:
        yield
    except Damaged as problem:
        raise FingerprintDiffers(what=problem.what) from problem


@cache
def _gates() -> queue.Queue[Gate]:
    """The children that render, shared by the threads of this process."""
    gates: queue.Queue[Gate] = queue.Queue()
    for _ in range(PREVIEWERS):
        gates.put(Gate())
    return gates
