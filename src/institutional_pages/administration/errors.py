"""What administration refuses, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UnreadableFile(BadInput):
    code = "unreadable-file"
    message: StrOrPromise = _("The file {name} cannot be read: it must be CSV in UTF-8.")


class WrongHeadings(BadInput):
    code = "wrong-headings"
    message: StrOrPromise = _("Headings missing: {missing}. Headings that mean nothing here: {unknown}.")


class FactsMoved(Conflict):
    """Between the check and the import somebody changed a centre."""

    code = "facts-moved"
    message: StrOrPromise = _("The centres were changed while the file was read. Import it again.")
