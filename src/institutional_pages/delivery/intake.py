"""Take in the bytes of one item: stream to a temporary file hashing on the way, then through the gate. Opens no transaction.

The order is the contract of design.md §5: receive, gate, keep (encrypt, fsync, rename, fsync the folder), then the transaction.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from django.conf import settings

from institutional_pages.delivery.checking import Checked, Missing, Refused
from institutional_pages.pdf.gate import LINK, Finding, Gate, Profile, Verdict
from institutional_pages.pdf.malware import malware_in
from institutional_pages.vault import keeping
from institutional_pages.vault.models import Blob

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery.manifest import Line

LARGEST = 200 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file that passed the gate and waits, plain, in the incoming folder."""

    name: str
    incoming: Path
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Received:
    """An item whose files all passed: the main one first, then the annexes."""

    checked: Checked
    files: list[ReceivedFile]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file that is durable; the row of its blob is saved by the action."""

    name: str
    blob: Blob
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An item ready to be recorded."""

    checked: Checked
    files: list[KeptFile]


class Intake:
    """Receives the files of one folder, by the demands of one service; used by several threads, each with a gate of its own."""

    def __init__(self, folder: Path, incoming: Path, service: Service) -> None:
        self.folder, self.service = folder.resolve(), service
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.incoming = TemporaryDirectory(dir=incoming, prefix="run-")
        self._free: deque[Path] = deque()  # plain files that are empty again: to make a file costs more than to fill it
        self._inside: dict[str, bool] = {}  # folders met, and whether they really are below ours
        self._gates = threading.local()
        self._open_gates: list[Gate] = []

    def receive(self, checked: Checked, published: list[str] | None = None) -> Received | Refused | Missing | Checked:
        """The item's files, received and looked at; the item as it came when their digests are those `published` already."""
        paths = [checked.line.path, *checked.line.annexes]
        absent = [path for path in paths if not self._is_inside(path)]
        if absent:
            return Missing(checked.item, absent)
        received: list[ReceivedFile] = []
        answer: Received | Refused | Missing | Checked = Received(checked, received)
        try:
            answer = self._receive_all(checked, paths, published, received)
        finally:
            if not isinstance(answer, Received):
                self.forget(received)
        return answer

    def receive_body(self, checked: Checked, body: BinaryIO, published: list[str] | None = None) -> Received | Refused | Checked:
        """As `receive`, of one file that comes over a network instead of lying in a folder."""
        received: list[ReceivedFile] = []
        answer: Received | Refused | Checked | Missing = Refused(checked.item, "too_large", [checked.line.path])
        try:
            received.append(self._take(checked.line.path, body))
            answer = self._look(checked, received, published)
        finally:
            if not isinstance(answer, Received):
                self.forget(received)
        return answer

    def _receive_all(
        self, checked: Checked, paths: list[str], published: list[str] | None, received: list[ReceivedFile]
    ) -> Received | Refused | Missing | Checked:
        for path in paths:  # one by one: when the second fails, the first must be known to be forgotten
            received += [self._copy(path)]
        return self._look(checked, received, published)

    def _look(self, checked: Checked, received: list[ReceivedFile], published: list[str] | None) -> Received | Refused | Checked:
        large = [file.name for file in received if file.size > LARGEST]
        if large:
            return Refused(checked.item, "too_large", large[:1])
        if checked.line.sha256 and checked.line.sha256.lower() != received[0].sha256:
            return Refused(checked.item, "digest_differs", [received[0].sha256])
        if published is not None and not checked.line.replaces:
            checked.item.details = []
            same = published == [file.sha256 for file in received]
            return checked if same else Refused(checked.item, "published_differently", [checked.reference])
        return self._inspect(checked, received)

    def _inspect(self, checked: Checked, received: list[ReceivedFile]) -> Received | Refused:
        """Each file that passes with its pages; the item holds what the sender is to know of them: warnings, and where links lead."""
        looked: list[ReceivedFile] = []
        told: list[Any] = []
        for file in received:
            verdict = self._verdict(file.incoming)
            if not verdict.accepted:
                return Refused(checked.item, verdict.code, [file.name, *(asdict(finding) for finding in verdict.findings)])
            told += [asdict(finding) for finding in (*verdict.warnings, *(Finding(LINK, None, target) for target in verdict.links))]
            looked.append(ReceivedFile(file.name, file.incoming, file.sha256, file.size, verdict.pages))
        checked.item.details = told
        return Received(checked, looked)

    def _verdict(self, incoming: Path) -> Verdict:
        """What the gate says, and of what passes it the virus scanner, where there is one: what the gate refuses never needs a scanner."""
        verdict = self._gate().inspect(incoming)
        if verdict.accepted and settings.CLAMD:
            return malware_in(incoming, settings.CLAMD) or verdict
        return verdict

    def _is_inside(self, path: str) -> bool:
        """A file that is there, and really below the folder: a link that leads out of it does not count."""
        file = self._place(path)
        try:
            if stat.S_ISREG(os.lstat(file).st_mode):
                return self._is_folder_inside(os.path.dirname(file))
            found = Path(file).resolve()
            return found.is_relative_to(self.folder) and found.is_file()
        except (OSError, RuntimeError):  # a name that no file system can have, or links that lead round in a circle
            return False

    def _is_folder_inside(self, folder: str) -> bool:
        if folder not in self._inside:
            self._inside[folder] = Path(folder).resolve().is_relative_to(self.folder)
        return self._inside[folder]

    def _place(self, path: str) -> str:
        return f"{self.folder}/{path}"

    def size(self, line: Line) -> int:
        """About how many bytes the files of this line have; only for dividing the work."""
        return sum(self._size(path) for path in (line.path, *line.annexes))

    def _size(self, path: str) -> int:
        try:
            return os.stat(self._place(path)).st_size
        except (OSError, ValueError):  # not there, or a name that no file system can have: `receive` says so
            return 0

    def digest(self, path: str) -> str | None:
        """The SHA-256 of the file as it is now; None if it is not there."""
        if not self._is_inside(path):
            return None
        with self._opened(path) as source:
            return hash_into(source, lambda _: None)[0]

    def _copy(self, path: str) -> ReceivedFile:
        with self._opened(path) as source:
            return self._take(path, source)

    def _take(self, name: str, source: BinaryIO) -> ReceivedFile:
        incoming = self._empty()
        target = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            sha256, size = hash_into(source, lambda piece: write_all(target, piece))
        finally:
            os.close(target)
        return ReceivedFile(name, incoming, sha256, size, 0)

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO]:
        """The file, opened; OSError when it was exchanged since it was looked at, as for a link that leads out of the folder."""
        with open(self._place(path), "rb", buffering=0, opener=_without_waiting) as source:
            real = _where(source.fileno(), self._place(path))
            if not (real.startswith(os.path.join(self.folder, "")) and os.path.samestat(os.fstat(source.fileno()), os.stat(real))):
                raise OSError(errno.ESTALE, "exchanged while it was read", path)
            yield source

    def _empty(self) -> Path:
        """The name of a plain file that nobody uses; several threads may ask at once."""
        try:
            return self._free.pop()
        except IndexError:
            return Path(self.incoming.name, uuid4().hex)

    def keep(self, group: list[Received]) -> list[Kept | Refused]:
        """Make all files of the group durable in the vault, one pass, then forget the plain ones."""
        files = [file for received in group for file in received.files]
        try:
            stored = dict(zip([file.incoming for file in files], keeping.keep_many([file.incoming for file in files]), strict=True))
        finally:
            self.forget(files)
        return [_kept(received, stored) for received in group]

    def forget(self, files: list[ReceivedFile]) -> None:
        """Empty the plain copies; the next files are received where they lay."""
        for file in files:
            os.truncate(file.incoming, 0)
            self._free.append(file.incoming)

    def _gate(self) -> Gate:
        gate: Gate | None = getattr(self._gates, "gate", None)
        if gate is None:
            gate = self._gates.gate = Gate(profile=_profile(self.service), embedded_files=self.service.embedded_files_allowed)
            self._open_gates.append(gate)
        return gate

    def close(self) -> None:
        """End the gates' children, and remove what was received and not kept because the run was broken off."""
        for gate in self._open_gates:
            gate.close()
        self.incoming.cleanup()


def _profile(service: Service) -> Profile:
    return "lenient" if service.gate_profile == service.Gate.LENIENT else "strict"


def _without_waiting(path: str, flags: int) -> int:
    """A pipe in the place of a file must not hold the run up."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _where(file: int, name: str) -> str:
    """Where an open file really lies: the kernel says it, where there is /proc; elsewhere what its name leads to by now."""
    try:
        return os.readlink(f"/proc/self/fd/{file}")
    except OSError:
        return os.path.realpath(name)


def hash_into(source: BinaryIO, take: Callable[[bytes], None]) -> tuple[str, int]:
    """Copy until the end or just past `LARGEST`; the SHA-256 in hex and the size in bytes of what was copied."""
    digest, size = hashlib.sha256(), 0
    while size <= LARGEST and (piece := source.read(PIECE)):
        digest.update(piece)
        take(piece)
        size += len(piece)
    return digest.hexdigest(), size


def write_all(file: int, data: bytes) -> None:
    """All of `data`: one call to the system may take less."""
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _kept(received: Received, stored: dict[Path, keeping.Kept]) -> Kept | Refused:
    kept = []
    for file in received.files:
        found = stored[file.incoming]
        if found.sha256 != file.sha256:
            return Refused(received.checked.item, "bytes_changed", [file.name])
        kept.append(KeptFile(file.name, found.blob, file.sha256, file.size, file.pages))
    return Kept(received.checked, kept)
