"""What becomes of the rights of a centre that merges into another (design.md §4.14). A plain step, inside the transaction of the merger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from institutional_pages.access.models import Grant, Machine, Mandate, Officer, Review
from institutional_pages.identity.models import Employment
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier, NetworkUse

if TYPE_CHECKING:
    from institutional_pages.institutions.models import Institution

WHY = "merged"


@dataclass(frozen=True, slots=True)
class Ended:
    """How many of each."""

    mandates: int
    rights: int
    staff: int


def close_page(old: Institution, successor: Institution) -> Ended:
    """Rights and offices at `old` end; its staff and its networks go to `successor`, whose administrator gives access anew."""
    moment, day = timezone.now(), today()
    ended = Ended(
        mandates=Mandate.objects.open().filter(institution=old).update(ended_at=moment, end_reason=WHY),
        rights=Grant.objects.standing().filter(institution=old).update(ended_at=moment, end_reason=WHY),
        staff=_move_staff(old, successor),
    )
    Machine.objects.filter(institution=old, ended_at=None).update(ended_at=moment)
    Review.objects.open().filter(institution=old).update(ended_at=moment)
    Officer.objects.standing().filter(institution=old, valid_from__lt=day).update(valid_until=day - timedelta(days=1))
    Officer.objects.standing().filter(institution=old).update(valid_until=F("valid_from"))
    Identifier.objects.filter(institution=old, valid_until=None, valid_from__lt=day).update(valid_until=day - timedelta(days=1))
    Identifier.objects.filter(institution=old, valid_until=None).update(valid_until=F("valid_from"))
    _bring_networks(old, successor)
    return ended


def _move_staff(old: Institution, successor: Institution) -> int:
    there = set(Employment.objects.standing().filter(institution=successor).values_list("person_id", flat=True))
    leaving = Employment.objects.standing().filter(institution=old)
    coming = [one.person_id for one in leaving if one.person_id not in there]
    moved = leaving.update(valid_until=today(), ended_at=timezone.now(), end_reason=WHY)
    Employment.objects.bulk_create([Employment(person_id=person, institution=successor, valid_from=today()) for person in coming])
    return moved


def _bring_networks(old: Institution, successor: Institution) -> None:
    there = set(NetworkUse.objects.valid_on(today()).filter(institution=successor).values_list("network_id", flat=True))
    uses = NetworkUse.objects.valid_on(today()).filter(institution=old).exclude(network__in=there)
    NetworkUse.objects.bulk_create([NetworkUse(institution=successor, network_id=one.network_id, valid_from=today()) for one in uses])
