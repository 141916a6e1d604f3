"""Set the product up for a command: refuse to start insecurely, load Django, bring the database up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from institutional_pages.cli.printing import fail

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System


def start() -> None:
    """Load the settings and the product; outside the demo anything insecure ends the command and says what to set."""
    from django.conf import settings
    from pydantic import ValidationError

    try:
        problems = settings.START_PROBLEMS
    except ValidationError as error:
        problems = [f"IPAGES_{'_'.join(map(str, found['loc'])).upper()}: {found['msg']}." for found in error.errors(include_input=False)]
    except OSError as error:
        problems = [f"{error.filename}: {error.strerror}."]
    if problems:
        fail("\n".join(["Institutional Pages does not start until this is set:", *(f"  {problem}" for problem in problems)]))
    _load()


def _load() -> None:
    import django
    from django.conf import settings

    Path(settings.DATA).mkdir(parents=True, exist_ok=True, mode=0o700)
    django.setup()


def prepare() -> None:
    """Bring the database and the static files up to date; changes nothing when they are."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def command_line() -> System:
    """Who acts when no machine does: the command line itself."""
    from institutional_pages.audit.recording import System

    return System("command-line")
