"""Blobs as files: written under a temporary name, fsynced, named, and the folder fsynced, in that order (security.md §3, F1 to F3)."""

from __future__ import annotations

import builtins
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from institutional_pages.vault.disk import Disk
from institutional_pages.vault.errors import AlreadyStored, Missing, storage_failure
from institutional_pages.vault.store import Parts, Stored

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 8  # performance.md §2: with eight, a group of 100 files is fsynced 3.4 times as fast as one by one
_KEY = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
_UNFINISHED = ".part"


class LocalStore:
    """A `BlobStore` in one folder of a file system with hard links (ext4, xfs, btrfs, zfs, apfs, ntfs)."""

    def __init__(self, root: Path, *, disk: Disk | None = None) -> None:
        self.root = root
        self.disk = disk or Disk()
        self._anchored: set[Path] = set()

    def put_new(self, key: str, parts: Parts) -> None:
        """See `BlobStore`."""
        group = _LocalGroup(self)
        with group.settling():
            group.write(self.path(key), parts)

    @contextmanager
    def group(self) -> Iterator[_LocalGroup]:
        """See `BlobStore`: written and fsynced in threads, then named, then one fsync of each folder (one folder a day, so nearly always one)."""
        group = _LocalGroup(self)
        with group.settling(), ThreadPoolExecutor(THREADS, thread_name_prefix="vault") as group.threads, group.waiting():
            yield group

    def open_range(self, key: str, start: int, end: int) -> _Window:
        """See `BlobStore`."""
        file = self._found(key, self.disk.open)
        do(file.seek, start)
        return _Window(file, end - start)

    def head(self, key: str) -> Stored:
        """See `BlobStore`."""
        return _stored(key, self._found(key, self.disk.stat))

    def delete(self, key: str) -> None:
        """See `BlobStore`; not fsynced, since a deletion that a power cut undoes is swept again."""
        do(self.disk.remove, self.path(key))

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """See `BlobStore`."""
        for name in self._names(""):
            if name.startswith(prefix) and _KEY.fullmatch(name):
                with suppress(Missing):  # deleted while we walk
                    yield self.head(name)

    def clear_unfinished(self, before: datetime) -> builtins.list[str]:
        """See `BlobStore`."""
        left = [name for name in self._names("") if name.endswith(_UNFINISHED) and self._is_older(name, before)]
        for name in left:
            do(self.disk.remove, self.root / name)
        return left

    def path(self, key: str) -> Path:
        """Where the blob is; `ValueError` for a key that no store accepts, so that none leads out of the root."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"no key of a store: {key!r}")
        return self.root / key

    def make_folders(self, folder: Path) -> None:
        """The folder with all above it that are not there yet."""
        if not folder.is_dir():
            self.make_folders(folder.parent)
            do(self.disk.make_folder, folder)

    def anchor(self, folder: Path) -> None:
        """Makes the names in `folder` durable; the first time in this process also its own name, up to the root, whoever made it."""
        do(self.disk.fsync_folder, folder)
        if folder not in self._anchored:
            for above in self._above(folder):
                do(self.disk.fsync_folder, above)
            self._anchored.add(folder)

    def _above(self, folder: Path) -> builtins.list[Path]:
        """The folders that hold the name of `folder`, up to the one that holds the root, unless we may not read that one."""
        within = [above for above in folder.parents if above.is_relative_to(self.root)]
        return [*within, self.root.parent] if os.access(self.root.parent, os.R_OK) else within

    def _names(self, folder: str) -> Iterator[str]:
        for name, is_folder in do(builtins.list, self.disk.entries(self.root / folder)):
            if is_folder:
                yield from self._names(f"{folder}{name}/")
            else:
                yield f"{folder}{name}"

    def _is_older(self, name: str, moment: datetime) -> bool:
        try:
            return _stored(name, self.disk.stat(self.root / name)).written_at < moment
        except FileNotFoundError:
            return False

    def _found(self, key: str, look: Callable[[Path], T]) -> T:
        try:
            return look(self.path(key))
        except FileNotFoundError as error:
            if self._is_bare():
                raise storage_failure(error) from error
            raise Missing(blob=key) from None
        except OSError as error:
            raise storage_failure(error) from error

    def _is_bare(self) -> bool:
        """Whether nothing at all is there, as in a folder on which its disk is not mounted: that says nothing of any one file."""
        return not do(builtins.list, self.disk.entries(self.root))


class _LocalGroup:
    """Files of one group: `write` makes the bytes durable, `settling` their names."""

    threads: ThreadPoolExecutor

    def __init__(self, store: LocalStore) -> None:
        self.store, self.disk = store, store.disk
        self._begun: list[Path] = []
        self._named: list[Path] = []
        self._futures: list[Future[None]] = []
        self._folders: set[Path] = set()  # that are there

    def put_new(self, key: str, parts: Parts) -> None:
        """See `BlobGroup`."""
        self._futures.append(self.threads.submit(self.write, self.store.path(key), parts))

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Ends when every file is written; an error stops those not yet begun."""
        try:
            yield
            for future in self._futures:
                future.result()
        except BaseException:
            self.threads.shutdown(cancel_futures=True)
            raise

    def write(self, path: Path, parts: Parts) -> None:
        """Bytes under a temporary name, fsynced. Errors of `parts` itself pass unchanged."""
        self._make_folders(path.parent)
        file = self._create(path)
        try:
            for part in parts:
                do(self.disk.write, file, part)
            do(self.disk.fsync, file)
        finally:
            do(self.disk.close, file)

    @contextmanager
    def settling(self) -> Iterator[None]:
        """Names what the block has written and makes the names durable; after any error takes back what it can (the rest is swept after a day)."""
        try:
            yield
            for path in self._begun:
                self._name(path)
            for folder in sorted({path.parent for path in self._named}):
                self.store.anchor(folder)
        except BaseException:
            self._take_back()
            raise

    def _make_folders(self, folder: Path) -> None:
        if folder not in self._folders:
            self.store.make_folders(folder)
            self._folders.add(folder)

    def _create(self, path: Path) -> int:
        file = _fresh(path, self.disk.create, _unfinished(path))
        self._begun.append(path)
        return file

    def _name(self, path: Path) -> None:
        _fresh(path, self.disk.give_name, _unfinished(path), path)
        self._named.append(path)
        do(self.disk.remove, _unfinished(path))

    def _take_back(self) -> None:
        for path in [*self._named, *map(_unfinished, self._begun)]:
            with suppress(OSError):
                self.disk.remove(path)


class _Window:
    """A stretch of an open file, read in order."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file, self._left = file, left

    def read(self, size: int, /) -> bytes:
        """See `Stream`."""
        data = do(self._file.read, min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """See `Stream`."""
        self._file.close()


def do(step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """One step of the disk, its failure told as `Unavailable` or `Full`."""
    try:
        return step(*args, **kwargs)
    except OSError as error:
        raise storage_failure(error) from error


def _fresh(path: Path, step: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """A step that makes the new file `path`: that its name is taken has an answer of its own."""
    try:
        return step(*args, **kwargs)
    except FileExistsError:
        raise AlreadyStored(key=path.name) from None
    except OSError as error:
        raise storage_failure(error) from error


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + _UNFINISHED)


def _stored(key: str, found: os.stat_result) -> Stored:
    return Stored(key=key, size=found.st_size, written_at=datetime.fromtimestamp(found.st_mtime, tz=UTC))
