"""Which standing mandates a new officer has still to confirm, and until when. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from institutional_pages.access.models import Confirmation, Officer

if TYPE_CHECKING:
    from institutional_pages.access.models import Mandate

CONFIRMED_WITHIN: Final = timedelta(days=30)
SIGNED_BY: Final = {Officer.Office.PRESIDENT: "president_signed_by_id", Officer.Office.SECRETARY: "secretary_signed_by_id"}


@dataclass(frozen=True, slots=True)
class Inherited:
    """A mandate that somebody else has signed for the office that `officer` holds now."""

    mandate: Mandate
    officer: Officer

    @property
    def until(self) -> date:
        """The last day on which nobody else is told."""
        return self.officer.valid_from + CONFIRMED_WITHIN


def inherited(mandates: list[Mandate]) -> list[Inherited]:
    """What of these waits for a new officer; two statements. The holder confirms nothing of his own: then the consultant had signed."""
    centres = {mandate.institution_id for mandate in mandates}
    officers = Officer.objects.standing().filter(institution__in=centres, office__in=SIGNED_BY).select_related("person").order_by("pk")
    confirmed = set(Confirmation.objects.filter(mandate__in=mandates).values_list("mandate_id", "officer_id"))
    standing = [mandate for mandate in mandates if mandate.is_standing]
    return [
        Inherited(mandate, officer)
        for officer in officers
        for mandate in standing
        if mandate.institution_id == officer.institution_id
        and officer.person_id not in (getattr(mandate, SIGNED_BY[Officer.Office(officer.office)]), mandate.holder_id)
        and (mandate.pk, officer.pk) not in confirmed
    ]
