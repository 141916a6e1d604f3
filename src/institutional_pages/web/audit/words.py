"""Every verb of the log as a sentence. A test reads the source and fails when something is recorded that has no words here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutional_pages.access.models import Appointment
from institutional_pages.web.mandates.tracker import OFFICES
from institutional_pages.web.templatetags.wording import HOW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django_stubs_ext import StrOrPromise

WORDS: Final[dict[str, StrOrPromise]] = {
    "access.changed": lazy("Changed what somebody may read"),
    "access.ended": lazy("Removed access"),
    "access.expired": lazy("Access reached its last day"),
    "access.given": lazy("Gave access"),
    "access.looked": lazy("Looked at who has access"),
    "appointment.given": lazy("Gave a role at the ministry"),
    "audit.looked": lazy("Looked at the audit log"),
    "card.made": lazy("Made a code card"),
    "card.revoked": lazy("Stopped a code card"),
    "card.unlocked": lazy("Unlocked a code card"),
    "delivery.damaged": lazy("Found that a file no longer matches its fingerprint"),
    "delivery.electronic": lazy("Published a document"),
    "delivery.opened": lazy("Opened a document"),
    "delivery.paper": lazy("Sent a document to paper"),
    "delivery.refused": lazy("A file was refused"),
    "delivery.restored": lazy("Found a damaged file whole again"),
    "institution.changed": lazy("Changed the facts of a centre"),
    "institution.created": lazy("Put a centre on the list"),
    "mandate.designated": lazy("Designated a local administrator"),
    "mandate.enabled": lazy("Enabled a local administrator"),
    "mandate.ended": lazy("Ended a mandate"),
    "mandate.expired": lazy("A mandate reached its last day"),
    "mandate.signed": lazy("Signed a mandate"),
    "ministry.established": lazy("Set up the ministry or its network"),
    "password.changed": lazy("Changed the own password"),
    "password.renewed": lazy("Made a temporary password"),
    "person.added": lazy("Put a person on the staff"),
    "refused": lazy("Was refused something"),
    "run.closed": lazy("Closed a run"),
    "run.files-missing": lazy("Files were missing in a run"),
    "run.opened": lazy("Opened a run"),
    "run.sent-again": lazy("Sent the same files again"),
    "service.gate-set": lazy("Changed how strictly the PDFs of a service are checked"),
    "sign-in.refused": lazy("A sign-in was refused"),
    "signed-in": lazy("Signed in"),
    "signed-out": lazy("Signed out"),
    "signed-out.everywhere": lazy("Signed out everywhere"),
    "vault.rewrapped": lazy("Moved stored files to another master key"),
}
DOORS: Final[dict[str, StrOrPromise]] = {
    "web": lazy("website"),
    "api": lazy("interface for machines"),
    "command-line": lazy("command line"),
    "system": lazy("the product itself"),
}
MEANS: Final[dict[str, StrOrPromise]] = {"password": lazy("password"), "code-card": lazy("code card")}
REASONS: Final[dict[str, StrOrPromise]] = {
    "password": lazy("user name or password not right"),
    "waiting": lazy("waiting after five wrong tries"),
    "code": lazy("code not right"),
    "card-locked": lazy("card locked"),
    "card-used-up": lazy("card used up"),
    "card-ended": lazy("card ended"),
    "no-card": lazy("no code card"),
    "closed": lazy("account closed"),
    "network": lazy("not on the secured network"),
    "idle": lazy("away for 15 minutes"),
    "too-long": lazy("signed in for 12 hours"),
    "everywhere": lazy("signed out everywhere"),
}
ROLES: Final[dict[str, StrOrPromise]] = {
    Appointment.Role.SECURITY_CELL: lazy("Security Cell"),
    Appointment.Role.PUBLISHER: lazy("publisher"),
    Appointment.Role.PAPER_ROOM: lazy("paper room"),
    Appointment.Role.AUDITOR: lazy("auditor"),
    Appointment.Role.TRAINER: lazy("trainer"),
    Appointment.Role.OPERATOR: lazy("operator"),
}
MEANINGS: Final[dict[str, Mapping[str, StrOrPromise]]] = {"reason": REASONS, "code": REASONS, "how": HOW, "side": OFFICES, "role": ROLES}
TOLD: Final = ("reason", "code", "how", "side", "role")  # the facts of an event that the list shows: none of them names a person


def in_words(verb: str) -> str:
    """The sentence of `verb`; a verb of a later version stays as it is."""
    return str(WORDS.get(verb, verb))


def where_from(origin: Mapping[str, str]) -> str:
    """Door, means, network and address: `website · password + code card · Publilink · 10.20.0.7`."""
    door = origin.get("door", "")
    means = " + ".join(str(MEANS.get(one, one)) for one in origin.get("means", "").split("+") if one)
    return " · ".join(filter(None, [str(DOORS.get(door, door)), means, origin.get("network", ""), origin.get("address", "")]))


def told(facts: Mapping[str, Any]) -> str:
    """Why, how or which, where the event says so."""
    found = [(name, str(facts[name])) for name in TOLD if facts.get(name)]
    return ", ".join(str(MEANINGS[name].get(value, value)) for name, value in found)


def forgotten() -> str:
    """What stands where the retention job has forgotten the words of an event."""
    return _("forgotten after its term; the fingerprint stays")
