"""Masking: one file that shows one text to one reader and another text to another. The letters of two readers are counted and compared."""

from __future__ import annotations

import signal
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import FrameType

import pikepdf
import pypdfium2

from .findings import Finding
from .second_reader import page_text

# Where a page says what else to read (ActualText) or lies in layers (OC), sound readers may differ: those pages are compared, and always the first.
# Comparing costs 15 ms a page, as much as everything else together.
MARKS = (b"/ActualText", b"/OC")
MOST_PAGES = 5
LONGEST_CONTENT = 400_000
SECONDS = 2.0
# Readers differ in spaces, hyphens and ligatures, which are not counted, and in a symbol here and there, which is not a mask.
LEAST_SHARED = 0.8
LEAST_DIFFERENT = 20


class _OutOfTime(BaseException):
    """No `Exception`, so that the library compared with cannot swallow it."""


def masked_pages(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> list[Finding]:
    """The pages on which two readers read different letters. A page that one cannot read in time is passed over: a hint, not a proof."""
    found: list[Finding] = []
    try:
        with _seconds(SECONDS):
            found.extend(_differences(path, document, other))
    except MemoryError:
        raise
    except (Exception, _OutOfTime):
        return found  # one of the two raises whatever it likes on odd files; the other checks have read them by now
    return found


def same_letters(one: str, other: str) -> bool:
    """Whether two texts hold nearly the same letters and digits, in whatever order."""
    first, second = _letters(one), _letters(other)
    most = max(first.total(), second.total())
    shared = (first & second).total()
    return most - shared < LEAST_DIFFERENT or shared >= LEAST_SHARED * most


def _differences(path: Path, document: pikepdf.Pdf, other: pypdfium2.PdfDocument) -> Iterator[Finding]:
    from pypdf import PdfReader  # a third of a second and 40 MB, which a child that only draws pages does not spend

    slower = PdfReader(path)
    for index, page in _pages_to_compare(document):
        if not same_letters(slower.pages[index].extract_text(), page_text(other, index)):
            yield Finding("Masking", page.obj.objgen[0], f"page {index + 1}: two readers read different text")


def _pages_to_compare(document: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Page]]:
    return islice(((index, page) for index, page in enumerate(document.pages) if _worth_comparing(index, page)), MOST_PAGES)


def _worth_comparing(index: int, page: pikepdf.Page) -> bool:
    content = _content(page)
    return len(content) <= LONGEST_CONTENT and (index == 0 or any(mark in content for mark in MARKS))


def _content(page: pikepdf.Page) -> bytes:
    content = page.obj.get("/Contents")
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
