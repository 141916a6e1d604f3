"""Where blobs are kept: what every store promises. `local.py` is the one on a file system; one on S3 keeps the same promises."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from institutional_pages.vault.streams import Stream

Parts = Iterable[bytes | memoryview]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store knows of a blob without opening it."""

    key: str
    size: int
    written_at: datetime


class BlobGroup(Protocol):
    """Many new blobs that become durable together."""

    def put_new(self, key: str, parts: Parts) -> None:
        """Begins at once, perhaps in a thread of its own: `parts` belong to the group until it has ended."""
        ...


class BlobStore(Protocol):
    """
    Bytes by key. A key is words of small letters, digits and hyphens, divided by `/`.

    Every method may raise `Unavailable` (of which `Full` is one), and then has kept nothing that `list` and `delete` cannot undo.
    """

    def put_new(self, key: str, parts: Parts) -> None:
        """Returns only when all of it outlives a power cut. Never overwrites: `AlreadyStored`. Each part is used up before the next is asked for."""
        ...

    def group(self) -> AbstractContextManager[BlobGroup]:
        """All of the group is durable when the block ends without an error; after an error none of it is to be relied on."""
        ...

    def open_range(self, key: str, start: int, end: int) -> Stream:
        """The bytes `start` up to `end` (not included); `Missing` if there is no such blob. To be closed by the caller."""
        ...

    def head(self, key: str) -> Stored:
        """`Missing` if there is no such blob."""
        ...

    def delete(self, key: str) -> None:
        """One that is gone already will do."""
        ...

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """Every blob whose key begins with `prefix`, in the order of keys, complete ones only."""
        ...

    def clear_unfinished(self, before: datetime) -> builtins.list[str]:
        """Removes what writings that never ended have left since before that moment, and names it."""
        ...
