"""The little that the vault asks of a stream."""

from __future__ import annotations

from typing import Protocol


class Readable(Protocol):
    """Anything with `read`: a file, an upload, a request body."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none only at the end."""
        ...


class Stream(Readable, Protocol):
    """What a store hands out: to be closed by whoever asked for it."""

    def close(self) -> None:
        """Give back the file or the connection."""
        ...


def fill(source: Readable, size: int) -> bytes:
    """Exactly `size` bytes unless the source ends: sockets and pipes give less than asked for long before their end."""
    data = source.read(size)
    if len(data) == size or not data:
        return data
    parts = [data]
    missing = size - len(data)
    while missing and (data := source.read(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)
