"""Ends what is past its last day: before an action looks at what stands, and in the daily job. A plain step without rights."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from institutional_pages.access.models import Grant, Mandate
from institutional_pages.audit import recording as audit
from institutional_pages.audit.recording import Happening, System
from institutional_pages.institutions.calendar import today

CALENDAR = System("calendar")
Right = TypeVar("Right", Grant, Mandate)


def end_expired_grants(among: QuerySet[Grant], actor: System = CALENDAR) -> int:
    """End the grants `among` these past their last day, with an event each; returns how many."""
    expired = _held(among)
    among.filter(pk__in=[grant.pk for grant in expired], ended_at=None).update(ended_at=timezone.now(), end_reason="expired")
    audit.record_many(Happening(actor, "access.expired", grant, institution=grant.institution) for grant in expired)
    return len(expired)


def end_expired_mandates(among: QuerySet[Mandate], actor: System = CALENDAR) -> int:
    """End the mandates `among` these past their last day, with an event each; returns how many."""
    expired = _held(among)
    among.filter(pk__in=[mandate.pk for mandate in expired], ended_at=None).update(ended_at=timezone.now(), end_reason="expired")
    audit.record_many(Happening(actor, "mandate.expired", mandate, institution=mandate.institution) for mandate in expired)
    return len(expired)


def _held(among: QuerySet[Right]) -> list[Right]:
    """Those past their last day, kept from others until this transaction ends: of two jobs at once, one finds them."""
    expired = among.filter(ended_at=None, valid_until__lt=today()).select_related("institution").order_by("pk")
    return list(expired.select_for_update(of=("self",), no_key=True))
