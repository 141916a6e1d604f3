"""The command `ipages`: one door to the same actions, on a terminal (design.md §6)."""

from __future__ import annotations

import os
import sys
import traceback

import typer
from django.db import OperationalError

from institutional_pages.cli import gate, institutions, people, publishing, serving, vault
from institutional_pages.cli.demo.command import demo
from institutional_pages.cli.printing import fail
from institutional_pages.errors import Refusal

app = typer.Typer(
    name="ipages",
    help="Institutional Pages: one secure electronic mailbox page for every public welfare centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("demo")(demo)
app.command("publish")(publishing.publish)
app.add_typer(publishing.runs, name="run")
app.add_typer(institutions.app, name="institutions")
app.add_typer(people.app, name="people")
app.add_typer(gate.app, name="service")
app.add_typer(vault.app, name="vault")


def main() -> None:
    """Run the command; a refusal is one clear line and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")
    try:
        app()
    except Refusal as refusal:
        fail(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as problem:
        fail(unexpected(problem))


def unexpected(problem: Exception) -> str:
    """What went wrong and where, without the words of the error: they may hold names of people. Those of the system and its server may be told."""
    told = f": {problem}" if isinstance(problem, OSError | OperationalError) else ""
    places = [f"  {frame.filename}, line {frame.lineno}, in {frame.name}" for frame in traceback.extract_tb(problem.__traceback__)]
    return "\n".join(
        ["This was not expected. Nothing more was done; run the command again once it is mended.", *places, f"{type(problem).__name__}{told}"]
    )
