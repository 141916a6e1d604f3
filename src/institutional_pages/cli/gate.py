"""`ipages service`: how strictly the PDFs of a publishing service are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from institutional_pages.cli.printing import fail, say
from institutional_pages.cli.publishing import service_of
from institutional_pages.cli.starting import prepare, start

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service

app = typer.Typer(help="Publishing services and the check of their PDFs.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The code of the service.")]


@app.command("show")
def show(service: Code) -> None:
    """Show how strictly the PDFs of a service are looked at."""
    start()
    prepare()
    _print(service_of(service))


@app.command("set")
def set_(
    service: Code,
    gate: Annotated[str, typer.Option(help="strict, or lenient: what a strict gate refuses as doubtful passes with a warning.")] = "",
    embedded_files: Annotated[bool | None, typer.Option(help="Whether files inside a PDF/A-3 pass without a warning.")] = None,
) -> None:
    """Change how strictly the PDFs of a service are looked at, from its next run on. Told to the Security Cell; the same again changes nothing."""
    start()
    prepare()
    from institutional_pages.administration.service_actions import set_gate
    from institutional_pages.audit.origin import Origin, acting_from

    found = service_of(service)
    profile = gate or found.gate_profile
    if profile not in found.Gate.values:
        fail(f"There is no gate {gate}. It is strict or lenient.")
    files = found.embedded_files_allowed if embedded_files is None else embedded_files
    with acting_from(Origin(door="command-line")):
        changed = set_gate(service=found, profile=found.Gate(profile), embedded_files=files)
    if not changed:
        say("Nothing changed.")
    _print(service_of(service))


def _print(service: Service) -> None:
    files = "without a warning" if service.embedded_files_allowed else "with a warning"
    say(f"{service.code}: gate {service.gate_profile}; files inside a PDF/A-3 pass {files}.")
