"""The sequencer: gives committed events their number in the log, in one process at a time."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from institutional_pages.audit.models import Event, EventNumber


def number_events(*, limit: int = 5_000) -> int:
    """Number up to `limit` events that have none; returns how many. A second sequencer at the same moment fails on the key and changes nothing."""
    with transaction.atomic():
        last = EventNumber.objects.aggregate(last=Max("number"))["last"] or 0
        waiting = list(Event.objects.filter(number=None).order_by("id").values_list("id", flat=True)[:limit])
        EventNumber.objects.bulk_create([EventNumber(number=n, event_id=event) for n, event in enumerate(waiting, start=last + 1)], batch_size=500)
    return len(waiting)
