"""The bytes of a document that was opened: whole, a range, or a page as an image. Slow work: no transaction is open here."""

from __future__ import annotations

import hashlib
import queue
from collections.abc import Iterator
from functools import cache

from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.mailbox.errors import FingerprintDiffers
from institutional_pages.pdf.gate import Gate, PageImage
from institutional_pages.vault import keeping
from institutional_pages.vault.errors import Damaged, Missing

PREVIEWERS = 2
WHOLE = 8 * 1024 * 1024  # bytes


def content(file: DeliveryFile, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` up to `end` (not included); `FingerprintDiffers` before the first byte where that can be known.

    A file of up to `WHOLE` bytes is compared with its fingerprint first. A larger one streams, each segment proven before it leaves;
    damage further on breaks the stream off.
    """
    try:
        if file.bytes <= WHOLE:
            return iter([_proven(file)[start:end]])
        return keeping.read(file.blob, start=start, end=end)
    except (Damaged, Missing) as problem:
        raise FingerprintDiffers from problem


def page_image(file: DeliveryFile, *, page: int, width: int) -> PageImage:
    """Page `page` (from 1) as a PNG of `width` pixels with its text, rendered in a limited child."""
    try:
        document = _proven(file)
    except (Damaged, Missing) as problem:
        raise FingerprintDiffers from problem
    gates = _gates()
    gate = gates.get()
    try:
        return gate.render(document, page=page, width=width)
    finally:
        gates.put(gate)


def _proven(file: DeliveryFile) -> bytes:
    """All bytes of a file, equal to its fingerprint."""
    document = keeping.read_all(file.blob)
    if hashlib.sha256(document).hexdigest() != file.sha256:
        raise FingerprintDiffers
    return document


@cache
def _gates() -> queue.Queue[Gate]:
    """The children that render, shared by the threads of this process."""
    gates: queue.Queue[Gate] = queue.Queue()
    for _ in range(PREVIEWERS):
        gates.put(Gate())
    return gates
