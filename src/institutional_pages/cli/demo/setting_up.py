"""Set the demonstration up as a ministry would: through the same actions, in the order of the letter."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from institutional_pages.access import actions, mandate_actions
from institutional_pages.access.account_actions import add_colleague, appoint_by_command_line, make_code_card, renew_password
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.command_line_actions import add_person_by_command_line, make_code_card_by_command_line
from institutional_pages.access.machine_actions import MachineWish, confirm_machine, make_key, propose_machine
from institutional_pages.access.machines import command_line_machine
from institutional_pages.access.models import Mandate
from institutional_pages.access.own_account_actions import choose_own_password
from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.access.temporary_password import make_temporary_password
from institutional_pages.administration.importing import import_file
from institutional_pages.administration.ministry_actions import establish_ministry
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.cli.demo import centres, documents
from institutional_pages.cli.demo.dossiers import make_dossiers
from institutional_pages.cli.demo.people import MINISTRY, PEOPLE, DemoPerson
from institutional_pages.cli.printing import progress, tell
from institutional_pages.delivery.channel import announce_command_line
from institutional_pages.delivery.manifest import read_manifest
from institutional_pages.delivery.publishing import publish
from institutional_pages.delivery.queries import sums_of
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.actions import open_file
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.queries import mailbox

MINISTRY_NAMES = {"nl": "POD Maatschappelijke Integratie", "fr": "SPP Intégration sociale", "de": "ÖPD Sozialeingliederung"}
REASONS = {"nl": "Werkt met deze documenten", "fr": "Travaille avec ces documents", "de": "Arbeitet mit diesen Dokumenten"}
LOOPBACK = ["127.0.0.0/8", "::1/128"]


@dataclass(frozen=True, slots=True)
class SignsIn:
    """What a person of the demonstration needs to sign in."""

    password: str
    codes: dict[int, str]


def set_up(folder: Path) -> dict[str, Any]:
    """Make centres, people, rights and documents; who can sign in with what, for the screen."""
    with acting_from(Origin(door="command-line")), ThreadPoolExecutor(1) as aside:
        making = aside.submit(documents.make_runs, folder / "runs", processes=os.cpu_count() or 2)
        _make_centres(folder)
        means = _let_everyone_choose_a_password(_make_people())
        tell("Making the documents of three services …")
        for service, run in making.result():
            _publish(service, run)
        _read_some()
        _register_machines()
        make_dossiers(_person("security-cell"), _publishers())
        while number_events():
            pass
    return {"people": [_shown(person, means[person.username]) for person in PEOPLE], "services": [{"code": s.code} for s in Service.objects.all()]}


def _make_centres(folder: Path) -> None:
    tell("Importing 589 fictional centres …")
    establish_ministry(names=MINISTRY_NAMES, operator="FedMAN", ranges=LOOPBACK)
    path = folder / "centres.csv"
    centres.write_import_file(path)
    report = import_file(path, partial=False)
    if report.exit_code:
        raise RuntimeError(f"the demonstration's own centres were refused: {report.to_json()}")


def _make_people() -> dict[str, SignsIn]:
    """Ministry first, then what the letter says: officers sign, the Security Cell enables, administrators give access."""
    means: dict[str, SignsIn] = {}
    with progress("Giving people their means to sign in", len(PEOPLE)) as advance:
        for person in (one for one in PEOPLE if one.employers == (MINISTRY,)):
            means[person.username] = _add_to_ministry(person)
            advance(1)
        cell = _person("security-cell")
        for person in (one for one in PEOPLE if one.role in ("president", "secretary", "consultant")):
            means[person.username] = _equip(cell, person)
            advance(1)
        for person in (one for one in PEOPLE if one.role == "administrator"):
            means[person.username] = _mandate(cell, person)
            advance(1)
        for person in (one for one in PEOPLE if one.role == "clerk"):
            means[person.username] = _give_access(person)
            advance(1)
    return means


def _let_everyone_choose_a_password(means: dict[str, SignsIn]) -> dict[str, SignsIn]:
    """Everyone has been in once and keeps a password of their own, so that nobody is stopped to choose one while looking around."""
    own = {username: make_temporary_password() for username in means}
    for username, password in own.items():
        choose_own_password(person=Person.objects.get(username=username), new=password)
    return {username: SignsIn(own[username], made.codes) for username, made in means.items()}


def _add_to_ministry(person: DemoPerson) -> SignsIn:
    added = add_person_by_command_line(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        language=person.language,
        institution=Institution.objects.get(type=Institution.Type.MINISTRY),
    )
    service = Service.objects.get(code=person.service) if person.service else None
    appoint_by_command_line(person=added.person, role=person.role, service=service)
    return SignsIn(added.temporary_password, make_code_card_by_command_line(person=added.person).codes)


def _equip(cell: Person, person: DemoPerson) -> SignsIn:
    """The Security Cell gives an officer password and card."""
    officer, institution = Person.objects.get(username=person.username), _institution(person.employers[0])
    password = renew_password(administrator=cell, institution=institution, person=officer)
    return SignsIn(password, make_code_card(administrator=cell, institution=institution, person=officer).codes)


def _mandate(cell: Person, person: DemoPerson) -> SignsIn:
    """President and Secretary sign, the Security Cell enables and gives the means; the President signs the administrator's own reading."""
    institution = _institution(person.employers[0])
    president, secretary = _officer(person.employers[0], "president"), _officer(person.employers[0], "secretary")
    holder = add_candidate(officer=president, institution=institution, **_details(person))
    mandate = mandate_actions.designate_administrator(officer=president, institution=institution, holder=holder, until=today() + timedelta(days=365))
    mandate_actions.sign_mandate(officer=president, mandate=mandate)
    mandate_actions.sign_mandate(officer=secretary, mandate=mandate)
    mandate_actions.enable_mandate(member=_person("security-cell", 1), mandate=mandate)  # who made the means of both officers does not
    password = renew_password(administrator=cell, institution=institution, person=holder)
    means = SignsIn(password, make_code_card(administrator=cell, institution=institution, person=holder).codes)
    actions.give_administrator_access(
        officer=president, institution=institution, reader=holder, scope=EVERYTHING, reason=REASONS[person.language], until=None
    )
    return means


def _give_access(person: DemoPerson) -> SignsIn:
    """Each of the person's centres opens its page; the first makes password and card."""
    password, codes = "", dict[int, str]()
    for nis in person.employers:
        institution, administrator = _institution(nis), _administrator(nis)
        added = add_colleague(administrator=administrator, institution=institution, **_details(person))
        actions.give_access(
            administrator=administrator,
            institution=institution,
            reader=added.person,
            scope=_scope(person),
            reason=REASONS[person.language],
            until=None,
        )
        if not password:
            password = added.temporary_password
            codes = make_code_card(administrator=administrator, institution=institution, person=added.person).codes
    return SignsIn(password, codes)


def _administrator(nis: str) -> Person:
    """Who administers the page; at a centre that designated nobody the consultant does by default, after the same signatures (S19)."""
    institution = _institution(nis)
    standing = Mandate.objects.standing().filter(institution=institution).select_related("holder").first()
    if standing is not None:
        return standing.holder
    president, secretary = _officer(nis, "president"), _officer(nis, "secretary")
    mandate = mandate_actions.designate_administrator(officer=president, institution=institution, holder=None, until=today() + timedelta(days=365))
    mandate_actions.sign_mandate(officer=president, mandate=mandate)
    mandate_actions.sign_mandate(officer=secretary, mandate=mandate)
    mandate_actions.enable_mandate(member=_person("security-cell", 1), mandate=mandate)
    return mandate.holder


def _register_machines() -> None:
    """A program of the publishing service, and one of a centre that waits for its second person."""
    service = Service.objects.get(code="rmi-service")
    wish = MachineWish("Monthly run, mainframe", service=service)
    machine = confirm_machine(person=_person("security-cell"), proposal=propose_machine(person=_person("operator"), wish=wish))
    make_key(person=_person("operator"), machine=machine)


def _publishers() -> dict[str, Person]:
    return {person.service: Person.objects.get(username=person.username) for person in PEOPLE if person.role == "publisher"}


def _publish(service_code: str, folder: Path) -> None:
    service = Service.objects.get(code=service_code)
    manifest = read_manifest(folder)
    with progress(f"Publishing for {service.code}", len(manifest.lines)) as advance:
        run = publish(publisher=command_line_machine(service=service), service=service, manifest=manifest, progress=advance).run
    sums = sums_of(run)
    announce_command_line(run, sums.published, sums.paper)


def _read_some() -> None:
    """The clerks have opened what came before the newest month, so that their pages look as on a working day."""
    for person in (one for one in PEOPLE if one.role == "clerk"):
        reader = Person.objects.get(username=person.username)
        for nis in person.employers:
            with acting_from(Origin(door="web", means="password+code-card", session=f"demo-{person.username}-{nis}")):
                _read_older(reader, _institution(nis))


def _read_older(reader: Person, page: Institution) -> None:
    shown = mailbox(reader=reader, institution=page, wanted=Filter())
    newest = max((delivery.period for delivery in shown.deliveries if len(delivery.period) == 7), default="")
    for delivery in shown.deliveries:
        if delivery.period != newest and delivery.first_opened_at is None:
            open_file(reader=reader, institution=page, uuid=delivery.uuid, position=0, how=Opening.How.OPEN)


def _details(person: DemoPerson) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("username", "first_name", "last_name", "email", "language")}


def _scope(person: DemoPerson) -> Scope:
    if isinstance(person.scopes, str):
        return EVERYTHING
    return Scope.of((Law.objects.get(code=law), Kind.objects.get(code=kind)) for law, kind in person.scopes)


def _institution(nis: str) -> Institution:
    return Institution.objects.get(identifiers__scheme="nis", identifiers__value=nis)


def _officer(nis: str, office: str) -> Person:
    return Person.objects.get(offices__institution=_institution(nis), offices__office=office, offices__valid_until=None)


def _person(role: str, nth: int = 0) -> Person:
    return Person.objects.get(username=[person.username for person in PEOPLE if person.role == role][nth])


def _shown(person: DemoPerson, means: SignsIn) -> dict[str, Any]:
    employers = [MINISTRY_NAMES[person.language] if nis == MINISTRY else _institution(nis).name_in(person.language) for nis in person.employers]
    return {
        "role": person.role,
        "institution": ", ".join(employers),
        "username": person.username,
        "password": means.password,
        "codes": {str(position): code for position, code in means.codes.items()},
    }
