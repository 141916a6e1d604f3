"""What may happen to a run and its documents: opened, recorded, refused, closed.

Slow work (reading, gate, vault) is done before, in `intake.py`; `publishing.py` drives a whole run through both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.models import Machine
from institutional_pages.audit.recording import Happening, record, record_many, reference
from institutional_pages.delivery import channel, rows
from institutional_pages.delivery.checking import Missing, Refused
from institutional_pages.delivery.errors import RunClosed, RunNotSettled
from institutional_pages.delivery.intake import Kept
from institutional_pages.delivery.manifest import Line, Manifest
from institutional_pages.delivery.models import Delivery, Run, RunItem
from institutional_pages.inserting import insert_many

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.models import Person


@transaction.atomic
def open_run(*, publisher: Person | Machine, service: Service, manifest: Manifest) -> Run:
    """Open the run of `manifest`, each line an item that waits. The same service and manifest give the same run."""
    basis = rules.require_publisher(publisher, service)

    run, is_new = Run.objects.get_or_create(
        service=service,
        manifest_digest=manifest.digest,
        defaults={"name": manifest.folder.name[:200], "opened_by": reference(publisher), "opened_at": timezone.now()},
    )
    if is_new:
        insert_many(
            [
                RunItem(run_id=run.pk, position=position, path=line.path, reference=line.reference, facts=line.facts)
                for position, line in enumerate(manifest.lines, start=1)
            ]
        )
        record(publisher, "run.opened", run, basis=basis, listed=len(manifest.lines), manifest=manifest.digest)
    return run


@transaction.atomic
def list_item(*, publisher: Person | Machine, run: Run, line: Line) -> RunItem:
    """Put one more file on the list of a run that is open; the same path again is the same item. `RunClosed`."""
    basis = rules.require_publisher(publisher, run.service)
    held = Run.objects.select_for_update().get(pk=run.pk)
    known = held.items.filter(path=line.path).first()
    if known is not None:
        return known
    if held.closed_at is not None:
        raise RunClosed
    last = held.items.order_by("-position").values_list("position", flat=True).first() or 0
    item = RunItem.objects.create(run=held, position=last + 1, path=line.path, reference=line.reference, facts=line.facts)
    record(publisher, "run.file-listed", held, basis=basis, reference=line.reference)
    return item


@transaction.atomic
def record_deliveries(*, publisher: Person | Machine, run: Run, group: Sequence[Kept]) -> list[Delivery]:
    """Deliver what is durable: each document to the page of its centre or to paper, by the channel of this moment.

    A standing delivery of the same reference and bytes answers for its item; other bytes are refused. Items settled meanwhile are left alone.
    """
    basis = rules.require_publisher(publisher, run.service)
    for kind, law in {(kept.checked.kind, kept.checked.law) for kept in group}:
        rules.require_publisher(publisher, run.service, kind, law)

    group = rows.still_open(group)
    channel.lock([kept.checked.institution for kept in group])
    group, answered, refused = rows.compare_with_standing(run.service, group)
    now = timezone.now()
    deliveries = [rows.delivery_of(run, kept.checked, now) for kept in group]
    rows.save(group, deliveries, now)
    rows.settle([(kept.checked.item, delivery) for kept, delivery in zip(group, deliveries, strict=True)] + answered, refused, now)
    record_many(
        Happening(publisher, f"delivery.{delivery.channel}", delivery, basis, delivery.institution, rows.event_facts(delivery, kept))
        for kept, delivery in zip(group, deliveries, strict=True)
    )
    record_many(rows.refusal_events(publisher, run, basis, refused))
    channel.announce(run, deliveries)
    return deliveries


@transaction.atomic
def settle_items(*, publisher: Person | Machine, run: Run, refused: Sequence[Refused] = (), missing: Sequence[Missing] = ()) -> None:
    """Write down the items that are not delivered, with the reason, and those whose file is not there. Published items stay as they are."""
    basis = rules.require_publisher(publisher, run.service)

    now = timezone.now()
    rows.settle([], refused, now)
    rows.miss(missing, now)
    record_many(rows.refusal_events(publisher, run, basis, refused))
    if missing:
        record(publisher, "run.files-missing", run, basis=basis, missing=len(missing))


@transaction.atomic
def answer_items(*, publisher: Person | Machine, run: Run, answered: Sequence[tuple[RunItem, Delivery]]) -> None:
    """Link items to the standing deliveries of the same reference and bytes: sent again, delivered once."""
    basis = rules.require_publisher(publisher, run.service)

    rows.settle(answered, [], timezone.now())
    record(publisher, "run.sent-again", run, basis=basis, items=len(answered))


@transaction.atomic
def close_run(*, publisher: Person | Machine, run: Run, unlisted: int) -> Run:
    """Close a run in which nothing waits; `unlisted` files lay beside the list. Closing again writes nothing but a changed count."""
    basis = rules.require_publisher(publisher, run.service)
    run = Run.objects.select_for_update().get(pk=run.pk)
    waiting = run.items.filter(outcome=RunItem.Outcome.WAITING).count()
    if waiting:
        raise RunNotSettled(waiting=waiting)

    if run.closed_at is None or run.unlisted != unlisted:
        run.closed_at, run.unlisted = run.closed_at or timezone.now(), unlisted
        run.save(update_fields=["closed_at", "unlisted"])
        record(publisher, "run.closed", run, basis=basis, unlisted=unlisted)
    return run
