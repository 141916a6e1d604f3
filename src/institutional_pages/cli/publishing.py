"""`ipages publish` and `ipages run show`: the ministry's runs on a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from institutional_pages.cli.broken_off import told_with_a_remedy
from institutional_pages.cli.printing import progress, say, say_json, tell
from institutional_pages.cli.starting import prepare, see_that_keys_are_ours, start

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery.models import Run

SOME_REFUSED = 1
runs = typer.Typer(help="Look at runs.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")]


def publish(
    manifest: Annotated[Path, typer.Argument(help="The manifest, or the folder that holds manifest.jsonl or manifest.csv.")],
    service: Annotated[str, typer.Option(help="The code of the publishing service.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, publish nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Publish a run: every document to the page of its centre, or to paper. Again publishes nothing twice; killed and begun again it completes."""
    start()
    with told_with_a_remedy():
        prepare()
        see_that_keys_are_ours()
        report = _dry_run(service, manifest) if dry_run else _publish(service, manifest)
        say_json(report) if as_json else _print(report)
    sys.exit(0 if _all_well(report) else SOME_REFUSED)


@runs.command("show")
def show(run: Annotated[UUID, typer.Argument(help="The id that publishing printed.")], as_json: AsJson = False) -> None:
    """Show the equation of a run and every file that is not delivered."""
    start()
    prepare()
    from institutional_pages.delivery.errors import UnknownRun
    from institutional_pages.delivery.models import Run

    found = Run.objects.filter(uuid=run).select_related("service").first()
    if found is None:
        raise UnknownRun(run=run)
    report = _report(found)
    say_json(report) if as_json else _print(report)
    sys.exit(0 if _all_well(report) else SOME_REFUSED)


def service_of(code: str) -> Service:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery.errors import UnknownService
    from institutional_pages.institutions.calendar import today

    standing = Service.objects.valid_on(today())
    found: Service | None = standing.filter(code=code).first()
    if found is None:
        raise UnknownService(service=code, known=", ".join(standing.values_list("code", flat=True)))
    return found


def _publish(code: str, path: Path) -> dict[str, Any]:
    from institutional_pages.access.machines import command_line_machine
    from institutional_pages.audit.origin import Origin, acting_from
    from institutional_pages.delivery import publishing
    from institutional_pages.delivery.channel import announce_command_line
    from institutional_pages.delivery.manifest import read_manifest

    service, manifest = service_of(code), read_manifest(path)
    with acting_from(Origin(door="command-line")), progress(f"Publishing for {service.code}", len(manifest.lines)) as advance:
        machine = command_line_machine(service=service)
        outcome = publishing.publish(publisher=machine, service=service, manifest=manifest, progress=advance)
        report = _report(outcome.run)
        announce_command_line(outcome.run, report["published"], report["paper"])
    return {**report, "differs": outcome.differs}


def _dry_run(code: str, path: Path) -> dict[str, Any]:
    from institutional_pages.delivery import rehearsal
    from institutional_pages.delivery.manifest import read_manifest

    service, manifest = service_of(code), read_manifest(path)
    with progress(f"Checking for {service.code}", len(manifest.lines)) as advance:
        return rehearsal.rehearse(service=service, manifest=manifest, progress=advance)


def _report(run: Run) -> dict[str, Any]:
    from institutional_pages.delivery.report import notes_of, report_of

    return {**report_of(run), **notes_of(run)}


def _all_well(report: dict[str, Any]) -> bool:
    return not (report["refused"] or report["missing"] or report["waiting"] or report.get("differs"))


def _print(report: dict[str, Any]) -> None:
    if report["dry_run"]:
        say("Dry run: nothing was published.")
    else:
        say(f"Run {report['run']}")
    say(
        f"{report['listed']} listed = {report['published']} published + {report['paper']} to paper + {report['refused']} refused"
        f" + {report['missing']} missing + {report['waiting']} waiting"
    )
    if report["unlisted"]:
        say(f"{report['unlisted']} files lie in the folder that the list does not name: nothing was done with them.")
    for item in report["items"]:
        detail = f" ({item['details']})" if item["details"] else ""
        tell(f"{item['path']}: {item['why']}{detail}. {item['remedy']}")
    for item in report["warnings"]:
        tell(f"{item['path']}: passed with a warning ({item['details']}).")
    for target, documents in report["links"].items():
        tell(f"Link to {target}: in {documents} {'document' if documents == 1 else 'documents'}.")
    for path in report.get("differs", []):
        tell(f"{path}: published before, and the file has changed since: nothing was sent. To replace it, write its reference under replaces.")
