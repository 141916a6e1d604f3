"""A dry run: everything is read and looked at as in a real one, and nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from institutional_pages.delivery import rows
from institutional_pages.delivery.channel import way_to
from institutional_pages.delivery.checking import Checked, Checker, Missing, Refused
from institutional_pages.delivery.intake import Intake, Received
from institutional_pages.delivery.manifest import Manifest
from institutional_pages.delivery.models import Run, RunItem
from institutional_pages.delivery.publishing import Progress, unlisted
from institutional_pages.delivery.report import DELIVERED, EQUATION, describe, told_of_delivered
from institutional_pages.institutions.models import Channel

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service

Outcome = RunItem.Outcome


def rehearse(*, service: Service, manifest: Manifest, progress: Progress) -> dict[str, Any]:
    """The report that publishing would give now, were every channel to stay as it is."""
    looking = Intake(manifest.folder, Path(settings.INCOMING_ROOT), service)
    try:
        items = list(_settle(service, manifest, looking, progress))
    finally:
        looking.close()
    outcomes = Counter(item.outcome for item in items)
    return {
        "dry_run": True,
        "run": None,
        "service": service.code,
        "name": manifest.folder.name,
        "closed": False,
        **{name: outcomes.get(Outcome(name), 0) if name != "listed" else len(items) for name in EQUATION},
        "unlisted": len(unlisted(manifest)),
        "items": [describe(item) for item in items if item.outcome in (Outcome.REFUSED, Outcome.MISSING)],
        **told_of_delivered(item for item in items if item.outcome in DELIVERED),
    }


def _settle(service: Service, manifest: Manifest, looking: Intake, progress: Progress) -> Iterator[RunItem]:
    checker = Checker(service, manifest.lines)
    run = Run(service=service)
    for position, line in enumerate(manifest.lines, start=1):
        item = RunItem(run=run, position=position, path=line.path, facts=line.facts, reference=line.reference)
        (answer,) = checker.check([item])
        if isinstance(answer, Checked):
            _look(service, answer, looking)
        else:
            _refuse(answer)
        progress(1)
        yield item


def _look(service: Service, checked: Checked, looking: Intake) -> None:
    standing = rows.standing(service, [checked.reference]).get(checked.reference)
    answer = looking.receive(checked, rows.published_as(standing, checked))
    if isinstance(answer, Refused):
        _refuse(answer)
    elif isinstance(answer, Missing):
        checked.item.outcome, checked.item.details = Outcome.MISSING, answer.paths
    else:
        if isinstance(answer, Received):
            looking.forget(answer.files)
        channel = standing.channel if standing else way_to(checked.institution)[0]
        checked.item.outcome = Outcome.PAPER if channel == Channel.PAPER else Outcome.PUBLISHED


def _refuse(answer: Refused) -> None:
    answer.item.outcome, answer.item.refusal, answer.item.details = Outcome.REFUSED, answer.code, answer.details
