"""The bytes of a document that was opened: whole, a range, or a page as an image. Slow work: no transaction is open here."""

from __future__ import annotations

import hashlib
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.mailbox.errors import FingerprintDiffers
from institutional_pages.pdf.gate import Gate, PageImage
from institutional_pages.vault import keeping
from institutional_pages.vault.errors import Damaged

PREVIEWERS = 2
WHOLE = 8 * 1024 * 1024  # bytes


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
