"""One call of the command fails, or every call from one on; told by number, so that every one has its turn."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.stages import Stage, plain_copies
from tests.faults.steps import watch
from tests.faults.victims import Ended

FILE_CALLS = ("receive", "create", "write", "fsync", "name", "fsync folder", "remove")
DATABASE_CALLS = ("execute", "commit", "committed")
REMEDY = "publish the same folder again"


@dataclass(frozen=True)
class Fault:
    """What fails: the call with number `nth` (from 0) among `calls`, or all from there on."""

    calls: tuple[str, ...]
    nth: int
    problem: Callable[[], Exception]
    lasting: bool = False


def disk_says(number: int) -> Callable[[], OSError]:
    """The error of the operating system with this number."""
    return lambda: OSError(number, os.strerror(number))


def database_says(words: str) -> Callable[[], Exception]:
    """What Django raises when the database does not do it."""
    from django.db import OperationalError

    return lambda: OperationalError(words)


def publish_with(fault: Fault, one: Stage) -> tuple[Ended, str]:
    """Publish with that fault; the step that failed, empty when there are fewer calls."""
    failed = mmap.mmap(-1, 1)
    steps = (*FILE_CALLS, *DATABASE_CALLS)
    count = [-1]

    def passing(step: str) -> None:
        if step not in fault.calls:
            return
        count[0] += 1
        if count[0] == fault.nth or (fault.lasting and count[0] > fault.nth):
            failed[0] = failed[0] or 1 + steps.index(step)
            raise fault.problem()

    ended = one.publish(lambda: watch(passing, folder=one.folder, data=one.data), group=2)
    return ended, steps[failed[0] - 1] if failed[0] else ""


def wrong_with(fault: Fault, one: Stage) -> tuple[str, list[str]]:
    """The step that failed, and everything that is wrong then or after publishing again without a fault."""
    ended, failed = publish_with(fault, one)
    told = f"{failed} number {fault.nth}: {ended}"
    wrong = [f"{told}: {problem}" for problem in one.wrong(complete=False)]
    if failed != "remove" and not (fault.lasting and "receive" in fault.calls):  # else nothing can be removed: the worker does it a day later
        wrong += [f"{told}: left in plain: {name}" for name in plain_copies(one.data)]
    if not (ended.code == 0 or (ended.code == 2 and "Traceback" not in ended.err and REMEDY in ended.err)):
        wrong.append(f"{told}: says no remedy")
    again = one.publish()
    wrong += [f"{told}, again: {problem}" for problem in one.wrong(complete=True)]
    if again.code != 0:
        wrong.append(f"{told}: again ended with {again}")
    shutil.rmtree(one.data / "incoming")
    return failed, wrong


DISK_ERRORS = (errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EROFS)
