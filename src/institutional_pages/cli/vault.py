"""`ipages vault`: the master keys that lock the stored files, and whether the files are still what was sent."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from institutional_pages.cli.printing import progress, say, say_json, tell
from institutional_pages.cli.starting import prepare, start

if TYPE_CHECKING:
    from uuid import UUID

    from institutional_pages.delivery.scrubbing import Finding, Report

NOT_WELL = 1
app = typer.Typer(help="The stored files: their master keys, and whether they are whole.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")]


@app.command("keys")
def keys(as_json: AsJson = False) -> None:
    """Name the master keys and how many files each locks; never a key. Exit code 1 when a key that is in use is not in IPAGES_VAULT_KEYS."""
    start()
    prepare()
    found = _keys()
    say_json({"keys": found}) if as_json else say("\n".join(map(_key_line, found)))
    sys.exit(0 if all(key["opens"] for key in found) else NOT_WELL)


@app.command("rewrap")
def rewrap(as_json: AsJson = False) -> None:
    """Move every file to the first master key of IPAGES_VAULT_KEYS, touching no file. Broken off and begun again it goes on where it was."""
    start()
    prepare()
    from institutional_pages.audit.origin import Origin, acting_from
    from institutional_pages.vault import keeping
    from institutional_pages.vault.models import Blob

    current = keeping.master_keys().current
    with acting_from(Origin(door="command-line")), progress(f"Moving to {current}", Blob.objects.not_locked_with(current).count()) as advance:
        moved, damaged = _rewrap(advance)
    others = [key for key in _keys() if not key["current"]]
    report = {
        "key": current,
        "moved": moved,
        "left": sum(key["files"] + key["apps"] for key in others),
        "damaged": [str(blob) for blob in damaged],
        "may_go": [key["name"] for key in others if not key["files"] and not key["apps"]],
    }
    say_json(report) if as_json else _print_rewrapped(report)
    sys.exit(NOT_WELL if report["left"] else 0)


@app.command("check")
def check(
    unchecked_for: Annotated[int, typer.Option(min=0, help="Only files not compared for so many days: 1 goes on after a check broken off.")] = 0,
    damaged: Annotated[bool, typer.Option("--damaged", help="Only files found damaged before, for example after putting them back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read every stored file and compare it with the fingerprint of what was sent. Exit code 1 when one is damaged or missing."""
    start()
    prepare()
    from django.utils import timezone

    from institutional_pages.audit.origin import Origin, acting_from
    from institutional_pages.audit.recording import System
    from institutional_pages.delivery.scrubbing import check_files, files_to_check

    files = files_to_check(before=timezone.now() - timedelta(days=unchecked_for), only_damaged=damaged)
    with acting_from(Origin(door="command-line")), progress("Comparing stored files", files.count()) as advance:
        report = check_files(checker=System("command-line"), files=files, progress=advance)
    say_json(_as_json(report)) if as_json else _print_checked(report)
    sys.exit(NOT_WELL if report.damaged else 0)


@app.command("sweep")
def sweep(
    remove: Annotated[int | None, typer.Option(min=1, help="Remove them: as many as this command has just found.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find stored files that belong to no document, older than a day. The worker removes a few each day, and calls for you when they are many."""
    start()
    prepare()
    from institutional_pages.audit.origin import Origin, acting_from
    from institutional_pages.audit.recording import System
    from institutional_pages.delivery.storage_actions import note_sweep
    from institutional_pages.vault import keeping

    found = keeping.orphans()
    removed: list[str] = []
    if remove == len(found):
        removed = keeping.sweep(expected=remove)
        with acting_from(Origin(door="command-line")):
            note_sweep(actor=System("command-line"), removed=len(removed))
    if as_json:
        say_json({"found": found, "removed": removed})
    else:
        say(f"{len(found)} stored files belong to no document." if not removed else f"{len(removed)} files removed.")
    if found and not removed:
        tell(f"Nothing was removed. If the database is the right one, and whole: ipages vault sweep --remove {len(found)}")
    sys.exit(NOT_WELL if remove is not None and remove != len(found) else 0)


def _keys() -> list[dict[str, Any]]:
    """Those of the settings in their order, then those that only files name."""
    from institutional_pages.identity.code_app import secrets_by_key
    from institutional_pages.vault import keeping
    from institutional_pages.vault.models import Blob

    ours, files, apps = keeping.master_keys(), Blob.objects.files_by_key(), secrets_by_key()
    names = dict.fromkeys([*ours.keys, *files, *apps])
    return [
        {"name": name, "files": files.get(name, 0), "apps": apps.get(name, 0), "current": name == ours.current, "opens": name in ours.keys}
        for name in names
    ]


def _key_line(key: dict[str, Any]) -> str:
    told = "locks new files" if key["current"] else "opens" if key["files"] or key["apps"] else "opens, and may go"
    apps = f", {key['apps']} code apps" if key["apps"] else ""
    lacking = "NOT IN IPAGES_VAULT_KEYS: put it back, what it locks does not open"
    return f"{key['name']}: {key['files']} files{apps}; {told if key['opens'] else lacking}"


def _rewrap(advance: Any) -> tuple[int, list[UUID]]:
    """How many files moved, and those whose key did not unwrap."""
    from institutional_pages.audit.recording import System
    from institutional_pages.delivery.storage_actions import rewrap_keys
    from institutional_pages.identity.code_app import rewrap_secrets
    from institutional_pages.vault import keeping

    moved, last = 0, keeping.NOWHERE
    damaged: list[UUID] = []
    advance(0)
    while batch := rewrap_keys(actor=System("command-line"), after=last):
        moved, last = moved + batch.count, batch.last
        damaged += batch.damaged
        advance(batch.count + len(batch.damaged))
    rewrap_secrets()
    return moved, damaged


def _print_rewrapped(report: dict[str, Any]) -> None:
    say(f"{report['moved']} files moved to the master key {report['key']}.")
    for blob in report["damaged"]:
        tell(f"{blob}: its key in the database does not open; it stays as it is. `ipages vault check` names the document.")
    late = report["left"] - len(report["damaged"])
    if late:
        say(f"{late} files came under another key meanwhile: restart every server and worker, then run this again.")
    if report["left"]:
        return
    say("Nothing is left under another key.")
    if report["may_go"]:
        say(f"{', '.join(report['may_go'])} may be taken out of IPAGES_VAULT_KEYS. Keep it apart: backups of the database from before now need it.")


def _print_checked(report: Report) -> None:
    for finding in report.damaged:
        line = _line(finding)
        tell(f"{line['stored']}: {line['what']} ({line['file']}, document {line['document']})")
    for file in report.restored:
        say(f"{file.blob.key}: whole again.")
    say(f"{report.checked} files compared, {len(report.damaged)} damaged.")
    if report.damaged:
        tell("Put the damaged files back from a backup, then run `ipages vault check --damaged`.")


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "checked": report.checked,
        "damaged": [_line(finding) for finding in report.damaged],
        "restored": [file.blob.key for file in report.restored],
    }


def _line(finding: Finding) -> dict[str, str]:
    file = finding.file
    return {"stored": file.blob.key, "what": finding.what, "file": f"deliveryfile:{file.pk}", "document": str(file.delivery.uuid)}
