"""What the gate refuses, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import NotNow, Refusal

from . import findings as codes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EXPLANATIONS: dict[str, StrOrPromise] = {
    codes.NOT_A_PDF: _("This file is not a PDF. Save the document as PDF and send it under the same name."),
    codes.UNREADABLE: _("This PDF cannot be read. Make it again and send it under the same name."),
    codes.DAMAGED: _("This PDF is damaged: one reader may show something else than another. Export it again and send it under the same name."),
    codes.ENCRYPTED: _("This PDF is locked with a password. Save it without password or restrictions and send it under the same name."),
    codes.ACTIVE_CONTENT: _("This PDF can act by itself or call out. Export it without what is listed and send it under the same name."),
    codes.READERS_DISAGREE: _("Two readers do not show this PDF alike. Export it again as PDF/A and send it under the same name."),
    codes.TOO_COMPLEX: _("This PDF takes too much time or memory to check. Make it simpler or split it, and send it again."),
    codes.MALWARE: _("The virus scanner objects to this file. Have the machine looked at that made it, and make the document again on another."),
}


class PreviewImpossible(Refusal):
    """The page cannot be drawn, or there is no such page; `reason` is one word for the log."""

    code = "preview-impossible"
    message: StrOrPromise = _("This page cannot be shown here. Open the PDF instead.")


class GateUnavailable(NotNow):
    """The system starts no child that could look at a document, which says nothing of any document: what waits is published by the next try."""

    code = "gate-unavailable"
    message: StrOrPromise = _(
        "The check of documents does not start ({what}). What was not checked waits, and nothing is lost."
        " Raise the limits of this account (open files, processes, memory); then publish the same folder again."
    )


class ScannerUnavailable(NotNow):
    """The virus scanner gave no answer, which says nothing of any document: what waits is published by the next try (a door answers 503)."""

    code = "scanner-unavailable"
    message: StrOrPromise = _(
        "The virus scanner did not answer ({what}). What was not looked through waits, and nothing is lost."
        " Start clamd, or mend IPAGES_CLAMD or the limits of clamd; then publish the same again."
    )


def explain(code: str) -> StrOrPromise:
    """One sentence for the sender: what is wrong and what to do. A code that is not ours is explained as unreadable."""
    return EXPLANATIONS.get(code, EXPLANATIONS[codes.UNREADABLE])
