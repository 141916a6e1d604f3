"""What is refused on the way from paper to the page, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotAllowed, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoSuchApplication(NotFound):
    code = "no-such-application"
    message: StrOrPromise = _("This application does not exist, or it is not yours to see.")


class SwitchedAlready(Conflict):
    code = "switched-already"
    message: StrOrPromise = _("This centre gets its documents on its page already. There is nothing to apply for.")


class ApplicationClosed(Conflict):
    code = "application-closed"
    message: StrOrPromise = _("This application is decided. Nothing in it changes any more; a new one can be opened.")


class ChangedMeanwhile(Conflict):
    code = "changed-meanwhile"
    message: StrOrPromise = _("{name} has changed this dossier since you opened it. Look at what is there now, then decide.")


class FormsMissing(Conflict):
    """Nothing is examined before both forms are in (S63)."""

    code = "forms-missing"
    message: StrOrPromise = _("Both forms must be in, each signed by the President and the Secretary, before anything is examined.")


class ConditionNotMet(Conflict):
    code = "condition-not-met"
    message: StrOrPromise = _("Not every condition is examined and met: {conditions}.")


class NothingAsked(BadInput):
    code = "nothing-asked"
    message: StrOrPromise = _("Choose at least one thing to ask the centre for.")


class ReasonsMissing(BadInput):
    code = "reasons-missing"
    message: StrOrPromise = _("Write why: the centre reads it in its letter.")


class NotReceivedYet(BadInput):
    code = "not-received-yet"
    message: StrOrPromise = _("This day is still to come. Give the day on which it arrived.")


class ReadyTooLate(BadInput):
    code = "ready-too-late"
    message: StrOrPromise = _("A centre does not wait longer than a year. Choose an earlier day, or call the Security Cell.")


class NotAsked(NotAllowed):
    """The service is not among those that are to confirm, or the person publishes for another."""

    code = "not-asked"
    message: StrOrPromise = _("You publish for none of the services that must confirm here.")


class DocumentsSinceSwitch(Conflict):
    """After the first document only an emergency leads back to paper (design.md §4.5)."""

    code = "documents-since-switch"
    message: StrOrPromise = _("Documents have been published on this page since the switch. It can no longer be undone.")


class HasNotSwitched(Conflict):
    code = "has-not-switched"
    message: StrOrPromise = _("This centre has not switched by an application. There is nothing to undo.")


class StillOnPaper(Conflict):
    code = "still-on-paper"
    message: StrOrPromise = _("This centre gets its documents on paper anyway, or its page is closed.")


class EmergencyTooLong(BadInput):
    code = "emergency-too-long"
    message: StrOrPromise = _("An emergency ends within 31 days, and not before today. Choose another last day; it can be proposed again.")
