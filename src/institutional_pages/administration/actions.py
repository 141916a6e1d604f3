"""Verbs over centres: their numbers, names, addresses, networks and officers, as an import says."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from institutional_pages.administration.changes import Book, put_down
from institutional_pages.administration.errors import FactsMoved
from institutional_pages.administration.matching import look_up, match
from institutional_pages.administration.report import ImportReport
from institutional_pages.administration.rows import Row
from institutional_pages.audit import recording as audit
from institutional_pages.audit.recording import Happening, System
from institutional_pages.notices import posting

IMPORT = System("import")


@transaction.atomic
def import_institutions(*, rows: Sequence[Row]) -> ImportReport:
    """Create and change centres as checked rows say; told to the Security Cell. The same again changes nothing; no row switches a channel."""
    known = look_up()
    matches, faults = match(rows, known)
    if faults:
        raise FactsMoved

    book = Book()
    outcomes = [(found, *put_down(found, known, book)) for found in matches]
    book.write()
    happenings = [
        Happening(IMPORT, f"institution.{'changed' if found.institution else 'created'}", centre, "command-line", centre, {"parts": parts})
        for found, centre, parts in outcomes
        if parts
    ]
    audit.record_many(happenings)
    created = sum(found.institution is None for found in matches)
    report = ImportReport(created=created, changed=len(happenings) - created, unchanged=len(matches) - len(happenings))
    if happenings:
        _tell_security_cell(report)
    return report


def _tell_security_cell(report: ImportReport) -> None:
    to, language = settings.HELPDESK["email"], settings.LANGUAGE_CODE
    posting.post("institutions_imported", to=to, language=language, created=report.created, changed=report.changed, unchanged=report.unchanged)
