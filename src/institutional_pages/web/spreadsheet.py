"""The one way to answer with CSV: what spreadsheets open, in the reader's language, row by row, and never a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Final

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK: Final = "\ufeff"  # without it spreadsheets guess the alphabet
SEPARATOR: Final = ";"  # what spreadsheets of this country divide columns by: their comma is the decimal sign
# Where a spreadsheet may see a formula begin: at the start of a cell, blanks or not, and after what divides cells in other countries.
FORMULA: Final = re.compile(r"(^|[,;|\r\n])(\s*)(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def csv_answer(rows: Iterable[Iterable[Any]], *, name: str) -> StreamingHttpResponse:
    """The file `name`, sent while it is made: the rows are drawn after the view has ended, and still speak its language."""
    lines = csv_lines(_spoken(iter(rows), get_language()))
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=disposition)


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file, line by line, each with its end (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATOR, quoting=csv.QUOTE_MINIMAL)
    yield MARK
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def harmless(cell: Any) -> Any:
    """What a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection); numbers stay numbers."""
    return FORMULA.sub(r"\1'\2", cell) if isinstance(cell, str) else cell


def _spoken(rows: Iterator[Iterable[Any]], language: str | None) -> Iterator[list[Any]]:
    """Each row with its words, made in `language`; between two rows the thread speaks its own again."""
    while True:
        with override(language):
            row = next(rows, None)
            words = None if row is None else [_said(cell) for cell in row]
        if words is None:
            return
        yield words


def _said(cell: Any) -> Any:
    """A number stays one, nothing is an empty cell, all else is its words (also those that gettext still holds back)."""
    if isinstance(cell, (int, float)):
        return cell
    return "" if cell is None else str(cell)
