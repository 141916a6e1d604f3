"""Masking: one file that shows one text to one reader and another text to another. The letters of two readers are counted and compared."""

from __future__ import annotations

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
from .second_reader import page_text

# Comparing costs 20 ms a page, three times all other checks together. So only pages are compared on which sound readers can differ: those that
# name another text than they draw (ActualText), and all of a document in several revisions, where an old reader may see an earlier one.
OTHER_TEXT = "/ActualText"
REVISED = ("/Prev", "/XRefStm")
MOST_PAGES = 5
SECONDS = 2.0
# Readers differ in spaces, hyphens and ligatures, which are not counted, and in a symbol here and there, which is not a mask.
LEAST_SHARED = 0.8
LEAST_DIFFERENT = 20


class _OutOfTime(BaseException):
    """No `Exception`, so that the library compared with cannot swallow it."""


def compared(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> list[Finding]:
    """`Masking` for each page on which two readers read different letters; `NotCompared` when the slower one could not read on."""
    found: list[Finding] = []
    try:
        with _seconds(SECONDS):
            found.extend(_differences(path, document, other))
    except MemoryError:
        raise
    except (Exception, _OutOfTime) as error:  # the slower reader raises whatever it likes on odd files; two others have read them by now
        found.append(Finding("NotCompared", None, type(error).__name__.strip("_")))
    return found


def same_letters(one: str, other: str) -> bool:
    """Whether two texts hold nearly the same letters and digits, in whatever order."""
    first, second = _letters(one), _letters(other)
    most = max(first.total(), second.total())
    shared = (first & second).total()
    return most - shared < LEAST_DIFFERENT or shared >= LEAST_SHARED * most


def _differences(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> Iterator[Finding]:
    pages = _pages_to_compare(document)
    if not pages:
        return
    from pypdf import PdfReader  # a third of a second and 40 MB, which few children ever spend

    slower = PdfReader(path)
    for index in pages[:MOST_PAGES]:
        if not same_letters(slower.pages[index].extract_text(), page_text(other, index)):
            yield Finding("Masking", document.pages[index].obj.objgen[0], f"page {index + 1}: two readers read different text")
    if len(pages) > MOST_PAGES:
        yield Finding("NotCompared", None, f"pages after page {pages[MOST_PAGES - 1] + 1}")


def _pages_to_compare(document: pikepdf.Pdf) -> list[int]:
    if any(key in document.trailer for key in REVISED) and not document.is_linearized:
        return list(range(len(document.pages)))
    return [index for index, page in enumerate(document.pages) if any(_names_other_text(part) for part in _drawn(page))]


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
    return named or OTHER_TEXT.encode() in _content(part)


def _resources(part: Any, kind: str) -> list[Any]:
    resources = part.get("/Resources")
    chosen = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return list(chosen.values()) if isinstance(chosen, pikepdf.Dictionary) else []


def _content(part: Any) -> bytes:
    content = part if isinstance(part, pikepdf.Stream) else part.get("/Contents")
    streams = list(content) if isinstance(content, pikepdf.Array) else [content]
    return b"\n".join(stream.read_bytes() for stream in streams if isinstance(stream, pikepdf.Stream))


def _letters(text: str) -> Counter[str]:
    return Counter(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


@contextmanager
def _seconds(most: float) -> Iterator[None]:
    """Interrupt what runs longer. Works in the main thread only, where the child does all its work."""
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _OutOfTime
