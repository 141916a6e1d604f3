"""The sequencer: gives committed events their number in the log, in one process at a time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from institutional_pages.audit.models import Event, EventNumber

LOOK_BACK = 50_000  # events that may be written while one transaction is still open; looking at all takes seconds in a log of millions


def number_events(*, limit: int = 5_000, everything: bool = False) -> int:
    """
    Number up to `limit` events that have none; returns how many. `everything` looks at the whole log, not only at its latest part.

    Of two sequencers at the same moment one fails on the key, changes nothing and answers 0.
    """
    try:
        with transaction.atomic():
            numbers = [EventNumber(number=n, event_id=event) for n, event in enumerate(_waiting(limit, everything), start=_last("number") + 1)]
            EventNumber.objects.bulk_create(numbers, batch_size=500)
    except IntegrityError:
        return 0
    return len(numbers)


def _waiting(limit: int, everything: bool) -> list[int]:
    after = 0 if everything else _last("event_id") - LOOK_BACK
    return list(Event.objects.filter(number=None, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])


def _last(column: str) -> int:
    return EventNumber.objects.aggregate(last=Max(column))["last"] or 0
