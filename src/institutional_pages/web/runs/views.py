"""The runs of a publishing service: does it add up, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from institutional_pages.access.models import Appointment
from institutional_pages.delivery import queries
from institutional_pages.delivery.models import Run, RunItem
from institutional_pages.delivery.report import describe, notes_of, report_of
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.rendering import render_page, wants_part
from institutional_pages.web.runs.tiles import ALL, first_rows, state_of, tiles
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.delivery.queries import Sums
    from institutional_pages.web.templatetags.wording import Status

RUNS_SHOWN = 25
WARNINGS_SHOWN = 50
OUTCOMES = {*RunItem.Outcome.values, queries.UNOPENED, ALL}
DELIVERED = {RunItem.Outcome.PUBLISHED, RunItem.Outcome.PAPER}
OUTCOME_WORDS = {
    RunItem.Outcome.WAITING: lazy("waiting"),
    RunItem.Outcome.PUBLISHED: lazy("published"),
    RunItem.Outcome.PAPER: lazy("to paper"),
    RunItem.Outcome.REFUSED: lazy("refused"),
    RunItem.Outcome.MISSING: lazy("missing"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One run of the list with its equation and its state."""

    run: Run
    sums: Sums
    state: Status


@dataclass(frozen=True, slots=True)
class File:
    """One file of a run, its outcome in words, and what to do where it was not delivered."""

    item: RunItem
    outcome: str
    told: dict[str, Any] | None


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The newest runs of the services of this person."""
    person = _publisher(request)
    found = queries.runs_of(person, before=whole_number(request.GET.get("before", "")), limit=RUNS_SHOWN + 1)
    shown = [Row(run, sums, state_of(run, sums)) for run, sums in found[:RUNS_SHOWN]]
    context = {"rows": shown, "older": shown[-1].run.pk if len(found) > RUNS_SHOWN else None, "is_first": "before" not in request.GET}
    return render_page(request, page="runs/runs.html", context=context)


@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: the equation, the numbers, the rows behind the number that the address names. Asked again by htmx while files wait."""
    run = queries.run_of(_publisher(request), run_id)
    sums = queries.sums_of(run)
    is_under_way = run.closed_at is None and sums.waiting > 0
    if wants_part(request) and not is_under_way:
        return HttpResponseClientRefresh()
    context = {
        "screen_here": "runs",
        "run": run,
        "sums": sums,
        "state": state_of(run, sums),
        "tiles": tiles(sums, queries.unopened_of(run)),
        "is_under_way": is_under_way,
        "notes": None if wants_part(request) else _notes(run),
        **_rows(request, run, sums),
    }
    return render_page(request, page="runs/run.html", part="runs/_progress.html", context=context)


@require_safe
def report(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The report of a run to print: the equation and every file that is not delivered."""
    run = queries.run_of(_publisher(request), run_id)
    context = {"screen_here": "runs", "run": run, "sums": queries.sums_of(run), "report": report_of(run), "now": timezone.now()}
    return render_page(request, page="runs/report.html", context=context)


@require_safe
def report_csv(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Every file of a run with its outcome, for a spreadsheet."""
    run = queries.run_of(_publisher(request), run_id)
    return csv_answer(_report_rows(run), name=f"run-{run.pk}.csv")


def _notes(run: Run) -> dict[str, Any]:
    """What the gate noted of delivered documents; of very many the first."""
    found = notes_of(run)
    return {**found, "shown": found["warnings"][:WARNINGS_SHOWN], "more": len(found["warnings"]) - WARNINGS_SHOWN}


def _publisher(request: HttpRequest) -> Any:
    ministry_role(request, Appointment.Role.PUBLISHER, Appointment.Role.AUDITOR)
    return signed_in(request)


def _rows(request: HttpRequest, run: Run, sums: Sums) -> dict[str, Any]:
    """The rows of the outcome that the address asks for, else of those that need somebody."""
    asked = request.GET.get("outcome", "")
    outcome = asked if asked in OUTCOMES else first_rows(sums)
    if not outcome:
        return {"outcome": ""}
    after = whole_number(request.GET.get("after", "")) or 0
    items = queries.items_of(run, outcome="" if outcome == ALL else outcome, after=after, limit=queries.ITEMS_SHOWN + 1)
    shown = items[: queries.ITEMS_SHOWN]
    return {
        "outcome": outcome,
        "files": [_file(item) for item in shown],
        "after": after,
        "following": shown[-1].position if len(items) > len(shown) else None,
    }


def _file(item: RunItem) -> File:
    told = None if item.outcome in DELIVERED else describe(item)
    return File(item, str(OUTCOME_WORDS[RunItem.Outcome(item.outcome)]), told)


def _report_rows(run: Run) -> Iterator[list[Any]]:
    yield [_("Place in the list"), _("File"), _("Reference"), _("Centre"), _("Outcome"), _("Code"), _("Why"), _("What to do"), _("Details")]
    items = run.items.order_by("position").select_related("institution").prefetch_related("institution__names")
    for item in items.iterator(chunk_size=500):
        file = _file(item)
        told = [file.told[name] for name in ("code", "why", "remedy", "details")] if file.told else [""] * 4
        yield [item.position, item.path, item.reference, item.institution.name if item.institution else "", file.outcome, *told]
