"""Read an import file and check every row before anything is written; the import itself is an action. Opens no transaction."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from institutional_pages.administration.actions import import_institutions
from institutional_pages.administration.errors import UnreadableFile, WrongHeadings
from institutional_pages.administration.matching import Match, look_up, match
from institutional_pages.administration.report import Fault, ImportReport
from institutional_pages.administration.rows import HEADINGS, REQUIRED, Row, read_row


def import_file(path: Path, *, partial: bool = False) -> ImportReport:
    """Import the centres of a CSV file (UTF-8, comma or semicolon). With a wrong row nothing is imported, unless `partial`."""
    rows, faults = read_file(path)
    matches, more = match(rows, look_up())
    faults = sorted({*faults, *more}, key=lambda fault: (fault.line, fault.column))
    wrong = {fault.line for fault in faults}
    good = [row for row in rows if row.line not in wrong]

    report = import_institutions(rows=good) if good and (partial or not wrong) else ImportReport()
    return replace(report, refused=len(wrong), faults=tuple(faults), ignored=tuple(_ignored(matches, wrong)))


def read_file(path: Path) -> tuple[list[Row], list[Fault]]:
    """The rows that can be read at all, and what is wrong in each."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(name=path.name) from error
    heading = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    try:
        _check_headings([name.strip() for name in reader.fieldnames or ()])
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        return _read([(reader.line_num, cells) for cells in reader])
    except csv.Error as error:
        raise UnreadableFile(name=path.name) from error


def _read(lines: Sequence[tuple[int, dict[str, str | None]]]) -> tuple[list[Row], list[Fault]]:
    rows, faults = [], []
    for line, cells in lines:
        row, wrong = read_row(line, cells)
        rows.append(row)
        faults += wrong
    return rows, faults


def _check_headings(found: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in found]
    unknown = [name for name in found if name not in HEADINGS]
    if missing or unknown:
        raise WrongHeadings(missing=", ".join(missing) or "-", unknown=", ".join(unknown) or "-")


def _ignored(matches: Iterable[Match], wrong: set[int]) -> Iterable[Fault]:
    """A channel that differs: only an accepted application switches a centre that exists (design.md §4.5)."""
    for found in matches:
        centre, row = found.institution, found.row
        if centre is not None and row.line not in wrong and row.channel and row.channel != centre.channel:
            yield Fault(row.line, "channel", _("left as it is: only its application switches a centre"))
