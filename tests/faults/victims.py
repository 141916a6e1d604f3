"""`ipages publish` in a fork of the process of the tests: the whole command, without the seconds of starting Python and Django again.

The gate's child is forked too instead of started anew; everything that it does is the product's own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from institutional_pages.cli import main as command
from institutional_pages.pdf import child as child_of_the_gate

LONGEST = 120.0  # seconds after which a victim counts as hanging


@dataclass(frozen=True)
class Ended:
    """How a victim ended: `code` is negative for a signal, as in subprocess."""

    code: int
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Victim:
    """One `ipages …` on its way."""

    def __init__(self, *arguments: str | Path, arm: Callable[[], None] = lambda: None, warm: bool = True, group: int = 4) -> None:
        from django.db import connections

        connections.close_all()
        self._log = Path(tempfile.mkdtemp(prefix="victim-"))
        self.pid = os.fork()
        if self.pid == 0:
            _end_with(lambda: self._run([*map(str, arguments)], arm, warm, group))

    def _run(self, arguments: list[str], arm: Callable[[], None], warm: bool, group: int) -> None:
        from django.db import connections

        from institutional_pages.delivery import publishing

        # where the browser's driver ran before, the connection of the test hangs on its event loop, which a fork does not have
        connections["default"] = connections.create_connection("default")
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(self._log / name, os.O_WRONLY | os.O_CREAT, 0o600), number)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115 (until the end)
        publishing.GROUP = group  # so that a small run has several transactions
        if warm:
            subprocess.Popen = _WarmChild
        sys.argv = ["ipages", *arguments]
        arm()
        try:
            command.main()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> Ended:
        """Wait for the end; one that hangs is killed and told."""
        deadline = time.monotonic() + LONGEST
        while (waited := os.waitpid(self.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                self.kill()
                os.waitpid(self.pid, 0)
                raise TimeoutError(f"the command hangs: {self._told('err')}")
            time.sleep(0.002)
        ended = Ended(os.waitstatus_to_exitcode(waited[1]), self._told("out"), self._told("err"))
        for file in self._log.iterdir():
            file.unlink()
        self._log.rmdir()
        return ended

    def _told(self, name: str) -> str:
        file = self._log / name
        return file.read_text() if file.exists() else ""


def _end_with(work: Callable[[], None]) -> None:
    """Do the work and leave at once, whatever happens, past everything that pytest wants to do at the end of a process."""
    code = 99
    try:
        code = _code_of(work)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _code_of(work: Callable[[], None]) -> int:
    """The exit code that Python would end with."""
    try:
        work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


class _WarmChild:
    """What the gate needs of `subprocess.Popen`, for its own child alone."""

    def __init__(self, command: list[str], **_: Any) -> None:
        assert command[1:3] == ["-m", "institutional_pages.pdf.child"], command
        questions, to_child = os.pipe()
        from_child, answers = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _end_with(lambda: _answer_questions(command[3:], questions, answers))
        os.close(questions)
        os.close(answers)
        self.stdin, self.stdout = open(to_child, "wb", buffering=0), open(from_child, "rb", buffering=0)  # noqa: SIM115 (the gate closes)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float = LONGEST) -> int:
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("child", timeout)
            time.sleep(0.001)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _answer_questions(arguments: list[str], questions: int, answers: int) -> None:
    os.dup2(questions, 0)
    os.dup2(answers, 1)
    os.closerange(3, 1_000)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 (until the end)
    child_of_the_gate.main(arguments)
