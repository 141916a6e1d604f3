"""The part of a file that a request asks for (RFC 9110 §14): one range of bytes, or everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies outside the file of `size` bytes: 416."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `start` up to `end` (not included) of a file of `size` bytes."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """In bytes."""
        return self.end - self.start

    @property
    def content_range(self) -> str:
        """For the header Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def asked_part(headers: Mapping[str, str], size: int) -> Part | None:
    """
    The part asked for, None for everything; `Unsatisfiable` when it lies outside.

    Several ranges, another unit and what is no range are answered whole, as RFC 9110 lets us. So is If-Range: we give no validator to compare with.
    """
    found = ONE_RANGE.fullmatch(headers.get("Range", "").strip())
    if found is None or "If-Range" in headers:
        return None
    first, last = found.groups()
    if not first:
        return _from_the_end(last, size)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable(size)
    return Part(start, end, size)


def _from_the_end(last: str, size: int) -> Part | None:
    if not last:
        return None
    if int(last) == 0 or size == 0:
        raise Unsatisfiable(size)
    return Part(max(0, size - int(last)), size, size)
