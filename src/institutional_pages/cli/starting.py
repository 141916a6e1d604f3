"""Set the product up for a command: refuse to start insecurely, load Django, bring the database up to date."""

from __future__ import annotations

from pathlib import Path

from institutional_pages.cli.printing import fail


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
    """Bring the database up to date and see that it keeps its rules. A database that is up to date is not touched."""
    from django.core import checks
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    def lacking() -> list[checks.CheckMessage]:
        return checks.run_checks(tags=[checks.Tags.database], databases=["default"])

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or lacking():
        call_command("migrate", interactive=False, verbosity=0)
    if errors := lacking():
        fail("\n".join(f"{error.msg} {error.hint or ''}" for error in errors))


def see_that_documents_open() -> None:
    """End the command when files are locked with a master key that the settings lack: better not to serve than to serve pages that do not open."""
    from institutional_pages.vault import keeping

    if unknown := keeping.unknown_keys():
        lines = [f"  {files} files are locked with the master key {name}." for name, files in unknown.items()]
        remedy = "Put it back behind the first. `ipages vault rewrap` moves its files to the first, and says when it may go."
        fail("\n".join(["Institutional Pages does not serve: IPAGES_VAULT_KEYS lacks a key that is in use.", *lines, remedy]))


def see_that_keys_are_ours() -> None:
    """End the command when a master key bears a name that another key bore before: what it locks would not open beside what is there."""
    from institutional_pages.vault import keeping

    if others := keeping.other_keys():
        what = f"IPAGES_VAULT_KEYS: the key {', '.join(others)} is not the one that locked the files under this name."
        fail(f"{what} Put that one back, or give the new one a new name.")


def collect_static() -> None:
    """Put the static files where the server serves them from; those that are there stay."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
