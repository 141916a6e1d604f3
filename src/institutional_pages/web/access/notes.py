"""What the access screen says first: until when the mandate lets somebody give access, or who signs the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from institutional_pages.access.queries import mandates_of
from institutional_pages.institutions.calendar import day_of, today

if TYPE_CHECKING:
    from datetime import date

    from institutional_pages.access.models import Mandate
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Note:
    """`standing` is the mandate under which access is given now; `state` is ends-soon, ended, waiting, none or nothing to say."""

    state: str
    standing: Mandate | None = None
    day: date | None = None
    is_alone: bool = False

    @property
    def days(self) -> int:
        """Until the last day."""
        return (self.day - today()).days if self.day else 0


def note_of(institution: Institution, *, viewer: Person) -> Note:
    """Of the mandate that ends last among those that stand."""
    mandates = mandates_of(institution, viewer=viewer)
    standing = sorted((mandate for mandate in mandates if mandate.is_standing), key=lambda mandate: mandate.valid_until)
    if standing:
        last = standing[-1]
        state = "ends-soon" if last.valid_until - today() <= SOON else ""
        return Note(state, last, last.valid_until, is_alone=len(standing) == 1 and last.holder_id == viewer.pk)
    if any(mandate.ended_at is None and mandate.valid_until >= today() for mandate in mandates):
        return Note("waiting")
    enabled = [mandate for mandate in mandates if mandate.enabled_at is not None]
    return Note("ended", day=max(_last_day(mandate) for mandate in enabled)) if enabled else Note("none")


def _last_day(mandate: Mandate) -> date:
    return min(mandate.valid_until, day_of(mandate.ended_at)) if mandate.ended_at else mandate.valid_until
