"""Every verb of the log as a sentence. A test reads the source and fails when something is recorded that has no words here."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutional_pages.access.models import Appointment
from institutional_pages.delivery.channel import EMERGENCY, HAS_SWITCHED, NOT_SWITCHED
from institutional_pages.delivery.outcomes import WHY
from institutional_pages.errors import Refusal
from institutional_pages.identity.means import WORDS as MEANS
from institutional_pages.onboarding.conditions import FORMS
from institutional_pages.web.audit.reasons import REASONS
from institutional_pages.web.mandates.tracker import OFFICES
from institutional_pages.web.onboarding.words import ARRIVALS, CAPACITIES
from institutional_pages.web.templatetags.wording import HOW, means_words, whole_period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from django_stubs_ext import StrOrPromise

WORDS: Final[dict[str, StrOrPromise]] = {
    "access.changed": lazy("Changed what somebody may read"),
    "access.ended": lazy("Removed access"),
    "access.expired": lazy("Access reached its last day"),
    "access.given": lazy("Gave access"),
    "access.handed-over": lazy("Handed the documents of a leaver to a colleague"),
    "access.looked": lazy("Looked at who has access"),
    "appointment.ended": lazy("Ended a role at the ministry"),
    "appointment.given": lazy("Gave a role at the ministry"),
    "application.accepted": lazy("Accepted an application"),
    "application.contact-noted": lazy("Noted a contact about an application"),
    "application.examined": lazy("Examined conditions of an application"),
    "application.follow-up-planned": lazy("Planned when to look at an application again"),
    "application.form-noted": lazy("Noted a signed form that came on paper"),
    "application.form-signed": lazy("Signed a form of an application"),
    "application.incomplete": lazy("Asked a centre for what is missing in its application"),
    "application.received": lazy("Received an application"),
    "application.refused": lazy("Refused an application"),
    "application.service-ready": lazy("Said from when a service sends to a page"),
    "application.withdrawn": lazy("Took an application back"),
    "audit.document-looked": lazy("Looked up what happened to a document"),
    "audit.looked": lazy("Looked at the audit log"),
    "audit.taken": lazy("Took the audit log as a file"),
    "card.made": lazy("Made a code card"),
    "card.revoked": lazy("Stopped a code card"),
    "card.unlocked": lazy("Unlocked a code card"),
    "delivery.damaged": lazy("Found that a file no longer matches its fingerprint"),
    "delivery.electronic": lazy("Published a document"),
    "delivery.opened": lazy("Opened a document"),
    "delivery.paper": lazy("Sent a document to paper"),
    "delivery.restored": lazy("Found a damaged file whole again"),
    "delivery.refused": lazy("A file was refused"),
    "emergency.begun": lazy("Sent a centre back to paper in an emergency"),
    "emergency.dropped": lazy("Dropped a proposal of emergency paper"),
    "emergency.ended": lazy("Ended the emergency paper of a centre"),
    "emergency.proposed": lazy("Proposed emergency paper"),
    "employment.ended": lazy("Ended the job of somebody who left"),
    "institution.changed": lazy("Changed the facts of a centre"),
    "institution.means-required": lazy("Chose by which means the people of a centre sign in"),
    "institution.created": lazy("Put a centre on the list"),
    "institution.switched": lazy("Switched a centre from paper to its page"),
    "institution.switch-undone": lazy("Undid the switch of a centre"),
    "invitation.sent": lazy("Invited somebody by mail to choose a password"),
    "invitation.removed": lazy("Removed an invitation"),
    "invitation.taken-up": lazy("Chose a password by an invitation"),
    "mandate.confirmed": lazy("Took over a mandate of the officer before"),
    "mandate.flagged": lazy("Told of a mandate that a new officer has to confirm"),
    "mandate.designated": lazy("Designated a local administrator"),
    "mandate.enabled": lazy("Enabled a local administrator"),
    "mandate.ended": lazy("Ended a mandate"),
    "mandate.expired": lazy("A mandate reached its last day"),
    "mandate.none-left": lazy("Told that nobody administers a page"),
    "mandate.reminded": lazy("Told that a mandate ends soon"),
    "mandate.signed": lazy("Signed a mandate"),
    "machine.proposed": lazy("Asked for a machine"),
    "machine.registered": lazy("Registered a machine"),
    "machine.dropped": lazy("Dropped a proposal about a machine"),
    "machine.key-made": lazy("Made a key of a machine"),
    "machine.key-revoked": lazy("Revoked a key of a machine"),
    "machine.ended": lazy("Ended a machine"),
    "merger.proposed": lazy("Proposed that a centre merges into another"),
    "merger.confirmed": lazy("Confirmed that a centre merges into another"),
    "merger.dropped": lazy("Dropped a proposal about a merger"),
    "merger.done": lazy("A centre merged into another"),
    "ministry.established": lazy("Set up the ministry or its network"),
    "means.added": lazy("Added a means of signing in"),
    "means.removed": lazy("Removed a means of signing in"),
    "network.changed": lazy("Changed a secured network, or opened a centre for some days"),
    "network.closed": lazy("Closed a centre again to who is outside its networks"),
    "network.enforced": lazy("Checks a network again that was report-only"),
    "network.dropped": lazy("Dropped a proposal about secured networks"),
    "network.proposed": lazy("Proposed a change to the secured networks"),
    "notification.failed": lazy("A mail about new documents was given up"),
    "notification.sent": lazy("A mail told of new documents"),
    "password.changed": lazy("Changed the own password"),
    "password.renewed": lazy("Made a temporary password"),
    "person.added": lazy("Put a person on the staff"),
    "proposal.dropped": lazy("Dropped a proposal about a role at the ministry"),
    "proposal.made": lazy("Proposed to give or to end a role at the ministry"),
    "proved-again": lazy("Typed the password again before giving access or signing"),
    "refused": lazy("Was refused something"),
    "review.prepared": lazy("Sent the yearly register of who has access to be signed"),
    "review.reminded": lazy("Told that the yearly review is due"),
    "review.signed": lazy("Signed the yearly register of who has access"),
    "run.closed": lazy("Closed a run"),
    "run.file-listed": lazy("Put a file on the list of a run"),
    "run.files-missing": lazy("Files were missing in a run"),
    "run.opened": lazy("Opened a run"),
    "run.sent-again": lazy("Sent the same files again"),
    "service.gate-set": lazy("Changed how strictly the PDFs of a service are checked"),
    "sign-in.refused": lazy("A sign-in was refused"),
    "signed-in": lazy("Signed in"),
    "signed-out": lazy("Signed out"),
    "signed-out.everywhere": lazy("Signed out everywhere"),
    "vault.swept": lazy("Removed stored files that belonged to no document"),
    "vault.rewrapped": lazy("Moved stored files to another master key"),
}
GROUPS: Final[dict[str, tuple[StrOrPromise, tuple[str, ...]]]] = {  # code in the address: words, and how their verbs begin
    "documents": (lazy("Documents"), ("delivery", "notification", "vault")),
    "runs": (lazy("Runs"), ("run", "service")),
    "rights": (lazy("Access and mandates"), ("access", "mandate", "review", "appointment", "proposal", "machine")),
    "accounts": (lazy("Accounts and code cards"), ("person", "employment", "invitation", "password", "card", "means")),
    "sign-ins": (lazy("Sign-ins and refusals"), ("signed-in", "signed-out", "sign-in", "proved-again", "refused")),
    "centres": (lazy("Centres and the ministry"), ("institution", "merger", "ministry", "network")),
    "applications": (lazy("Applications"), ("application", "emergency")),
    "looking": (lazy("Looking at the audit log"), ("audit",)),
}
DOORS: Final[dict[str, StrOrPromise]] = {
    "web": lazy("website"),
    "api": lazy("interface for machines"),
    "command-line": lazy("command line"),
    "system": lazy("the product itself"),
}
ROLES: Final[dict[str, StrOrPromise]] = {
    Appointment.Role.SECURITY_CELL: lazy("Security Cell"),
    Appointment.Role.PUBLISHER: lazy("publisher"),
    Appointment.Role.PAPER_ROOM: lazy("paper room"),
    Appointment.Role.AUDITOR: lazy("auditor"),
    Appointment.Role.TRAINER: lazy("trainer"),
    Appointment.Role.OPERATOR: lazy("operator"),
}
CHANNELS: Final[dict[str, StrOrPromise]] = {
    NOT_SWITCHED: lazy("the centre has not switched"),
    HAS_SWITCHED: lazy("the centre has switched"),
    EMERGENCY: lazy("an emergency of the centre"),
}
MAIL: Final[dict[str, StrOrPromise]] = {
    "unreachable": lazy("mail server not reached"),
    "refused-by-the-server": lazy("refused by the mail server"),
    "cannot-be-made": lazy("the mail could not be made"),
}
DAMAGE: Final[dict[str, StrOrPromise]] = {"fingerprint-differs": lazy("fingerprint differs")}
MEANINGS: Final[dict[str, Mapping[str, StrOrPromise]]] = {
    "reason": {**REASONS, **CHANNELS, **MAIL, **DAMAGE},
    "code": REASONS,
    "how": HOW,
    "side": OFFICES,
    "role": ROLES,
    "means": MEANS | ARRIVALS,
    "arrival": ARRIVALS,
    "capacity": CAPACITIES,
    "form": FORMS,
}
NOTHING: Final[Mapping[str, str]] = {}
PLACES: Final = re.compile(r"\{\w+\}")  # in a message, what differs from one refusal to the next
TOLD: Final[dict[str, StrOrPromise]] = {  # the facts that the list tells, with what stands before them: none of them names a person
    "reason": "",
    "code": "",
    "how": "",
    "side": "",
    "role": "",
    "means": "",
    "arrival": "",
    "capacity": "",
    "form": "",
    "law": "",
    "kind": "",
    "period": "",
    "first": lazy("first opening by the centre"),
    "first_password": lazy("the first own one"),
    "new_account": lazy("new account"),
    "account_closed": lazy("account closed"),
    "listed": lazy("listed"),
    "missing": lazy("missing"),
    "items": lazy("files"),
    "files": lazy("files"),
    "unlisted": lazy("not on the list"),
    "answer": lazy("answer of the mail server"),
    "reference": lazy("reference"),
    "days": lazy("days left"),
    "rights": lazy("rights to read"),
    "documents": lazy("documents"),
    "mandates": lazy("mandates"),
    "staff": lazy("people on the staff"),
    "day": lazy("on day"),
    "late": lazy("the time is over"),
    "since": lazy("from day"),
    "until": lazy("until day"),
    "cidr": lazy("range"),
}
UNTOLD: Final = {  # for machines and for evidence: fingerprints, opaque references, addresses
    *("erds", "message", "sender", "submitted", "parts", "replaces", "run", "manifest", "notice", "file", "person", "instead_of"),
    *(
        "path",
        "method",
        "login",
        "address",
        "ranges",
        "document",
        "centre",
        "verbs",
        "gate",
        "embedded_files",
        "what",
        "key",
        "ended",
        "network",
        "renewed_by",
        "digest",
        "successor",
        "machine",
        "service",
        "due",
        "proposal",
    ),
    *("asked", "needs_help", "found", "complete", "services"),
}


def verbs_of(asked: str) -> tuple[str, ...]:
    """The verbs that `asked` means: a verb, or the code of a group; none for anything else."""
    if asked in GROUPS:
        return tuple(verb for verb in WORDS if verb.partition(".")[0] in GROUPS[asked][1])
    return (asked,) if asked in WORDS else ()


def grouped_verbs() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each group with its code, its words and its verbs, in the order of the words."""
    return [(code, str(words), sorted(((verb, in_words(verb)) for verb in verbs_of(code)), key=itemgetter(1))) for code, (words, _) in GROUPS.items()]


def in_words(verb: str) -> str:
    """The sentence of `verb`; a verb of a later version stays as it is."""
    return str(WORDS.get(verb, verb))


def where_from(origin: Mapping[str, str]) -> str:
    """Door, means, network and address: `website · password + code card · Publilink · 10.20.0.7`."""
    door = origin.get("door", "")
    means = means_words(origin.get("means", ""))
    return " · ".join(filter(None, [str(DOORS.get(door, door)), means, origin.get("network", ""), origin.get("address", "")]))


def told(facts: Mapping[str, Any], names: Mapping[str, str] = NOTHING) -> str:
    """Why, how, which or how many, where the event says so; `names` are those of laws and kinds by their codes."""
    return ", ".join(_told(name, words, facts[name], names) for name, words in TOLD.items() if facts.get(name))


def _told(name: str, words: StrOrPromise, value: Any, names: Mapping[str, str]) -> str:
    if value is True:
        return str(words)
    said = _meaning(name, str(value), names)
    return f"{words}: {said}" if words else said


def _meaning(name: str, value: str, names: Mapping[str, str]) -> str:
    if name in {"law", "kind"}:
        return names.get(value, value)
    if name == "period":
        return whole_period(value)
    if name == "reason" and value in WHY:
        return str(WHY[value])
    return str(MEANINGS.get(name, {}).get(value) or (answered(value) if name == "code" else value))


def answered(code: str) -> str:
    """What was said to whoever was refused with `code`, between quotes; what differed each time is left open."""
    message = next((str(kind.message) for kind in kinds_of_refusal(Refusal) if kind.code == code), "")
    return f"“{PLACES.sub('…', message)}”" if message else code


def kinds_of_refusal(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """Every kind of refusal that the product knows."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds_of_refusal(narrower)


def forgotten() -> str:
    """What stands where the retention job has forgotten the words of an event."""
    return _("forgotten after its term; the fingerprint stays")
