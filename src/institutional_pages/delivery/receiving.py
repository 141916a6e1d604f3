"""Publish one document whose bytes come over a network: looked up, received through the gate, kept and recorded, in the order of design.md §5."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError

from institutional_pages.delivery import actions, rows
from institutional_pages.delivery.checking import Checker, Refused
from institutional_pages.delivery.intake import Intake, Kept, Received
from institutional_pages.delivery.manifest import line_of

if TYPE_CHECKING:
    from institutional_pages.access.models import Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery.models import Run, RunItem
    from institutional_pages.identity.models import Person


def deliver(*, publisher: Person | Machine, run: Run, item: RunItem, body: BinaryIO) -> Refused | RunItem:
    """What became of `item` when `body` was sent for it; sent again it is answered alike. A refusal of a settled item changes nothing."""
    checked = Checker(run.service, [line_of(item.facts)]).check([item])[0]
    if isinstance(checked, Refused):
        return _refused(publisher, run, checked)
    standing = rows.standing(run.service, {checked.reference}).get(checked.reference)
    intake = _intake(_folder(), _demands(run.service))
    received = intake.receive_body(checked, body, rows.published_as(standing, checked))
    if isinstance(received, Refused):
        return _refused(publisher, run, received)
    if not isinstance(received, Received):
        assert standing is not None  # noqa: S101 - only what stands is answered so
        if item.delivery_id is None:
            actions.answer_items(publisher=publisher, run=run, answered=[(item, standing)])
        return _as_it_is(item)
    kept = intake.keep([received])[0]
    if isinstance(kept, Refused):
        return _refused(publisher, run, kept)
    _record(publisher, run, kept)
    return _as_it_is(item)


def _record(publisher: Person | Machine, run: Run, kept: Kept) -> None:
    """Another publisher of the same reference may come between: then compare again, once."""
    try:
        actions.record_deliveries(publisher=publisher, run=run, group=[kept])
    except IntegrityError:
        actions.record_deliveries(publisher=publisher, run=run, group=[kept])


def _refused(publisher: Person | Machine, run: Run, refused: Refused) -> Refused:
    if refused.item.delivery_id is None:
        actions.settle_items(publisher=publisher, run=run, refused=[refused])
    return refused


def _as_it_is(item: RunItem) -> RunItem:
    return type(item).objects.select_related("delivery__page", "institution").get(pk=item.pk)


def _demands(service: Service) -> tuple[Any, ...]:
    return service.pk, service.gate_profile, service.embedded_files_allowed, os.getpid()


def _folder() -> str:
    return str(settings.INCOMING_ROOT)


@lru_cache(maxsize=32)
def _intake(folder: str, demands: tuple[Any, ...]) -> Intake:
    """One for each service and what it demands, with the children of its gates, for as long as the process lives."""
    from institutional_pages.catalogue.models import Service

    return Intake(Path(folder), Path(folder), Service.objects.get(pk=demands[0]))
