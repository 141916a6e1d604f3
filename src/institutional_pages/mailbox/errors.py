"""What the page refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import Conflict, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoSuchDocument(NotFound):
    """Unknown, on another page, or outside the reader's scope: the same answer."""

    code = "no-such-document"
    message: StrOrPromise = _("This document does not exist, or you have no access to it.")


class Withdrawn(Conflict):
    code = "withdrawn"
    message: StrOrPromise = _("This document was withdrawn by the ministry. Its trace stays; it cannot be opened.")


class FingerprintDiffers(Conflict):
    """The stored bytes no longer match, or are gone (ux.md E8); `what` says where, for the ministry."""

    code = "fingerprint-differs"
    message: StrOrPromise = _("This file no longer matches its fingerprint. We do not show it. The ministry has been told.")

    def __init__(self, *, what: str) -> None:
        super().__init__(what=what)
        self.what = what
