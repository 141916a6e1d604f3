"""What the outside world does to a store: disks that fail, fill up, lose their power, or only take notes."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from institutional_pages.vault.disk import Disk

STEPS = ("make_folder", "create", "write", "fsync", "close", "give_name", "remove", "fsync_folder")


class PowerCut(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up after it."""


class WatchedDisk(Disk):
    """Hands every step to `before` first, which may raise; `notes` holds what was really done, in order."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.names: dict[int, Path] = {}
        self.lock = Lock()

    def before(self, step: str) -> None:
        """Nothing happens before a step of this disk."""

    def after(self, step: str, subject: Path, *rest: Any) -> None:
        self.notes.append((step, subject.name))

    def __getattribute__(self, name: str) -> Any:
        return self._watch(name, super().__getattribute__(name)) if name in STEPS else super().__getattribute__(name)

    def _watch(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            with self.lock:
                self.before(name)
                result = step(*args)
                if name == "create":
                    self.names[result] = args[0]
                subject = args[0] if isinstance(args[0], Path) else self.names[args[0]]
                self.after(name, subject, *args[1:])
                return result

        return watched


class FailingDisk(WatchedDisk):
    """The call with number `nth` (from 0) fails, and that one alone; `failed` tells whether it was reached."""

    def __init__(self, nth: int, error: int = errno.EIO) -> None:
        super().__init__()
        self.nth, self.error, self.failed, self.calls = nth, error, "", -1

    def before(self, step: str) -> None:
        self.calls += 1
        if self.calls == self.nth:
            self.failed = step
            raise OSError(self.error, os.strerror(self.error))


class MortalDisk(WatchedDisk):
    """
    The power goes before call `nth` and stays away; `lose` then leaves on disk only what had been made durable.

    The worst disk that the rules allow: bytes are there only if their file was fsynced, names only if their folder was.
    """

    def __init__(self, nth: int, root: Path) -> None:
        super().__init__()
        self.nth, self.root, self.calls, self.dead = nth, root, -1, False
        self.synced: set[int] = set()
        self.folders: dict[Path, set[str]] = {}

    def before(self, step: str) -> None:
        self.calls += 1
        self.dead = self.dead or self.calls == self.nth
        if self.dead:
            raise PowerCut

    def after(self, step: str, subject: Path, *rest: Any) -> None:
        if step == "fsync":
            self.synced.add(subject.stat().st_ino)
        elif step == "fsync_folder":
            self.folders[subject] = set(os.listdir(subject))

    def lose(self) -> None:
        if self.root.name not in self.folders.get(self.root.parent, set()):
            shutil.rmtree(self.root, ignore_errors=True)
        else:
            self._lose(self.root)

    def _lose(self, folder: Path) -> None:
        for entry in list(folder.iterdir()):
            if entry.name not in self.folders.get(folder, set()):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            elif entry.is_dir():
                self._lose(entry)
            elif entry.stat().st_ino not in self.synced:
                entry.write_bytes(b"")
