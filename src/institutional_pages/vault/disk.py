"""The file system, one call a step. It is the outside world of `LocalStore`: a test hands in a disk that fails, fills up or loses its power."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class Disk:
    """Each method is one step that may fail with `OSError`; nothing is retried here."""

    def make_folder(self, folder: Path) -> None:
        """For the owner only; one that exists already will do."""
        folder.mkdir(mode=0o700, exist_ok=True)

    def create(self, path: Path) -> int:
        """A new file for the owner only, as a file descriptor; `FileExistsError` if the name is taken."""
        return os.open(path, _NEW, 0o600)

    def write(self, file: int, data: bytes | memoryview) -> None:
        """All of `data`: one call to the system may take less."""
        while data:
            data = memoryview(data)[os.write(file, data) :]

    def fsync(self, file: int) -> None:
        """Returns when the bytes of this file outlive a power cut; its name does not yet."""
        os.fsync(file)

    def close(self, file: int) -> None:
        """Ends the writing."""
        os.close(file)

    def give_name(self, temporary: Path, name: Path) -> None:
        """A second name for the same file: unlike a rename, this refuses a name that is taken (`FileExistsError`)."""
        name.hardlink_to(temporary)

    def remove(self, path: Path) -> None:
        """One that is gone already will do."""
        path.unlink(missing_ok=True)

    def fsync_folder(self, folder: Path) -> None:
        """Returns when the names in this folder outlive a power cut."""
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def open(self, path: Path) -> BinaryIO:
        """To be read, without a buffer of its own: segments are read whole."""
        return path.open("rb", buffering=0)

    def entries(self, folder: Path) -> Iterator[tuple[str, bool]]:
        """Every name in `folder` with whether it is a folder, in order; none if there is no such folder."""
        try:
            with os.scandir(folder) as found:
                yield from sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        except FileNotFoundError:
            return

    def stat(self, path: Path) -> os.stat_result:
        """Size and time of writing."""
        return path.stat(follow_symlinks=False)
