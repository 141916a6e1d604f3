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


class NotARange(BadInput):
    code = "not-a-range"
    message: StrOrPromise = _("{text} is not a range such as 10.1.0.0/24 or 2001:db8::/48")


class TooWide(BadInput):
    code = "range-too-wide"
    message: StrOrPromise = _("{text} is too wide: a range holds at most a /8 of IPv4 or a /16 of IPv6")


class NotOneProtocol(BadInput):
    code = "range-of-mixed-protocols"
    message: StrOrPromise = _("{text} is written as IPv6 for another address: write the IPv4 range itself, and no zone after %")


class FactsMoved(Conflict):
    """Between the check and the import somebody changed a centre."""

    code = "facts-moved"
    message: StrOrPromise = _("The centres were changed while the file was read. Import it again.")
