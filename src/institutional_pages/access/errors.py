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


class NotToYourself(NotAllowed):
    """Nobody grants, designates, enables or makes a card for himself (design.md §4.3)."""

    code = "not-to-yourself"
    message: StrOrPromise = _("You cannot do this for yourself. Somebody else must do it.")


class NotOnStaff(Conflict):
    """Only staff of the centre, its President and its Secretary read (S20)."""

    code = "not-on-staff"
    message: StrOrPromise = _("This person is not on the staff of this centre. Add them as a colleague first.")


class HasAFunction(Conflict):
    """An office ends by a change of officers, a mandate by who signed it or by the Security Cell; the job may end then."""

    code = "has-a-function"
    message: StrOrPromise = _(
        "This person is an officer or the local administrator of this centre. End the office or the mandate first; then the job can end."
    )


class NoConsultant(Conflict):
    """Nobody was designated and nobody stands in by default (S19)."""

    code = "no-consultant"
    message: StrOrPromise = _("This centre has no security consultant. Designate a local administrator by name.")


class MandateStands(Conflict):
    code = "mandate-stands"
    message: StrOrPromise = _("This person already has a mandate here that has not ended. End it first.")


class MandateEnded(Conflict):
    code = "mandate-ended"
    message: StrOrPromise = _("This mandate has ended. Designate the administrator again.")


class HoldersDoNotSign(NotAllowed):
    code = "holders-do-not-sign"
    message: StrOrPromise = _("You are the administrator in this mandate: the security consultant signs in your place.")


class InvitationOver(Conflict):
    code = "invitation-over"
    message: StrOrPromise = _("This invitation was taken up already, was removed, or has expired. Ask your local administrator for another one.")


class MeansRequired(NotAllowed):
    """The centre asks for other means of sign-in than those of this session."""

    code = "means-required"
    message: StrOrPromise = _("This centre asks you to sign in by {means}. Sign out, and sign in with that.")


class WouldLockOut(Conflict):
    code = "would-lock-out"
    message: StrOrPromise = _("You are not signed in by any of these yourself, and could no longer open the page. Sign in with one of them first.")


class ReviewOver(Conflict):
    code = "review-over"
    message: StrOrPromise = _("A newer register was sent since. Look at that one, and sign it.")


class TwoPeopleSign(NotAllowed):
    code = "two-people-sign"
    message: StrOrPromise = _("You signed this mandate already. The other signature must be of somebody else.")


class NotYetSigned(Conflict):
    """The Security Cell enables only after both signatures (S30)."""

    code = "not-yet-signed"
    message: StrOrPromise = _("The President and the Secretary have not both signed this mandate yet.")


class LastDayIsPast(BadInput):
    code = "last-day-is-past"
    message: StrOrPromise = _("The last day lies in the past. Choose today or later.")


class EmptyScope(BadInput):
    code = "empty-scope"
    message: StrOrPromise = _("Choose at least one kind of document.")


class HandedToTheLeaver(BadInput):
    code = "handed-to-the-leaver"
    message: StrOrPromise = _("Choose somebody else than the person who leaves.")


class OtherAccessStands(Conflict):
    code = "other-access-stands"
    message: StrOrPromise = _("This person already has other access here. Change that access instead.")


class NoAccessStands(Conflict):
    code = "no-access-stands"
    message: StrOrPromise = _("This person has no access here. Give access first.")


class OfficerGivesThis(NotAllowed):
    """An administrator reads only by the signature of the President or the Secretary (design.md §4.3)."""

    code = "officer-gives-this"
    message: StrOrPromise = _("This person is a local administrator: the President or the Secretary gives this access.")


class NotAnAdministrator(Conflict):
    code = "not-an-administrator"
    message: StrOrPromise = _("This person is not a local administrator here: the local administrator gives this access.")


class MayNotEnd(NotAllowed):
    code = "may-not-end"
    message: StrOrPromise = _("You may not end this. Ask the President, the Secretary or the local administrator.")


class MayNotSee(NotAllowed):
    code = "may-not-see"
    message: StrOrPromise = _("Only the local administrator, the President, the Secretary and the security consultant see who has access.")


class SecurityCellDoesThis(NotAllowed):
    """Whoever has rights beyond reading here is not at the mercy of one administrator's printer."""

    code = "security-cell-does-this"
    message: StrOrPromise = _("This person has a function or works elsewhere as well: the Security Cell does this. Call {phone}.")


class AtTheSameMoment(Conflict):
    """The database refused what somebody else had just done: nothing of this was written."""

    code = "at-the-same-moment"
    message: StrOrPromise = _("Somebody did this at the same moment. Look again.")


class LoginTaken(Conflict):
    code = "login-taken"
    message: StrOrPromise = _("Another person already has this user name. Choose another one.")


class AccountClosed(Conflict):
    code = "account-closed"
    message: StrOrPromise = _("The account of this person is closed. Call the Security Cell on {phone}.")


class OwnAccountClosed(NotAllowed):
    code = "own-account-closed"
    message: StrOrPromise = _("Your account is closed. Call the help desk on {phone}.")
