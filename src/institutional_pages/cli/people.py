"""`ipages people`: the ministry and its first people, whom nobody else can add yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from institutional_pages.cli.printing import fail, say
from institutional_pages.cli.starting import prepare, start

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

app = typer.Typer(help="The ministry and its first people: everybody else is added on the pages.", no_args_is_help=True)


@app.command("ministry")
def ministry(
    name: Annotated[list[str], typer.Option(help="The name in a language, as nl:POD Maatschappelijke Integratie; repeat for each language.")],
    network: Annotated[list[str], typer.Option(help="An address range from which its people work, as 10.0.0.0/8; repeat for more.")],
    operator: Annotated[str, typer.Option(help="Who runs that network.")] = "FedMAN",
) -> None:
    """Establish the ministry and its secured network."""
    start()
    prepare()
    from institutional_pages.administration.ministry_actions import establish_ministry

    try:
        names = dict(one.split(":", 1) for one in name)
        establish_ministry(names=names, operator=operator, ranges=network)
    except ValueError as problem:
        fail(f"{problem}. Write names as nl:NAME and networks as 10.0.0.0/8.")
    say("The ministry is established.")


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="The login.")],
    first_name: Annotated[str, typer.Option()],
    last_name: Annotated[str, typer.Option()],
    email: Annotated[str, typer.Option()],
    role: Annotated[str, typer.Option(help="security-cell, publisher, paper-room, auditor, trainer or operator.")],
    language: Annotated[str, typer.Option(help="nl, fr, de or en.")] = "nl",
    service: Annotated[str, typer.Option(help="The code of the service, for a publisher.")] = "",
) -> None:
    """Add a person of the ministry with a role; prints the temporary password and the 24 codes once. Told to the Security Cell."""
    start()
    prepare()
    from django.db import transaction

    from institutional_pages.access.account_actions import appoint_by_command_line
    from institutional_pages.access.command_line_actions import add_person_by_command_line, make_code_card_by_command_line

    with transaction.atomic():
        added = add_person_by_command_line(
            username=username, first_name=first_name, last_name=last_name, email=email, language=language, institution=_ministry()
        )
        appoint_by_command_line(person=added.person, role=_role(role), service=_service(service))
        made = make_code_card_by_command_line(person=added.person)
    _print(added.person, added.temporary_password, made.codes)


def _ministry() -> Institution:
    from institutional_pages.institutions.models import Institution

    found = Institution.objects.filter(type=Institution.Type.MINISTRY).first()
    return found or fail("There is no ministry yet: run `ipages people ministry` first.")


def _role(code: str) -> str:
    from institutional_pages.access.models import Appointment

    if code not in Appointment.Role.values:
        fail(f"There is no role {code}. Roles are: {', '.join(Appointment.Role.values)}.")
    return code


def _service(code: str) -> Service | None:
    from institutional_pages.cli.publishing import service_of

    return service_of(code) if code else None


def _print(person: Person, password: str, codes: dict[int, str]) -> None:
    say(f"{person.username}, temporary password: {password}")
    say("Codes, shown once:")
    for position, code in codes.items():
        say(f"  {position:2}  {code[:3]} {code[3:]}")
