"""The encrypted file: AES-256-GCM in segments of 64 KiB after the STREAM scheme as Tink publishes it. `docs/vault.md` gives every byte."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from institutional_pages.vault.errors import Damaged
from institutional_pages.vault.streams import Readable, Stream, fill

MAGIC = b"IPVF"
VERSION = 1
SEGMENT = 64 * 1024
TAG = 16
PREFIX = 7
KEY = 32
_HEADER = struct.Struct(f">4sBI{PREFIX}s")
HEADER = _HEADER.size
_NONCE = struct.Struct(f">{PREFIX}sI?")

OpenRange = Callable[[int, int], Stream]


def segment_count(size: int) -> int:
    """How many segments hold `size` plain bytes; an empty file has one, empty, so that its end is authenticated too."""
    return max(1, -(-size // SEGMENT))


def sealed_size(size: int) -> int:
    """The length in bytes of the stored file for `size` plain bytes: exactly one for each."""
    return HEADER + size + TAG * segment_count(size)


def new_key() -> bytes:
    """A key for one file and no other."""
    return os.urandom(KEY)


@dataclass(frozen=True, slots=True)
class _Lock:
    """One file's cipher with what every one of its segments is bound to."""

    cipher: AESGCM
    prefix: bytes
    bound: bytes

    @classmethod
    def of(cls, header: bytes, *, key: bytes, blob_id: UUID) -> _Lock:
        return cls(AESGCM(key), header[-PREFIX:], header + blob_id.bytes)

    def nonce(self, number: int, *, last: bool) -> bytes:
        return _NONCE.pack(self.prefix, number, last)


class Sealer:
    """Hashes and encrypts one source in one pass; `sha256` and `size` are those of the plain bytes, final once `parts` has ended."""

    def __init__(self, source: Readable, *, key: bytes, blob_id: UUID) -> None:
        self._source, self._key, self._blob_id = source, key, blob_id
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Hexadecimal, of the bytes read so far."""
        return self._digest.hexdigest()

    def parts(self) -> Iterator[bytes | memoryview]:
        """The bytes to store, in order; each part is valid only until the next one is asked for (one buffer is used again and again)."""
        header = _HEADER.pack(MAGIC, VERSION, SEGMENT, os.urandom(PREFIX))
        lock = _Lock.of(header, key=self._key, blob_id=self._blob_id)
        room = memoryview(bytearray(HEADER + SEGMENT + TAG))
        room[:HEADER] = header
        for number, (plain, last) in enumerate(_segments(self._source)):
            self._digest.update(plain)
            self.size += len(plain)
            end = HEADER + len(plain) + TAG
            lock.cipher.encrypt_into(lock.nonce(number, last=last), plain, lock.bound, room[HEADER:end])
            yield room[HEADER if number else 0 : end]  # the header goes with the first


def _segments(source: Readable) -> Iterator[tuple[bytes, bool]]:
    """Plain segments, each with whether it is the last: one segment is read ahead, since only the end of the source tells."""
    current = fill(source, SEGMENT)
    while len(current) == SEGMENT and (following := fill(source, SEGMENT)):
        yield current, False
        current = following
    yield current, True


class SealedFile:
    """
    Reads a stored file; `size` is the plain size known from elsewhere (the row), `stored` the length that the store reports.

    Both together show a cut or an extension even to a reader of a range that touches neither.
    """

    def __init__(self, open_range: OpenRange, *, size: int, stored: int, key: bytes, blob_id: UUID) -> None:
        self._open_range, self._key, self._blob_id, self.size = open_range, key, blob_id, size
        if stored != sealed_size(size):
            raise self._damaged("length")

    def plain(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The plain bytes `start` up to `end` (not included), as a slice gives them, each segment authenticated first; `Damaged` otherwise."""
        end = self.size if end is None else min(end, self.size)
        if not 0 <= start <= self.size:
            raise ValueError(f"start {start} is outside of 0..{self.size}")
        if start >= end and self.size:
            return
        first, beyond = start // SEGMENT, segment_count(end)
        for number, plain in self._opened(first, beyond):
            base = number * SEGMENT
            if wanted := plain[max(0, start - base) : end - base]:
                yield wanted

    def _opened(self, first: int, beyond: int) -> Iterator[tuple[int, bytes]]:
        begin, finish = self._place(first), self._place(beyond)
        with closing(self._open_range(begin if first else 0, finish)) as stream:
            lock = self._lock(self._header() if first else fill(stream, HEADER))
            for number in range(first, beyond):
                yield number, self._open(lock, number, fill(stream, self._length(number)))

    def _place(self, number: int) -> int:
        """Where in the stored file segment `number` begins; for the number after the last, where the file ends."""
        return min(HEADER + number * (SEGMENT + TAG), sealed_size(self.size))

    def _length(self, number: int) -> int:
        return self._place(number + 1) - self._place(number)

    def _header(self) -> bytes:
        with closing(self._open_range(0, HEADER)) as stream:
            return fill(stream, HEADER)

    def _lock(self, header: bytes) -> _Lock:
        if len(header) != HEADER or _HEADER.unpack(header)[:3] != (MAGIC, VERSION, SEGMENT):
            raise self._damaged("header")
        return _Lock.of(header, key=self._key, blob_id=self._blob_id)

    def _open(self, lock: _Lock, number: int, sealed: bytes) -> bytes:
        last = number == segment_count(self.size) - 1
        try:
            return lock.cipher.decrypt(lock.nonce(number, last=last), sealed, lock.bound)
        except InvalidTag:
            raise self._damaged(f"segment {number}") from None

    def _damaged(self, what: str) -> Damaged:
        return Damaged(blob=self._blob_id, what=what)
