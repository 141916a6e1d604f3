"""Roles and actions of the access matrix in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROLES: Final[dict[str, StrOrPromise]] = {
    "AN": _("Somebody not signed in"),
    "UN": _("Staff of a centre without access"),
    "RD": _("Reader"),
    "LA": _("Local administrator"),
    "PS": _("President or Secretary"),
    "CO": _("Security consultant"),
    "SE": _("Security Cell"),
    "PU": _("Publisher"),
    "PR": _("Paper room"),
    "AU": _("Auditor"),
    "MR": _("Machine that reads for a centre"),
    "MP": _("Machine that publishes for a service"),
    "OP": _("Operator"),
}
HOW: Final[dict[str, StrOrPromise]] = {
    "allow": "",
    "allow-own": _("what is their own"),
    "allow-two": _("together with a second person"),
    "allow-logged": _("and that is written in the log"),
    "allow-without-names": _("without the names of people"),
    "allow-own-two": _("what is their own, together with a second person"),
    "allow-own-without-names": _("what is their own, without the names of people"),
}
ACTIONS: Final[dict[str, StrOrPromise]] = {
    "read-public-help": _("Read the help"),
    "read-public-log": _("Read the public log"),
    "list-documents": _("See the list of documents"),
    "read-document": _("Read documents"),
    "search-page": _("Search the page"),
    "handle-document": _("Hand documents on and mark them as handled"),
    "get-proof": _("Get the proof of a document"),
    "see-delivery-state": _("See whether a document was opened"),
    "see-who-opened": _("See who opened a document"),
    "see-own-history": _("See their own sign-ins and what was done to their account"),
    "apply": _("Apply for the switch"),
    "sign-mandate": _("Sign the mandate of a local administrator"),
    "designate": _("Designate a local administrator"),
    "enable-mandate": _("Enable a local administrator"),
    "read-application": _("See an application"),
    "decide-application": _("Decide on an application"),
    "confirm-ready": _("Confirm that a service is ready for the switch"),
    "switch-back": _("Send a centre back to paper"),
    "list-people": _("See who has access"),
    "add-person": _("Add a person to the staff"),
    "give-access": _("Give access"),
    "end-access": _("End access"),
    "prepare-review": _("Send the yearly register of who has access"),
    "sign-review": _("Sign the yearly register"),
    "require-means": _("Choose by which means people sign in"),
    "make-code-card": _("Make a code card"),
    "register-reading-machine": _("Register a machine that reads"),
    "publish": _("Publish documents"),
    "withdraw-document": _("Withdraw a document"),
    "see-runs": _("See the runs"),
    "see-post": _("See the paper post"),
    "mark-posted": _("Mark paper as posted"),
    "see-audit-log": _("See the log of the ministry"),
    "see-access-log": _("See what happened to the access of a page"),
    "export-evidence": _("Take evidence away"),
    "change-networks": _("Change the secured networks"),
    "merge-centres": _("Merge centres"),
    "register-publisher": _("Register a machine that publishes"),
    "appoint": _("Give and end roles at the ministry"),
    "keep-backups": _("Make and restore backups"),
}
