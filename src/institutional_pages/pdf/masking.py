"""Masking: one file that shows one text to one reader and another to the next. The letters that two readings find are counted and compared."""

from __future__ import annotations

import re
import signal
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pikepdf
import pypdfium2

from .findings import Finding
from .second_reader import drawn_text, page_text

# Text may be drawn and another text be named for it (ISO 32000-1 §14.9.4), which some readers take and others leave. Content streams may spell the
# name with # escapes. The second reader reads such pages twice, with and without, which costs far less than asking a reader that ignores it.
OTHER_TEXT = "/ActualText"
OTHER_TEXT_SPELLED = re.compile(b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (sign, sign) for sign in OTHER_TEXT[1:].encode()))
# A document in several revisions, where an old reader may see an earlier one, is read by a third reader as well, at 20 ms a page.
REVISED = ("/Prev", "/XRefStm")
MOST_PAGES = 5
SECONDS = 2.0  # of the processor: how busy the machine is must not change what is found
# Readers differ in spaces, hyphens and ligatures, which are not counted, and in a symbol here and there, which is not a mask.
LEAST_SHARED = 0.8
LEAST_DIFFERENT = 20


class _OutOfTime(BaseException):
    """No `Exception`, so that the library compared with cannot swallow it."""


def compared(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> list[Finding]:
    """`Masking` for each page on which two readings find different letters; `NotCompared` when one of them could not go on."""
    found: list[Finding] = []
    try:
        with _seconds(SECONDS):
            found.extend(_differences(path, document, other))
    except MemoryError:
        raise
    except (Exception, _OutOfTime) as error:  # the third reader raises whatever it likes on odd files; two others have read them by now
        found.append(Finding("NotCompared", None, type(error).__name__.strip("_")))
    return found


def same_letters(one: str, other: str) -> bool:
    """Whether two texts hold nearly the same letters and digits, in whatever order."""
    if one == other:
        return True
    first, second = _letters(one), _letters(other)
    most = max(first.total(), second.total())
    shared = (first & second).total()
    return most - shared < LEAST_DIFFERENT or shared >= LEAST_SHARED * most


def _differences(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> Iterator[Finding]:
    yield from _other_texts(document, other)
    if any(key in document.trailer for key in REVISED) and not document.is_linearized:
        yield from _other_revisions(path, document, other)


def _other_texts(document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> Iterator[Finding]:
    pages = [index for index, page in enumerate(document.pages) if any(_names_other_text(part) for part in _drawn(page))]
    # All pages are read with their other text before it is left out of any: pages may share it.
    named = {index: page_text(other, index) for index in pages}
    for index, text in named.items():
        if not same_letters(drawn_text(other, index, OTHER_TEXT[1:]), text):
            yield _masking(document, index)


def _other_revisions(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> Iterator[Finding]:
    from pypdf import PdfReader  # a third of a second and 40 MB, which few children ever spend

    third = PdfReader(path)
    for index in range(min(MOST_PAGES, len(other))):
        if not same_letters(third.pages[index].extract_text(), page_text(other, index)):
            yield _masking(document, index)
    if len(other) > MOST_PAGES:
        yield Finding("NotCompared", None, f"pages after page {MOST_PAGES}")


def _masking(document: pikepdf.Pdf, index: int) -> Finding:
    return Finding("Masking", document.pages[index].obj.objgen[0], f"page {index + 1}: two readers read different text")


def _drawn(page: pikepdf.Page) -> Iterator[Any]:
    """The page and every form drawn on it, however deep."""
    waiting: list[Any] = [page.obj]
    visited: set[tuple[int, int]] = set()
    while waiting:
        part = waiting.pop()
        yield part
        for each in _resources(part, "/XObject"):
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Form" and each.objgen not in visited:
                visited.add(each.objgen)
                waiting.append(each)


def _names_other_text(part: Any) -> bool:
    named = any(isinstance(each, pikepdf.Dictionary) and OTHER_TEXT in each for each in _resources(part, "/Properties"))
    return named or any(OTHER_TEXT_SPELLED.search(stream.read_bytes()) for stream in _streams(part))


def _resources(part: Any, kind: str) -> list[Any]:
    resources = part.get("/Resources")
    chosen = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return list(chosen.values()) if isinstance(chosen, pikepdf.Dictionary) else []


def _streams(part: Any) -> list[pikepdf.Stream]:
    content = part if isinstance(part, pikepdf.Stream) else part.get("/Contents")
    return [each for each in (content if isinstance(content, pikepdf.Array) else [content]) if isinstance(each, pikepdf.Stream)]


def _letters(text: str) -> Counter[str]:
    return Counter(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


@contextmanager
def _seconds(most: float) -> Iterator[None]:
    """Interrupt what works longer. Works in the main thread only, where the child does all its work."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _OutOfTime
