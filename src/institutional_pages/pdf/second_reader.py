"""The second reader, of another family than the first: does it see the same document, and how does a page look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

# Loading a page parses it; drawing it, small, is the rest of the way. One drawn page shows that the reader gets there.
DRAWN_PAGES = 1
DRAWN_SCALE = 0.1
LONGEST_TEXT = 200_000


class CannotRead(Exception):
    """The second reader cannot open the document, or not this page of it."""


@contextmanager
def second_reader(source: Path | bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document as the second reader sees it."""
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise CannotRead(str(error)) from error
    try:
        yield document
    finally:
        document.close()


def try_pages(document: pypdfium2.PdfDocument) -> None:
    """Load every page and draw the first ones small; CannotRead names the page."""
    for index in range(len(document)):
        with opened_page(document, index) as page:
            if index < DRAWN_PAGES:
                page.render(scale=DRAWN_SCALE).close()


def page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    """The text of the page (from 0) in the reader's order."""
    with opened_page(document, index) as page:
        return _text(page)


def drawn_text(document: pypdfium2.PdfDocument, index: int, other_text: str) -> str:
    """The text of the page (from 0) as it is drawn, without what it names by the key `other_text`: the opened document forgets that for good."""
    with opened_page(document, index) as page:
        for number in range(raw.FPDFPage_CountObjects(page)):
            _forget(raw.FPDFPage_GetObject(page, number), other_text.encode())
        return _text(page)


def _forget(drawn: Any, key: bytes) -> None:
    """Take `key` from every mark around something drawn, and around what is drawn inside it."""
    for number in range(raw.FPDFPageObj_CountMarks(drawn)):
        raw.FPDFPageObjMark_RemoveParam(drawn, raw.FPDFPageObj_GetMark(drawn, number), key)
    if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_FORM:
        for number in range(raw.FPDFFormObj_CountObjects(drawn)):
            _forget(raw.FPDFFormObj_GetObject(drawn, number), key)


def _text(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range()).encode("utf-8", "replace").decode()[:LONGEST_TEXT]
    finally:
        text.close()


@contextmanager
def opened_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[pypdfium2.PdfPage]:
    """The page (from 0), closed afterwards; CannotRead when there is none."""
    try:
        page = document[index]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise CannotRead(f"page {index + 1}") from error
    try:
        yield page
    finally:
        page.close()
