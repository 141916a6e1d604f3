"""A small ministry where little happens, for what the demonstration never shows: empty lists, what ended, what waits, what is damaged.

`python -m tests.browser.quiet FOLDER` sets it up through the same actions and prints who signs in; `ipages demo --data FOLDER` then serves it.
"""

import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

DAYS_AGO = 30  # the clock is turned back while it is set up, so that something can have ended since
CENTRES = ("95001", "95003", "96001", "96003", "97001", "98001")
OUTSIDE = "95003"  # this centre has no network that holds the test machine
NAMED = (
    *("greet", "luc", "stijn", "tom", "amelie", "eva", "patrick", "hilde", "fabienne"),
    *("marleen", "bart", "rita", "elodie", "thibault", "ursula", "sofie", "yasmina", "lies"),
)


def main(folder: Path) -> None:
    from institutional_pages.cli.demo import command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")
    folder.mkdir(parents=True)
    command._set_environment(folder, "http://127.0.0.1")
    command.start()
    command.prepare()
    command.collect_static()
    hash_cheaply()
    with days_ago(DAYS_AGO):
        made = set_up(folder)
    hand_out_anew("ward")
    (folder / command.MARKER).write_text(json.dumps({"complete": True, "services": [], **made}))
    print(json.dumps(made))


def hand_out_anew(username: str) -> None:
    """The temporary password of somebody and the invitations begin today; the passwords of others have expired meanwhile."""
    from django.conf import settings

    from institutional_pages.access.models import Invitation
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.calendar import today

    last = today() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)
    Person.objects.filter(username=username).update(temporary_until=last)
    Invitation.objects.update(valid_until=last)


def hash_cheaply() -> None:
    """Hundreds of codes: argon2 at its least; a hash says what it cost, so that the server checks these as any other."""
    from institutional_pages.identity.hashing import StandardHasher

    StandardHasher.time_cost, StandardHasher.memory_cost = 1, 8


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """The product believes it is so many days earlier."""
    from django.utils import timezone

    really = timezone.now
    timezone.now = lambda: really() - timedelta(days=days)
    try:
        yield
    finally:
        timezone.now = really


def set_up(folder: Path) -> dict:
    from institutional_pages.audit.numbering import number_events
    from institutional_pages.audit.origin import Origin, acting_from

    with acting_from(Origin(door="command-line")):
        import_centres(folder)
        means = People()
        means.come()
        addresses = publish_little(folder, means) | means.leave() | means.invite()
        while number_events():
            pass
    return {"people": means.shown, "addresses": addresses}


def import_centres(folder: Path) -> None:
    from institutional_pages.administration.importing import import_file
    from institutional_pages.administration.ministry_actions import establish_ministry
    from institutional_pages.cli.demo import centres
    from institutional_pages.cli.demo.setting_up import LOOPBACK, MINISTRY_NAMES

    establish_ministry(names=MINISTRY_NAMES, operator="FedMAN", ranges=LOOPBACK)
    path = folder / "centres.csv"
    centres.write_import_file(path)
    rows = [row for row in csv.DictReader(path.open(encoding="utf-8", newline="")) if row["nis"] in CENTRES]
    for row in rows:
        if row["nis"] == OUTSIDE:
            row["network_ranges"] = row["network_ranges"].split("|")[0]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, centres.HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    assert import_file(path, partial=False).exit_code == 0


class People:
    """Everyone of this ministry, put there by the same verbs as in the demonstration."""

    def __init__(self) -> None:
        from institutional_pages.cli.demo import people, setting_up

        self.making, self.known, self.shown = setting_up, {one.username: one for one in people.PEOPLE}, []
        self.named = people._person

    def come(self) -> None:
        for username in NAMED:
            person = self.known[username]
            if person.employers == ("ministry",):
                self.show(person, self.making._add_to_ministry(person))
        self.cell = self.making._person("security-cell")
        for username in NAMED:
            if self.known[username].role in ("president", "secretary", "consultant"):
                self.show(self.known[username], self.making._equip(self.cell, self.known[username]))
        for username in ("sofie", "yasmina"):
            self.show(self.known[username], self.making._mandate(self.cell, self.known[username]))
        # Alone at a centre that is still on paper, and one whose mandate has ended meanwhile.
        self.show(one := self.named("Paula Wijnberg", "paula", "nl", "alone", "96003"), self.making._mandate(self.cell, one))
        self.show(self.known["anja"], self.mandate_that_ends(self.known["anja"]))
        self.show(self.known["lies"], self.making._give_access(self.known["lies"]))
        self.show(one := self.named("Mieke Zonderland", "mieke", "nl", "reader", "98001", scopes="everything"), self.making._give_access(one))
        self.mandates_that_wait()
        self.colleagues()

    def show(self, person, means, *, own: bool = True) -> None:
        """Who signs in with what; `own`: the temporary password has given way to one's own."""
        from institutional_pages.access.own_account_actions import choose_own_password
        from institutional_pages.identity.models import Person

        password = means.password
        if own:
            password = f"een eigen wachtwoord {person.username}"
            choose_own_password(person=Person.objects.get(username=person.username), new=password)
        codes = {str(position): code for position, code in means.codes.items()}
        self.shown.append({"role": person.role, "institution": "", "username": person.username, "password": password, "codes": codes})

    def mandate_that_ends(self, person):
        """As `_mandate`, for a fortnight."""
        from institutional_pages.access import candidate_actions, mandate_actions
        from institutional_pages.access.account_actions import make_code_card, renew_password
        from institutional_pages.institutions.calendar import today

        nis, make = person.employers[0], self.making
        president, secretary, centre = make._officer(nis, "president"), make._officer(nis, "secretary"), make._institution(nis)
        holder = candidate_actions.add_candidate(officer=president, institution=centre, **make._details(person))
        until = today() + timedelta(days=14)
        mandate = mandate_actions.designate_administrator(officer=president, institution=centre, holder=holder, until=until)
        for officer in (president, secretary):
            mandate_actions.sign_mandate(officer=officer, mandate=mandate)
        mandate_actions.enable_mandate(member=self.making._person("security-cell", 1), mandate=mandate)
        password = renew_password(administrator=self.cell, institution=centre, person=holder)
        return make.SignsIn(password, make_code_card(administrator=self.cell, institution=centre, person=holder).codes)

    def mandates_that_wait(self) -> None:
        """One for the second signature, one for the Security Cell, one for the signature under its holder's own reading."""
        from institutional_pages.access import candidate_actions, mandate_actions
        from institutional_pages.institutions.calendar import today

        make, until = self.making, today() + timedelta(days=365)
        both = ("president", "secretary")
        for nis, username, offices in (("96001", "luc2", ("president",)), ("95001", "jan2", both), ("95001", "piet2", both)):
            president, centre = make._officer(nis, "president"), make._institution(nis)
            details = {"username": username, "first_name": "Jean-Baptiste", "last_name": "Vandermeersch", "language": "fr"}
            holder = candidate_actions.add_candidate(officer=president, institution=centre, email=f"{username}@cpas.example", **details)
            mandate = mandate_actions.designate_administrator(officer=president, institution=centre, holder=holder, until=until)
            for office in offices:
                mandate_actions.sign_mandate(officer=make._officer(nis, office), mandate=mandate)
            if username == "piet2":
                mandate_actions.enable_mandate(member=self.making._person("security-cell", 1), mandate=mandate)

    def colleagues(self) -> None:
        """Of OCMW Alverbeke: without means, locked out, with a card that is used up or nearly, with a temporary password, mistyping, losing all."""
        names = {
            "nele": "no-card",
            "joost": "locked",
            "an": "used-up",
            "bea": "few-codes",
            "ward": "newcomer",
            "kaat": "expired",
            "els": "forgetful",
            "leen": "careless",
            "tine": "with-app",
        }
        for username, name in names.items():
            person = self.named(f"{username.capitalize()} Overhaegen", username, "nl", name, "95001")
            means = self.colleague(person, with_card=name != "no-card")
            self.show(person, means, own=name not in ("newcomer", "expired"))

    def leave(self) -> dict[str, str]:
        """Somebody of OCMW Alverbeke has left; the addresses at which that could have been done, and where it can be done of somebody who reads."""
        from institutional_pages.access.staff_actions import end_employment
        from institutional_pages.identity.models import Person

        centre, sofie = self.making._institution("95001"), self.making._administrator("95001")
        self.colleague(self.named("Rik Overhaegen", "rik", "nl", "gone", "95001"), with_card=False)
        rik = Person.objects.get(username="rik")
        end_employment(person=sofie, institution=centre, leaver=rik, reason="left")
        who = {"gone": rik, "leaving": Person.objects.get(username="bea")}
        return {name: f"/pages/{centre.uuid}/access/{one.uuid}/left/" for name, one in who.items()}

    def invite(self) -> dict[str, str]:
        """Somebody is to choose a password by mail; the address that the mail holds."""
        from institutional_pages.access.invitation_actions import invite
        from institutional_pages.access.invitations import address_part
        from institutional_pages.identity.models import Person

        self.colleague(self.named("Uma Overhaegen", "uma", "nl", "invited", "95001"), with_card=False)
        uma = Person.objects.get(username="uma")
        sofie = self.making._administrator("95001")
        invitation = invite(administrator=sofie, institution=self.making._institution("95001"), person=uma)
        return {"invitation": f"/invitation/{address_part(str(invitation.uuid))}/"}

    def colleague(self, person, *, with_card: bool):
        from institutional_pages.access.account_actions import add_colleague, make_code_card
        from institutional_pages.access.actions import give_access
        from institutional_pages.access.scope import EVERYTHING
        from institutional_pages.identity.code_card import use_code

        centre, sofie = self.making._institution("95001"), self.making._administrator("95001")
        added = add_colleague(administrator=sofie, institution=centre, **self.making._details(person))
        if not with_card:
            return self.making.SignsIn(added.temporary_password, {})
        if person.role in ("locked", "used-up", "few-codes", "newcomer", "expired"):
            give_access(administrator=sofie, institution=centre, reader=added.person, scope=EVERYTHING, reason="Nieuw", until=None)
        made = make_code_card(administrator=sofie, institution=centre, person=added.person)
        if person.role == "with-app":
            have_all(added.person)
        used = {"used-up": 24, "few-codes": 18}.get(person.role, 0)
        for position in list(made.codes)[:used]:
            assert use_code(made.card, position, made.codes[position])
        for _ in range(10 if person.role == "locked" else 0):
            assert not use_code(made.card, 1, "WRONG")
        left = {position: code for position, code in made.codes.items() if position > used}
        return self.making.SignsIn(added.temporary_password, left)


def have_all(person) -> None:
    """An app and recovery codes beside the card."""
    import pyotp
    from django.utils import timezone

    from institutional_pages.access.own_means_actions import confirm_code_app, make_recovery_codes
    from institutional_pages.identity import code_app

    app = code_app.begin_app(person)
    confirm_code_app(person=person, typed=pyotp.TOTP(code_app.secret_of(app)).at(timezone.now()))
    make_recovery_codes(person=person)


def publish_little(folder: Path, people: People) -> dict[str, str]:
    """A run of which one file is missing and one not named, a document that replaces another, a run that waits; two files are spoiled on disk.

    Answers the addresses of what is not whole.
    """
    from institutional_pages.access.machines import command_line_machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.cli.demo.documents import main_path, make_run
    from institutional_pages.cli.demo.plan import letters_of
    from institutional_pages.delivery.actions import open_run
    from institutional_pages.delivery.manifest import read_manifest

    advances = [letter for letter in letters_of("advances-service") if letter.nis == "98001"][:6]
    run = make_run(folder / "runs" / "advances", advances, processes=1)
    (run / main_path(advances[-1])).rename(run / "not-on-the-list.pdf")
    people.making._publish("advances-service", run)
    note_something()
    people.making._publish("advances-service", replacing(run, folder / "runs" / "advances-again"))

    statements = [letter for letter in letters_of("law-1965-service") if letter.nis == "98001"][:4]
    waiting = make_run(folder / "runs" / "law-1965", statements, processes=1)
    service = Service.objects.get(code="law-1965-service")
    open_run(publisher=command_line_machine(service=service), service=service, manifest=read_manifest(waiting))
    return read_and_spoil()


def replacing(run: Path, folder: Path) -> Path:
    """A run of one document, which replaces the first of `run`."""
    first, second = [json.loads(line) for line in (run / "manifest.jsonl").read_text().splitlines()[:2]]
    path = folder / second["path"]
    path.parent.mkdir(parents=True)
    path.write_bytes((run / second["path"]).read_bytes() + b"\n% again\n")
    line = {**first, "path": second["path"], "reference": f"{first['reference']}-bis", "replaces": first["reference"], "annexes": []}
    del line["sha256"]
    (folder / "manifest.jsonl").write_text(json.dumps(line) + "\n")
    return folder


def note_something() -> None:
    """Of one document that was delivered, what the gate would note of one with a file and a link in it."""
    from institutional_pages.delivery.models import RunItem
    from institutional_pages.pdf.gate import LINK

    noted = RunItem.objects.filter(outcome=RunItem.Outcome.PUBLISHED).order_by("position")[0]
    noted.details = [
        {"name": "EmbeddedFile", "object_number": 9, "note": "figures.xml"},
        {"name": LINK, "object_number": 4, "note": "https://www.example.org/a/rather/long/address/of/a/page/that-somebody-should-look-at.html"},
    ]
    noted.save(update_fields=["details"])


def read_and_spoil() -> dict[str, str]:
    """The reader has opened all; then the disk loses one file and changes another. Where these are, and the page that is not at this network."""
    from institutional_pages.audit.origin import Origin, acting_from
    from institutional_pages.cli.demo.setting_up import _institution
    from institutional_pages.delivery.models import Delivery
    from institutional_pages.identity.models import Person
    from institutional_pages.mailbox.actions import open_file
    from institutional_pages.mailbox.models import Opening
    from institutional_pages.vault import keeping

    reader, page = Person.objects.get(username="mieke"), _institution("98001")
    deliveries = list(Delivery.objects.filter(institution=page).order_by("pk"))
    for delivery in deliveries:
        with acting_from(Origin(door="web", means="password+code-card", session="quiet-mieke")):
            open_file(reader=reader, institution=page, uuid=delivery.uuid, position=0, how=Opening.How.OPEN)
    replaced, *others = sorted(deliveries, key=lambda delivery: (delivery.replaced_at is None, delivery.files.count()))
    changed, lost = (Path(keeping.store().path(delivery.files.get(position=0).blob.key)) for delivery in others[:2])
    changed.write_bytes(changed.read_bytes()[:-9] + b"different")
    lost.unlink()
    found = {"replaced": replaced, "changed": others[0], "lost": others[1], "whole": others[-1]}
    addresses = {name: f"/pages/{page.uuid}/documents/{delivery.uuid}/" for name, delivery in found.items()}
    return {**addresses, "beside": f"/pages/{page.uuid}/?document={others[0].uuid}", "outside": f"/pages/{_institution(OUTSIDE).uuid}/access/"}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
