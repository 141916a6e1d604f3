"""What access refuses, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoMandate(NotAllowed):
    code = "no-mandate"
    message: StrOrPromise = _("You hold no mandate of the President and the Secretary for this centre.")


class NoSuchPage(NotFound):
    """A stranger's page and an unknown one: the same answer."""

    code = "no-such-page"
    message: StrOrPromise = _("This page does not exist, or you have no access to it.")


class NotAReader(NotAllowed):
    code = "not-a-reader"
    message: StrOrPromise = _("You do not have access to this document. Ask your local administrator.")


class NotAnOfficer(NotAllowed):
    code = "not-an-officer"
    message: StrOrPromise = _("Only the President or the Secretary of this centre can do this.")


class NotInThisRole(NotAllowed):
    code = "not-in-this-role"
    message: StrOrPromise = _("This needs a role at the ministry that you do not have.")


class OutsideTheNetwork(NotAllowed):
    """Not on a secured network that the institution uses (S17; design.md §4.9)."""

    code = "network"
    message: StrOrPromise = _("You are not on the secured network. Use a computer of your centre, or call {phone}.")


class MayNotPublish(NotAllowed):
    code = "may-not-publish"
    message: StrOrPromise = _("This service may not publish {kind} under {law}.")
