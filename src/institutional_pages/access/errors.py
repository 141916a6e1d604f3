"""What access refuses, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotAllowed, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoMandate(NotAllowed):
    code = "no-mandate"
    message: StrOrPromise = _("You hold no mandate of the President and the Secretary for this centre.")


class NoSuchPage(NotFound):
    """A stranger's page and an unknown one: the same answer."""

    code = "no-such-page"
    message: StrOrPromise = _("This page does not exist, or you have no access to it.")
