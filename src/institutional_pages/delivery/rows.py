"""The rows of a group of deliveries: compared with what stands, made, saved in few statements. Called inside the transaction of an action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from institutional_pages.audit.recording import Happening
from institutional_pages.delivery import channel
from institutional_pages.delivery.checking import Checked, Missing, Refused
from institutional_pages.delivery.evidence import Erds, evidence
from institutional_pages.delivery.intake import Kept
from institutional_pages.delivery.models import Delivery, DeliveryFile, Run, RunItem
from institutional_pages.delivery.search import searchable
from institutional_pages.inserting import insert_many, insert_values, values_of
from institutional_pages.institutions.models import Channel

if TYPE_CHECKING:
    from institutional_pages.access.models import Appointment, Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.models import Person

ERDS = {"electronic": (Erds.SUBMISSION_ACCEPTANCE, Erds.CONTENT_CONSIGNMENT), "paper": (Erds.SUBMISSION_ACCEPTANCE,)}
OPEN = [RunItem.Outcome.WAITING, RunItem.Outcome.REFUSED, RunItem.Outcome.MISSING]
# Both databases read these; they run once for each row of a group, prepared once.
SETTLED = ("outcome", "delivery", "refusal", "details", "reference", "institution", "settled_at", "id")
SETTLE = (
    "UPDATE delivery_runitem SET outcome = %s, delivery_id = %s, refusal = %s, details = %s, reference = %s, institution_id = %s, settled_at = %s "
    "WHERE id = %s AND outcome IN ('waiting', 'refused', 'missing')"
)
FILE = ("delivery_id", "role", "position", "language", "name", "pages", "bytes", "sha256", "blob_id")
COUNT = (
    "INSERT INTO delivery_pagetotal (page_id, law_id, kind_id, period, total) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (page_id, law_id, kind_id, period) DO UPDATE SET total = delivery_pagetotal.total + excluded.total"
)
Compared = tuple[list[Kept], list[tuple[RunItem, Delivery]], list[Refused]]


def still_open(group: Sequence[Kept]) -> list[Kept]:
    """Without the items that another publisher has settled meanwhile; the others are locked."""
    open_items = set(
        RunItem.objects.select_for_update()
        .filter(pk__in=[kept.checked.item.pk for kept in group], outcome__in=OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return [kept for kept in group if kept.checked.item.pk in open_items]


def standing(service: Service, references: Iterable[str]) -> dict[str, Delivery]:
    """The standing deliveries of these references, with their files at hand."""
    found = Delivery.objects.standing().filter(service=service, reference__in=list(references)).prefetch_related("files")
    return {delivery.reference: delivery for delivery in found}


def digests(delivery: Delivery) -> list[str]:
    """The SHA-256 of its files, the main one first."""
    return [file.sha256 for file in delivery.files.all()]


def is_same(delivery: Delivery, checked: Checked) -> bool:
    """Whether a standing delivery has the facts of `checked`: what is sent again goes to the same centre as the same document."""
    facts = (checked.institution.pk, checked.kind.pk, checked.law.pk, checked.line.period, checked.language)
    return (delivery.institution_id, delivery.kind_id, delivery.law_id, delivery.period, delivery.language) == facts


def published_as(delivery: Delivery | None, checked: Checked) -> list[str] | None:
    """The digests under which `checked` is published already; None when its reference is free, empty when it names another document."""
    if delivery is None:
        return None
    return digests(delivery) if is_same(delivery, checked) else []


def compare_with_standing(service: Service, group: list[Kept]) -> Compared:
    """What is new, what is answered by a standing delivery of the same bytes, and what is refused because other bytes stand."""
    found = standing(service, {reference for kept in group for reference in (kept.checked.reference, kept.checked.line.replaces) if reference})
    new: list[Kept] = []
    answered: list[tuple[RunItem, Delivery]] = []
    refused: list[Refused] = []
    for kept in group:
        checked = kept.checked
        same, replaced = found.get(checked.reference), found.get(checked.line.replaces)
        if published_as(same, checked) == [file.sha256 for file in kept.files]:
            answered.append((checked.item, found[checked.reference]))
        elif checked.line.replaces and (replaced is None or replaced.institution_id != checked.institution.pk):
            refused.append(Refused(checked.item, "replaces_unknown", [checked.line.replaces]))
        elif same is not None and checked.line.replaces != checked.reference:
            refused.append(Refused(checked.item, "published_differently", [checked.reference]))
        else:
            new.append(kept)
    return new, answered, refused


def delivery_of(run: Run, checked: Checked, now: datetime) -> Delivery:
    """The delivery, not saved yet, of a centre that is locked: its channel decides."""
    centre, page = checked.institution, channel.page_of(checked.institution)
    way, reason = channel.way_to(page)
    return Delivery(
        service=run.service,
        institution=centre,
        page=page,
        kind=checked.kind,
        law=checked.law,
        period=checked.line.period,
        subject=checked.subject,
        reference=checked.reference,
        search=searchable(checked.subject, checked.reference),
        language=checked.language,
        date=checked.date,
        channel=way,
        channel_reason=reason,
        published_at=now,
    )


def save(group: list[Kept], deliveries: list[Delivery], now: datetime) -> None:
    """Blobs, deliveries and files by one statement each; what is replaced is marked first, so that one reference stands once."""
    _replace(group, deliveries, now)
    insert_many([file.blob for kept in group for file in kept.files])
    insert_many(deliveries)
    insert_values(DeliveryFile, FILE, [file for kept, delivery in zip(group, deliveries, strict=True) for file in _files(kept, delivery)])
    _count(deliveries)


def _replace(group: list[Kept], deliveries: list[Delivery], now: datetime) -> None:
    wanted = {kept.checked.line.replaces: delivery for kept, delivery in zip(group, deliveries, strict=True) if kept.checked.line.replaces}
    if not wanted:
        return
    for reference, old in standing(deliveries[0].service, wanted).items():
        Delivery.objects.filter(pk=old.pk).update(replaced_at=now)
        wanted[reference].replaces = old


def _files(kept: Kept, delivery: Delivery) -> Iterator[tuple[Any, ...]]:
    for position, file in enumerate(kept.files):
        role = DeliveryFile.Role.ANNEX if position else DeliveryFile.Role.MAIN
        name = file.name.rpartition("/")[2][:255]
        yield delivery.pk, role.value, position, delivery.language, name, file.pages, file.size, file.sha256, file.blob.pk


def _count(deliveries: list[Delivery]) -> None:
    """Add to the totals of the pages; always in one order, so that two publishers never wait for each other in a ring."""
    shown = [delivery for delivery in deliveries if delivery.channel == Channel.ELECTRONIC]
    new = Counter((delivery.page_id, delivery.law_id, delivery.kind_id, delivery.period) for delivery in shown)
    with connection.cursor() as cursor:
        cursor.executemany(COUNT, [(*total, more) for total, more in sorted(new.items())])


def settle(delivered: Sequence[tuple[RunItem, Delivery]], refused: Sequence[Refused], now: datetime) -> None:
    """Write the outcome of items; those already published or on paper are left alone."""
    for item, delivery in delivered:
        item.outcome, item.delivery, item.refusal = _outcome(delivery), delivery, ""
        item.reference, item.institution, item.settled_at = delivery.reference, delivery.institution, now
    for answer in refused:
        answer.item.outcome, answer.item.refusal, answer.item.details = RunItem.Outcome.REFUSED, answer.code, answer.details
        answer.item.settled_at = now
    _write([item for item, _ in delivered] + [answer.item for answer in refused], now)


def miss(missing: Sequence[Missing], now: datetime) -> None:
    """Write down the items whose file is not there."""
    for answer in missing:
        answer.item.outcome, answer.item.refusal, answer.item.details = RunItem.Outcome.MISSING, "", answer.paths
        answer.item.settled_at = now
    _write([answer.item for answer in missing], now)


def _write(items: list[RunItem], now: datetime) -> None:
    """One prepared statement for all items: `bulk_update` takes ten times as long, most of it in the making of its text."""
    if not items:
        return
    columns = {field.name: field for field in RunItem._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.executemany(SETTLE, values_of(items, [columns[name] for name in SETTLED]))
    Run.objects.filter(pk=items[0].run_id).update(last_file_at=now)


def _outcome(delivery: Delivery) -> RunItem.Outcome:
    return RunItem.Outcome.PAPER if delivery.channel == Channel.PAPER else RunItem.Outcome.PUBLISHED


def event_facts(delivery: Delivery, kept: Kept) -> dict[str, Any]:
    """What the event of a delivery holds: its parts with digests and why it went this way, by ETSI's names (security.md §6)."""
    return {
        **evidence(delivery, ((n, file.sha256, file.size) for n, file in enumerate(kept.files)), *ERDS[delivery.channel]),
        "reason": delivery.channel_reason,
        "replaces": f"delivery:{delivery.replaces_id}" if delivery.replaces_id else "",
    }


def refusal_events(publisher: Person | Machine, run: Run, basis: Appointment | Machine | str, refused: Sequence[Refused]) -> Iterator[Happening]:
    """One event for each refused item, with its reason (a negative event without a reason is of little use: security.md §6)."""
    now = timezone.now().isoformat()
    for answer in refused:
        institution = f"institution:{answer.item.institution_id}" if answer.item.institution_id else ""
        yield Happening(
            publisher,
            "delivery.refused",
            answer.item,
            basis,
            institution,
            {
                "erds": [Erds.SUBMISSION_REJECTION],
                "message": f"{run.uuid}/{answer.item.position}",
                "sender": f"service:{run.service_id}",
                "submitted": now,
                "run": f"run:{run.pk}",
                "reason": answer.code,
            },
        )
