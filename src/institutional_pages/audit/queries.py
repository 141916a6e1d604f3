"""Whether the log still says what it said when it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from institutional_pages.audit.models import Event, EventText
from institutional_pages.audit.recording import leaf_digest

COLUMNS = ("version", "actor", "verb", "subject", "basis", "institution")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An event that was tampered with; `what` is `text`, or the column that differs from the sealed text."""

    event: int
    what: str


def verify_texts(*, after: int = 0) -> Iterator[Mismatch]:
    """Name each event with a key above `after` whose text does not match its digest, or whose columns differ from its text.

    A text that was forgotten (retention) is no mismatch: the digest stands. Finds changes, not removals: those are seen by number.
    """
    texts = EventText.objects.filter(event__gt=after).select_related("event").order_by("pk")
    for text in texts.iterator(chunk_size=1_000):
        what = _mismatch(text.event, bytes(text.salt), text.canonical)
        if what:
            yield Mismatch(text.event.pk, what)


def _mismatch(event: Event, salt: bytes, canonical: str) -> str:
    if leaf_digest(salt, canonical) != event.digest:
        return "text"
    sealed = json.loads(canonical)
    if sealed["at"] != event.at.isoformat():
        return "at"
    return next((column for column in COLUMNS if sealed[column] != getattr(event, column)), "")
