"""Keeping files and giving them back: the face of the vault. Nothing here opens a transaction, and no row of a new file is saved here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from institutional_pages.vault.errors import Damaged, TooMuchToSweep
from institutional_pages.vault.format import SealedFile, Sealer, new_key, sealed_size
from institutional_pages.vault.keys import MasterKeys
from institutional_pages.vault.local import LocalStore
from institutional_pages.vault.models import Blob
from institutional_pages.vault.store import BlobStore
from institutional_pages.vault.streams import Readable

Source = Readable | Path
DAY = timedelta(days=1)
# A crash leaves the files of the batches in the air, of every publisher; more, and more than a tenth of the store, is a wrong database, not litter.
MARGIN = 1_000
NOWHERE = UUID(int=0)  # before every id
_BATCH = 500  # keys in one query
_SOME = 3  # files whose keys are tried: one may be damaged, not all of them


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are durable: `blob` is still to be saved by the caller, in the transaction that needs it; the digest is of the plain bytes."""

    blob: Blob
    sha256: str
    size: int


def keep(source: Source) -> Kept:
    """Encrypts and keeps one file, hashing it in the same pass; returns when it outlives a power cut. A failing source keeps nothing."""
    keeping = _Keeping(source)
    store().put_new(keeping.key, keeping.parts())
    return keeping.kept()


def keep_many(sources: Iterable[Source]) -> list[Kept]:
    """All or none, in the order given, several at a time and made durable together; each source is a stream of its own, or better a path."""
    keepings = [_Keeping(source) for source in sources]
    with store().group() as group:
        for keeping in keepings:
            group.put_new(keeping.key, keeping.parts())
    return [keeping.kept() for keeping in keepings]


def read(blob: Blob, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """
    The plain bytes from `start` up to `end` (not included), in pieces of at most 64 KiB.

    `Damaged`, `Missing` and `UnknownMasterKey` come from the call itself where they can, before a door has answered; later damage ends the iterator.
    """
    pieces = _read(blob, start, end)
    next(pieces)  # opens the file and proves the first segment
    return pieces


def read_all(blob: Blob) -> bytes:
    """The whole file in memory: for small ones."""
    return b"".join(read(blob))


def check(blob: Blob, sha256: str) -> None:
    """Reads the whole file and compares: `Damaged` if a byte differs from what was kept (F14)."""
    digest = hashlib.sha256()
    for piece in read(blob):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise Damaged(blob=blob.pk, what="digest")


def sweep(older_than: timedelta = DAY, *, expected: int | None = None) -> list[str]:
    """Removes files without a row and writings that never ended, older than `older_than` (a day at least); names them.

    `TooMuchToSweep` above a margin, unless `expected` says how many there are: who says so has looked at them.
    """
    before = _long_ago(older_than)
    orphans, listed = _orphans_of(before)
    if len(orphans) > max(MARGIN, listed // 10) and len(orphans) != expected:
        raise TooMuchToSweep(orphans=len(orphans), listed=listed)
    for key in orphans:
        store().delete(key)
    return orphans + store().clear_unfinished(before)


def orphans(older_than: timedelta = DAY) -> list[str]:
    """The files without a row that `sweep` would remove."""
    return _orphans_of(_long_ago(older_than))[0]


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What one batch did: how many keys were wrapped again, the files whose key did not unwrap, and where the next batch begins."""

    count: int
    damaged: list[UUID]
    last: UUID


def rewrap(*, after: UUID = NOWHERE, limit: int = 1_000) -> Rewrapped | None:
    """Wraps the keys of the next `limit` files again under the current master key, their bytes untouched; None when there are no more.

    A key that does not unwrap stays as it is. Those done are not met again, so that a rewrapping that was broken off goes on where it was.
    """
    keys = master_keys()
    blobs = list(Blob.objects.not_locked_with(keys.current).filter(pk__gt=after).order_by("pk")[:limit])
    if not blobs:
        return None
    done = [blob for blob in blobs if _wrap_again(blob, keys)]
    Blob.objects.bulk_update(done, ["master_key", "wrapped_key"], batch_size=_BATCH)
    return Rewrapped(len(done), [blob.pk for blob in blobs if blob.master_key != keys.current], blobs[-1].pk)


def unknown_keys() -> dict[str, int]:
    """The master keys that lock files and are not in VAULT_KEYS, with the number of files that do not open."""
    return {name: files for name, files in Blob.objects.files_by_key().items() if name not in master_keys().keys}


def other_keys() -> list[str]:
    """The names in VAULT_KEYS that bear another key than the one that locked their files: the keys of some files are tried, and none opens."""
    return [name for name in master_keys().keys if _is_another(name)]


def store() -> BlobStore:
    """The store of this installation, one for each VAULT_ROOT and process."""
    return _local_store(Path(settings.VAULT_ROOT))


def master_keys() -> MasterKeys:
    """The keys in VAULT_KEYS; `ImproperlyConfigured` says what is wrong with them."""
    return _parsed_keys(settings.VAULT_KEYS)


_local_store = cache(LocalStore)
_parsed_keys = cache(MasterKeys.parse)


class _Keeping:
    """One new file on its way into the store: a random id, a key of its own, a folder for each day."""

    def __init__(self, source: Source) -> None:
        self._source, self._file_key, self._keys = source, new_key(), master_keys()
        self._id, self._now = uuid4(), timezone.now()
        self.key = f"{self._now:%Y/%m/%d}/{self._id}"

    def parts(self) -> Iterator[bytes | memoryview]:
        with _opened(self._source) as stream:
            self._sealer = Sealer(stream, key=self._file_key, blob_id=self._id)
            yield from self._sealer.parts()

    def kept(self) -> Kept:
        size = self._sealer.size
        blob = Blob(
            id=self._id,
            key=self.key,
            master_key=self._keys.current,
            wrapped_key=self._keys.wrap(self._file_key),
            size=size,
            stored_size=sealed_size(size),
            created_at=self._now,
        )
        return Kept(blob=blob, sha256=self._sealer.sha256, size=size)


def _is_another(name: str) -> bool:
    some = list(Blob.objects.filter(master_key=name).order_by("pk")[:_SOME])
    return len(some) == _SOME and not any(_opens(blob) for blob in some)


def _opens(blob: Blob) -> bool:
    try:
        master_keys().unwrap(blob.master_key, bytes(blob.wrapped_key), blob_id=blob.pk)
    except Damaged:
        return False
    return True


def _wrap_again(blob: Blob, keys: MasterKeys) -> bool:
    try:
        blob.wrapped_key = keys.wrap(keys.unwrap(blob.master_key, bytes(blob.wrapped_key), blob_id=blob.pk))
    except Damaged:
        return False
    blob.master_key = keys.current
    return True


def _opened(source: Source) -> AbstractContextManager[Readable]:
    """A path is opened and closed by us; a stream stays its owner's."""
    return source.open("rb", buffering=0) if isinstance(source, Path) else nullcontext(source)


def _read(blob: Blob, start: int, end: int | None) -> Iterator[bytes]:
    pieces = _sealed(blob).plain(start, end)
    first = next(pieces, b"")
    yield b""  # taken by `read`
    if first:
        yield first
    yield from pieces


def _sealed(blob: Blob) -> SealedFile:
    """The file of this row, its key unwrapped, its length in the store compared with the row."""
    key = master_keys().unwrap(blob.master_key, bytes(blob.wrapped_key), blob_id=blob.pk)
    shelf = store()
    return SealedFile(
        lambda begin, finish: shelf.open_range(blob.key, begin, finish),
        size=blob.size,
        stored=shelf.head(blob.key).size,
        key=key,
        blob_id=blob.pk,
    )


def _long_ago(older_than: timedelta) -> datetime:
    if older_than < DAY:
        raise ValueError("what is younger than a day may still get its row")
    return timezone.now() - older_than


def _orphans_of(before: datetime) -> tuple[list[str], int]:
    return _orphans(stored.key for stored in store().list() if stored.written_at < before)


def _orphans(keys: Iterable[str]) -> tuple[list[str], int]:
    """The keys without a row, and how many were asked about. Rows are asked for after the listing: one saved in between is found."""
    orphans: list[str] = []
    listed = 0
    for batch in _batches(iter(keys)):
        known = set(Blob.objects.filter(key__in=batch).values_list("key", flat=True))
        orphans += [key for key in batch if key not in known]
        listed += len(batch)
    return orphans, listed


def _batches(keys: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(keys, _BATCH)):
        yield batch
