"""The second reader, of another family than the first: does it see the same document, and how does a page look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2

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
