"""The gate: asks a limited child process about a document, so that no document can harm the product (security.md §4, T8 and T9)."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

from . import channel
from . import findings as codes
from .errors import GateUnavailable, PreviewImpossible, explain
from .findings import LINK, Finding, PageImage, Profile, Verdict, refused
from .limits import Limits

__all__ = ["LINK", "Finding", "Gate", "GateUnavailable", "Limits", "PageImage", "PreviewImpossible", "Profile", "Verdict", "explain"]

log = logging.getLogger(__name__)

PACKAGES = Path(__file__).resolve().parents[2]
GOODBYE_SECONDS = 2.0
KILLED = f"exit {-signal.SIGKILL}"
# A reader that trips over a document ends by one of these; any other signal means that a limit or somebody ended it.
STUMBLES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE)


class NoVerdict(Exception):
    """The child ended, stayed silent or spoke nonsense; `code` is the refusal that follows from it."""

    def __init__(self, code: str, note: str) -> None:
        self.code, self.note = code, note
        super().__init__(note)

    @property
    def is_by_somebody(self) -> bool:
        """Killed from outside: none of our limits ends a child so. A machine that lacks memory does, and chooses by chance."""
        return self.note == KILLED


class Gate:
    """Owns one child, and asks it one thing at a time: a gate may change hands between threads, never serve two at once. A dead child is replaced."""

    def __init__(self, *, profile: Profile = "strict", embedded_files: bool = False, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        """`embedded_files`: files inside a PDF/A-3 are expected, and no warning."""
        self.profile, self.embedded_files, self.limits = profile, embedded_files, limits
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Gate:
        with suppress(GateUnavailable):  # told by the first question
            self._living_child()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child and give back its pipes; the next question starts another."""
        if self._child is not None:
            _end(self._child)
        self._child, self._asked = None, 0

    def inspect(self, path: Path) -> Verdict:
        """The verdict on the document at `path`; whatever happens to the child is a refusal, never a pass. GateUnavailable if none starts.

        A child that somebody killed says nothing of the document: another is asked, once.
        """
        try:
            verdict = self._inspected(path)
        except NoVerdict as failure:
            verdict = self._inspected_again(path) if failure.is_by_somebody else _no_verdict(failure)
        self._heed(verdict)
        return verdict

    def render(self, document: bytes, *, page: int, width: int) -> PageImage:
        """Page `page` (from 1) as PNG, `width` pixels wide, with its text; PreviewImpossible when it cannot be drawn."""
        try:
            words, png = self._ask({"do": "render", "page": page, "width": width}, document)
        except NoVerdict as failure:
            self.close()
            raise PreviewImpossible(reason=failure.note) from failure
        except GateUnavailable as failure:
            raise PreviewImpossible(reason="no child") from failure
        if "impossible" in words:
            raise PreviewImpossible(reason=words["impossible"])
        try:
            return PageImage(png=png, text=str(words["text"]), width=int(words["width"]), height=int(words["height"]), pages=int(words["pages"]))
        except (KeyError, TypeError, ValueError) as error:
            self.close()
            raise PreviewImpossible(reason="garbled") from error

    def _inspected(self, path: Path) -> Verdict:
        try:
            words, _ = self._ask({"do": "inspect", "path": os.path.abspath(path)})
            return _verdict(words)
        except NoVerdict:
            self.close()
            raise

    def _inspected_again(self, path: Path) -> Verdict:
        log.warning("A child of the PDF gate was killed from outside; the document is looked at again")
        try:
            return self._inspected(path)
        except NoVerdict as failure:
            return _no_verdict(failure)

    def _ask(self, question: dict[str, Any], content: bytes = b"") -> channel.Message:
        deadline = monotonic() + self.limits.wall_seconds
        child = self._living_child()
        try:
            self._asked += 1
            return channel.exchange(child, channel.pack(question, content), deadline)
        except channel.Silence as error:
            raise NoVerdict(codes.TOO_COMPLEX, "time") from error
        except (channel.Garbled, OSError) as error:
            raise _ended(child) from error
        except BaseException:
            self.close()  # a half-read answer would be taken for the answer to the next question
            raise

    def _living_child(self) -> subprocess.Popen[bytes]:
        """The child, replaced when it is gone or has seen its number of documents."""
        if self._asked >= self.limits.documents or (self._child and self._child.poll() is not None):
            self.close()
        if self._child is None:
            self._child = _begin(self._demands(), self.limits)
        return self._child

    def _demands(self) -> list[str]:
        return [self.profile, "embedded-files" if self.embedded_files else "no-embedded-files"]

    def _heed(self, verdict: Verdict) -> None:
        """Sound the alarm when the gate itself failed, and never go on with a child that has met its limits."""
        for finding in verdict.findings:
            if finding.name == "GateFailure":
                level = logging.WARNING if verdict.code == codes.TOO_COMPLEX else logging.ERROR
                log.log(level, "The PDF gate reached no verdict on a document and refused it: %s, %s", verdict.code, finding.note)
        if verdict.code == codes.TOO_COMPLEX:
            self.close()


def _verdict(words: dict[str, Any]) -> Verdict:
    try:
        return Verdict.from_fields(words)
    except (KeyError, TypeError, ValueError) as error:
        raise NoVerdict(codes.UNREADABLE, "garbled") from error


def _no_verdict(failure: NoVerdict) -> Verdict:
    return refused(failure.code, Finding("GateFailure", None, failure.note))


@cache
def _starter(_process: int) -> ThreadPoolExecutor:
    """The one thread of this process that starts children: they die with the thread that started them, and threads of a web server come and go."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf-gate")


def _begin(demands: list[str], limits: Limits) -> subprocess.Popen[bytes]:
    """A new child; that the system gives none (files, processes, memory) says nothing of any document."""
    try:
        return _starter(os.getpid()).submit(_start, demands, limits).result()
    except (OSError, RuntimeError) as error:  # RuntimeError: no thread more, or the interpreter is shutting down
        raise GateUnavailable(what=getattr(error, "strerror", None) or type(error).__name__) from error


def _start(demands: list[str], limits: Limits) -> subprocess.Popen[bytes]:
    """A new child with an empty environment: it has no use for our keys and addresses."""
    arguments = [str(os.getpid()), *demands, str(limits.cpu_seconds), str(limits.memory_bytes)]
    return subprocess.Popen(
        [sys.executable, "-m", "institutional_pages.pdf.child", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={"PYTHONPATH": str(PACKAGES), "LANG": "C.UTF-8"},
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _ended(child: subprocess.Popen[bytes]) -> NoVerdict:
    """Why the child gave no verdict: the way it ended tells whether the document was too much for it or broke it."""
    exit_code = _exit_code(child)
    too_much = exit_code is not None and exit_code < 0 and -exit_code not in STUMBLES
    return NoVerdict(codes.TOO_COMPLEX if too_much else codes.UNREADABLE, f"exit {exit_code}")


def _exit_code(child: subprocess.Popen[bytes]) -> int | None:
    """How the child ended; None when it still runs after its last word, so that nothing ended it but nonsense."""
    try:
        return child.wait(GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        return None
