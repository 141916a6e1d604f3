"""What a run came to, in plain values: the equation and every item that is not delivered, with what the gate noted of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from institutional_pages.delivery.models import Run, RunItem
from institutional_pages.delivery.outcomes import remedy, why
from institutional_pages.delivery.queries import Sums, sums_of
from institutional_pages.pdf.gate import LINK

NOT_DELIVERED = [RunItem.Outcome.REFUSED, RunItem.Outcome.MISSING, RunItem.Outcome.WAITING]
DELIVERED = [RunItem.Outcome.PUBLISHED, RunItem.Outcome.PAPER]
MOST_LINKS = 100
EQUATION = ("listed", "published", "paper", "refused", "missing", "waiting")


def report_of(run: Run) -> dict[str, Any]:
    """The report of a run as it stands now."""
    items = run.items.filter(outcome__in=NOT_DELIVERED).order_by("position")
    return {
        "dry_run": False,
        "run": str(run.uuid),
        "service": run.service.code,
        "name": run.name,
        "closed": run.closed_at is not None,
        **equation(sums_of(run)),
        "unlisted": run.unlisted,
        "items": [describe(item) for item in items],
    }


def notes_of(run: Run) -> dict[str, Any]:
    """What the gate noted of the delivered documents of a run, for the sender."""
    return told_of_delivered(run.items.filter(outcome__in=DELIVERED).exclude(details=[]).only("path", "reference", "details").order_by("position"))


def told_of_delivered(items: Iterable[RunItem]) -> dict[str, Any]:
    """What a sender is to know of documents that passed: the doubts of the gate, and how many of them link to which address."""
    warnings, links = [], Counter[str]()
    for item in items:
        links.update({found["note"] for found in item.details if found["name"] == LINK})
        if doubts := [found for found in item.details if found["name"] != LINK]:
            warnings.append({"path": item.path, "reference": item.reference, "details": details(doubts)})
    return {"warnings": warnings, "links": dict(links.most_common(MOST_LINKS))}


def equation(sums: Sums) -> dict[str, int]:
    """The six numbers that add up."""
    return {name: getattr(sums, name) for name in EQUATION}


def describe(item: RunItem) -> dict[str, Any]:
    """One item that is not delivered: why, and what to do next."""
    return {
        "path": item.path,
        "reference": item.reference,
        "outcome": item.outcome,
        "code": item.refusal,
        "why": str(why(item.refusal)) if item.refusal else _WORDS[RunItem.Outcome(item.outcome)](),
        "remedy": str(remedy(item.refusal)) if item.refusal else _("Send the file; what arrived is safe."),
        "details": details([found for found in item.details if found != item.path]),
    }


def details(found: list[Any]) -> str:
    """What the gate or the check found, in one line: names, object numbers, notes."""
    return ", ".join(_detail(one) for one in found)


def _detail(found: Any) -> str:
    if not isinstance(found, dict):
        return str(found)
    place = f" {_('in object')} {found['object_number']}" if found.get("object_number") is not None else ""
    note = f": {found['note']}" if found.get("note") else ""
    return f"{found['name']}{place}{note}"


_WORDS = {
    RunItem.Outcome.MISSING: lambda: _("File missing"),
    RunItem.Outcome.WAITING: lambda: _("Waiting"),
}
