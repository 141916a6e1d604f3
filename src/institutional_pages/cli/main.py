"""The command `ipages`: one door to the same actions, on a terminal (design.md §6)."""

from __future__ import annotations

import os
import sys

import typer

from institutional_pages.cli import institutions, people, publishing, serving
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


def main() -> None:
    """Run the command; a refusal is one clear line and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")
    try:
        app()
    except Refusal as refusal:
        fail(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
