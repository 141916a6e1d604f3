"""`ipages institutions import`: the centres, their officers and networks, from a CSV file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from institutional_pages.cli.printing import say, say_json
from institutional_pages.cli.starting import prepare, start

app = typer.Typer(help="Centres and their numbers, names, addresses, networks and officers.", no_args_is_help=True)


@app.callback()
def institutions() -> None:
    """Keeps `import` a word of its own."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, UTF-8, with the headings of the manual.")],
    partial: Annotated[bool, typer.Option("--partial", help="Import the good rows even when others are wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")] = False,
) -> None:
    """Import centres: a wrong row is named with its reason, and nothing is imported unless --partial. Repeating changes nothing."""
    start()
    prepare()
    from institutional_pages.administration.importing import import_file
    from institutional_pages.audit.origin import Origin, acting_from

    with acting_from(Origin(door="command-line")):
        report = import_file(file, partial=partial)
    say_json(report.to_json()) if as_json else say("\n".join(report.lines()))
    sys.exit(report.exit_code)
