"""The steps of publishing as the operating system and the database see them, whatever our own functions are called.

`watch` is for a process that will end soon (see `victims.py`): it takes the places of the calls and never gives them back.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = ("receive", "gate", "create", "write", "fsync", "name", "fsync folder", "insert", "commit", "committed", "answer")
BESIDE = ("begin", "execute", "remove")  # passed too, but nothing hangs on them
Passing = Callable[[str], None]


def watch(passing: Passing, *, folder: Path, data: Path) -> None:
    """Call `passing` with the name of each step before it is taken (`insert` and `committed`: after it); what it raises is what the step raises."""
    places, process = _Places(folder, data), os.getpid()

    def ours(step: str) -> None:
        if os.getpid() == process:  # what the children of the gate do is no step of publishing
            passing(step)

    _watch_descriptors(ours, places)
    _watch_names(ours, places)
    _watch_files(ours, places)
    _watch_gate(ours)
    _watch_database(ours)
    sys.stdout = _Answer(ours, sys.stdout)


class _Places:
    """Which step a call on a path or an open file belongs to; none for files that are not the run's."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.plain, self.vault = (str(folder), str(data / "incoming")), str(data / "documents")

    def of(self, path: Any) -> str | None:
        """`receive` for plain files, `create` for those of the vault."""
        text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
        if text.startswith(self.plain):
            return "receive"
        return "create" if text.startswith(self.vault) else None

    def of_open(self, file: int, in_vault: str) -> str | None:
        """`receive` for plain files that are open, `in_vault` for those of the vault."""
        place = self.of(os.readlink(f"/proc/self/fd/{file}"))
        return in_vault if place == "create" else place


def _watch_descriptors(passing: Passing, places: _Places) -> None:
    original_open, original_fsync = os.open, os.fsync

    def opening(path: Any, *rest: Any, **named: Any) -> int:
        step = places.of(path)
        if step:
            passing(step)
        return original_open(path, *rest, **named)

    def fsyncing(file: int) -> None:
        step = places.of_open(file, "fsync folder" if os.path.isdir(file) else "fsync")
        if step:
            passing(step)
        original_fsync(file)

    def reaching(name: str) -> None:
        original = getattr(os, name)

        def call(file: int, *rest: Any) -> Any:
            step = places.of_open(file, name)
            if step:
                passing("write" if step in WRITING else step)
            return original(file, *rest)

        setattr(os, name, call)

    os.open, os.fsync = opening, fsyncing
    for name in WRITING:
        reaching(name)


WRITING = ("write", "writev", "pwrite")


def _watch_names(passing: Passing, places: _Places) -> None:
    for name in ("link", "rename", "replace", "unlink", "truncate", "mkdir"):
        _watch_name(passing, places, name, getattr(os, name))


def _watch_name(passing: Passing, places: _Places, name: str, original: Callable[..., Any]) -> None:
    step = {"unlink": "remove", "truncate": "remove", "mkdir": "create"}.get(name, "name")

    def call(path: Any, *rest: Any, **named: Any) -> Any:
        if places.of(path):
            passing(step)
        return original(path, *rest, **named)

    setattr(os, name, call)


def _watch_files(passing: Passing, places: _Places) -> None:
    original = io.open

    class Watched(io.FileIO):
        """An open file of ours each of whose reads and writes may fail."""

        def _pass(self) -> None:
            if step := places.of(self.name) or places.of_open(self.fileno(), "write"):
                passing("receive" if step == "create" else step)

        def read(self, size: int = -1, /) -> Any:
            self._pass()
            return super().read(size)

        def readall(self) -> Any:
            self._pass()
            return super().readall()

        def readinto(self, room: Any, /) -> Any:
            self._pass()
            return super().readinto(room)

        def write(self, data: Any, /) -> Any:
            self._pass()
            return super().write(data)

    def opening(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        step = places.of(file)
        if step is None:
            return original(file, mode, buffering, *rest, **named)
        passing("receive")
        raw = Watched(file, mode.replace("b", "").replace("t", ""), opener=named.pop("opener", None))
        if buffering == 0:
            return raw
        buffered = (io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter)(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *rest, **{k: v for k, v in named.items() if v is not None})

    io.open = opening


def _watch_gate(passing: Passing) -> None:
    from institutional_pages.pdf.gate import Gate

    original = Gate.inspect

    def inspect(*arguments: Any, **named: Any) -> Any:
        passing("gate")
        return original(*arguments, **named)

    Gate.inspect = inspect


def _watch_database(passing: Passing) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.signals import connection_created

    commit = BaseDatabaseWrapper._commit

    def executing(execute: Any, sql: str, *rest: Any) -> Any:
        passing("execute")
        result = execute(sql, *rest)
        if sql.startswith('INSERT INTO "delivery_delivery"'):
            passing("insert")
        return result

    def committing(connection: BaseDatabaseWrapper) -> None:
        passing("commit")
        commit(connection)
        passing("committed")

    def connected(connection: BaseDatabaseWrapper, **_: Any) -> None:
        connection.execute_wrappers.append(executing)

    BaseDatabaseWrapper._commit = committing
    connection_created.connect(connected, weak=False)


class _Answer:
    """Standard output whose every writing is the step `answer`."""

    def __init__(self, passing: Passing, stream: Any) -> None:
        self._passing, self._stream = passing, stream

    def write(self, text: str) -> int:
        self._passing("answer")
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
