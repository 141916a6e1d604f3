"""What may become of one file of a run, in codes that never change and in words that say what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.pdf.gate import explain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHY: dict[str, StrOrPromise] = {
    "unknown_institution": _("Centre number unknown"),
    "institution_closed": _("Centre closed or merged"),
    "unknown_kind": _("Kind of document unknown"),
    "unknown_law": _("Law unknown"),
    "may_not_publish": _("Not for this service"),
    "bad_period": _("Period not right"),
    "bad_language": _("Language not right"),
    "bad_date": _("Date not right"),
    "reference_missing": _("Reference missing"),
    "reference_twice": _("Reference used twice"),
    "replaced_twice": _("Replaced twice"),
    "path_outside": _("Path leaves the folder"),
    "digest_differs": _("File differs from your list"),
    "too_large": _("File too large"),
    "bytes_changed": _("File changed while it was read"),
    "published_differently": _("Already published, other content"),
    "replaces_unknown": _("Nothing to replace"),
    "not_a_pdf": _("Not a PDF"),
    "pdf_unreadable": _("Not a readable PDF"),
    "pdf_damaged": _("Damaged PDF"),
    "pdf_encrypted": _("PDF with a password"),
    "pdf_active_content": _("PDF with active content"),
    "pdf_readers_disagree": _("PDF read in two ways"),
    "pdf_too_complex": _("PDF too complex"),
    "malware_found": _("Virus scanner objects"),
}
REMEDY: dict[str, StrOrPromise] = {
    "unknown_institution": _("Correct the centre's number in the list, or leave the file out."),
    "institution_closed": _("Send it to the centre that took over, or leave the file out."),
    "unknown_kind": _("Use one of the codes of the manual, for example refused-forms."),
    "unknown_law": _("Use one of the codes of the manual, for example rmi."),
    "may_not_publish": _("Send it with the service that publishes this kind under this law."),
    "bad_period": _("Write a month as 2026-10, a year as 2025, and none for a letter."),
    "bad_language": _("Write nl, fr or de: a language of the centre."),
    "bad_date": _("Write the date as 2026-11-05."),
    "reference_missing": _("Give a reference: a letter without a period needs one of its own."),
    "reference_twice": _("Give each document of the list a reference of its own."),
    "replaced_twice": _("Let one document of the list replace the earlier one, not two."),
    "path_outside": _("Put the file in the folder of the list."),
    "digest_differs": _("Send the file that you listed, or correct its SHA-256 in the list."),
    "too_large": _("Send a file of at most 200 MB."),
    "bytes_changed": _("Publish again when the file is complete."),
    "published_differently": _("Something else stands under this reference. Say whether this replaces it: write its reference under replaces."),
    "replaces_unknown": _("Correct the reference under replaces: no standing document of this centre has it."),
}


def why(code: str) -> StrOrPromise:
    """The reason in two or three words, for a table."""
    return WHY.get(code, code)


def remedy(code: str) -> StrOrPromise:
    """What the sender does next."""
    return REMEDY[code] if code in REMEDY else explain(code)
