"""How each action of the matrix is tried through the web, and which cells have no door yet, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from institutional_pages.access.models import Grant, Mandate, Review
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.onboarding.models import Application
from institutional_pages.web.access.handing_over import stamp
from tests.cast import details, in_a_year

CELL = "/security-cell/applications/"
WISH = {"rows": ["rmi:refused-forms"], "reason": "RMI team"}


@dataclass(frozen=True)
class World:
    """A centre with one document, somebody of each kind, and two mandates on their way."""

    centre: Institution
    delivery: Delivery
    staff: Person
    reading: Grant
    unsigned: Mandate
    signed: Mandate
    standing: Mandate
    review: Review
    service: Service
    decided: Application  # of another centre, ready to be accepted
    accepted: Application  # of a third one; its services have not confirmed
    has_applied: bool  # the centre itself

    @property
    def page(self) -> str:
        return f"/pages/{self.centre.uuid}/"

    @property
    def document(self) -> str:
        return f"{self.page}documents/{self.delivery.uuid}/"


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def _new(username: str) -> dict[str, Any]:
    return details(username)


Door = Callable[[Client, World], Any]
DOORS: dict[str, Door] = {
    "apply": lambda client, world: client.post(f"{world.page}switch-over/{'withdraw' if world.has_applied else 'apply'}/"),
    "read-application": lambda client, world: client.get(f"{world.page}switch-over/"),
    "decide-application": lambda client, world: client.post(f"{CELL}{world.decided.uuid}/", {"do": "accept", "accept-seen": world.decided.version}),
    "confirm-ready": lambda client, world: client.post(f"/switch-overs/{world.accepted.uuid}/rmi-service/", {"ready_from": in_days(3)}),
    "read-public-help": lambda client, _: client.get("/help/rights/"),
    "list-documents": lambda client, world: client.get(world.page),
    "read-document": lambda client, world: client.get(f"{world.document}files/0/download"),
    "search-page": lambda client, world: client.get(f"{world.page}?q=refused"),
    "see-delivery-state": lambda client, world: client.get(world.document),
    "see-who-opened": lambda client, world: client.get(world.document),
    "see-own-history": lambda client, _: client.get("/history/"),
    "sign-mandate": lambda client, world: client.post(f"{world.page}mandate/{world.unsigned.uuid}/sign/"),
    "designate": lambda client, world: client.post(f"{world.page}mandate/designate/", {"holder": "new", "until": in_a_year(), **_new("wim")}),
    "enable-mandate": lambda client, world: client.post(f"/security-cell/{world.signed.uuid}/enable/"),
    "list-people": lambda client, world: client.get(f"{world.page}access/"),
    "add-person": lambda client, world: client.post(f"{world.page}access/give/", {"colleague": "new", **_new("fatima"), **WISH}),
    "give-access": lambda client, world: client.post(f"{world.page}access/give/", {"colleague": world.staff.uuid, "language": "nl", **WISH}),
    "end-access": lambda client, world: client.post(f"{world.page}access/{world.reading.uuid}/remove/", {"reason": "other-task"}),
    "prepare-review": lambda client, world: client.post(f"{world.page}access/review/"),
    "sign-review": lambda client, world: client.post(f"{world.page}access/review/{world.review.uuid}/sign/"),
    "require-means": lambda client, world: client.post(f"{world.page}access/means/", {"means": ["code-card"]}),
    "make-code-card": lambda client, world: client.post(f"{world.page}access/{world.staff.uuid}/card/", {"do": "card", "stamp": stamp(world.staff)}),
    "change-networks": lambda client, world: client.post("/networks/open-centre/", {"centre": "12021", "until": in_days(3)}),
    "merge-centres": lambda client, _: client.post("/security-cell/mergers/propose/", {"centre": "24020", "successor": "92094", "day": in_days(30)}),
    "appoint": lambda client, _: client.post("/security-cell/roles/give/", {"holder": "new", **_new("rik"), "role": "trainer"}),
    "register-publisher": lambda client, world: client.post("/machines/propose/", {"name": "Monthly run", "service": world.service.pk}),
    "register-reading-machine": lambda client, world: client.post(f"{world.page}machines/propose/", {"name": "Dossier software"}),
    "switch-back": lambda client, _: client.post("/emergency-paper/propose/", {"centre": "92094", "until": in_days(3), "reason": "no line"}),
    "see-runs": lambda client, _: client.get("/runs/"),
    "see-post": lambda client, _: client.get("/paper/"),
    "see-access-log": lambda client, world: client.get(f"{world.page}access/log/"),
    "see-audit-log": lambda client, _: client.get("/audit/"),
}
# A role whose way to the action is another than that of the others.
OTHER_DOORS: dict[tuple[str, str], Door] = {
    ("give-access", "PS"): lambda client, world: client.post(
        f"{world.page}mandate/{world.standing.uuid}/reading/", {"everything": "on", "reason": "reads the forms"}
    ),
    ("read-application", "SE"): lambda client, world: client.get(f"{CELL}{world.decided.uuid}/"),
}
NO_DOOR = {
    "read-public-log": "there is no public log yet",
    "handle-document": "handling comes with the distribution inside the centre",
    "get-proof": "proofs come with the evidence log",
    "publish": "machines publish (test_machines.py) and the command line (COMMANDS); people get it with the screens of the publisher",
    "withdraw-document": "withdrawing comes with the publisher's screens",
    "mark-posted": "comes with the screens of the paper room",
    "export-evidence": "comes with the evidence log",
    "keep-backups": "backup and restore come with operation",
}
# Actions that the command line has, and the test that tries each: who has the shell needs no second person (design.md §6), so there are no cells.
COMMANDS = {
    "publish": "tests/cli/test_commands.py::test_publish_tells_a_script_what_became_of_every_file",
    "appoint": "tests/cli/test_commands.py::test_the_first_person_of_the_ministry_gets_password_and_codes_once",
}
MACHINES = {"MR", "MP"}  # they have no session; their door is the interface for machines
# Cells that are allowed and have no screen yet: the answer is a refusal, which is safe.
NOT_SHOWN_YET = {
    *(("list-documents", "PU"), ("read-document", "PU"), ("see-delivery-state", "PU"), ("see-delivery-state", "AU")),
    *((action, role) for action in ("see-delivery-state", "see-who-opened") for role in ("PS", "CO")),
    ("read-application", "AU"),  # in the audit log instead
    ("see-who-opened", "AU"),  # in the audit log instead
    ("list-people", "AU"),
    *(("see-audit-log", role) for role in ("SE", "PU", "OP")),
}
