"""The register of who can open a page at a moment, its fingerprint, and when it is to be looked at again. Nothing here changes anything."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Min, Q

from institutional_pages.access import rules
from institutional_pages.access.coverage import CouldRead, could_read
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.access.reviews import Review
from institutional_pages.audit.recording import reference
from institutional_pages.institutions.calendar import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

REVIEWED_EVERY: Final = timedelta(days=365)


def register_at(institution: Institution, moment: datetime) -> list[CouldRead]:
    """Every right to read the page that stood at `moment`, by name; the same whenever it is asked, since rights end and are not deleted."""
    stood = Grant.objects.filter(institution=institution, given_at__lte=moment).filter(Q(ended_at=None) | Q(ended_at__gt=moment))
    return could_read(stood.filter(Q(valid_until=None) | Q(valid_until__gte=day_of(moment))))


def digest_of(register: list[CouldRead]) -> str:
    """SHA-256 of its canonical JSON, in hex: for each right, in the order of their keys, the grant, the reader, and what it opens; no names."""
    rows = [
        {
            "grant": reference(one.grant),
            "reader": reference(one.grant.reader),
            "opens": "everything" if one.scope.everything else sorted(f"{law.code}:{kind.code}" for law, kind in one.scope.rows),
            "until": one.grant.valid_until.isoformat() if one.grant.valid_until else None,
        }
        for one in sorted(register, key=lambda one: one.grant.pk)
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def reviews_of(institution: Institution, *, viewer: Person) -> list[Review]:
    """The open one and those that both have signed, the latest first (security.md §1, row 19)."""
    rules.require_overseer(viewer, institution)
    found = Review.objects.filter(institution=institution).select_related("prepared_by", "president_signed_by", "secretary_signed_by")
    return [review for review in found.order_by("-pk") if review.ended_at is None or review.is_signed]


def review_due_on(institution: Institution) -> date | None:
    """A year after the last that both signed, or after the first mandate was enabled; None while there never was one."""
    last = Review.objects.signed().filter(institution=institution).order_by("-prepared_at").values_list("prepared_at", flat=True).first()
    began = last or Mandate.objects.filter(institution=institution).aggregate(first=Min("enabled_at"))["first"]
    return day_of(began) + REVIEWED_EVERY if began else None
