"""Where a mandate stands: designated, signed by the two, enabled, and what this person can do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from institutional_pages.access import rules, signing
from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.access.queries import mandates_of
from institutional_pages.access.succession import inherited
from institutional_pages.errors import NotAllowed
from institutional_pages.institutions.calendar import today
from institutional_pages.web.templatetags.wording import Status

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from institutional_pages.access.succession import Inherited
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

ENDED, STANDS = Status(_("Ended"), "bad"), Status(_("Stands"), "ok")
TO_SIGN, TO_ENABLE = Status(_("To be signed"), "warn"), Status(_("Waits for the Security Cell"), "info")
OFFICES: Final[dict[str, StrOrPromise]] = {
    Officer.Office.PRESIDENT: _("President"),
    Officer.Office.SECRETARY: _("Secretary"),
    Officer.Office.CONSULTANT: _("Security consultant"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step, done at `at` by `who`, or waiting for `who`."""

    title: StrOrPromise
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """A mandate with its steps and what the viewer may do."""

    mandate: Mandate
    steps: list[Step]
    status: Status
    may_sign: bool
    may_end: bool
    reading_waits: bool
    may_renew: bool
    inherited: list[Inherited]
    to_confirm: Inherited | None

    @property
    def waits_for_successor(self) -> str:
        """The new officer who has not confirmed it, if there is one."""
        return self.inherited[0].officer.person.get_full_name() if self.inherited else ""

    @property
    def successor_until(self) -> date | None:
        """Until when they are to."""
        return self.inherited[0].until if self.inherited else None

    @property
    def is_open(self) -> bool:
        """Neither ended nor past its last day."""
        return self.status is not ENDED


def tracked(institution: Institution, *, viewer: Person) -> list[Tracked]:
    """Every mandate of the centre as `viewer` sees it, the open ones first."""
    mandates = mandates_of(institution, viewer=viewer)
    officers = officers_of(institution)
    reading = set(Grant.objects.active().filter(institution=institution).values_list("reader_id", flat=True))
    signs = any(office in officers and officers[office] == viewer for office in rules.SIGNING)
    renewed = {mandate.holder_id for mandate in mandates if mandate.ended_at is None and mandate.enabled_at is None}
    waiting = inherited(mandates)
    tracks = [_tracked(mandate, viewer, officers, signs, mandate.holder_id in reading, waiting) for mandate in mandates]
    return [replace(one, may_renew=one.may_renew and one.mandate.holder_id not in renewed) for one in tracks]


def officers_of(institution: Institution) -> dict[str, Person]:
    """Who holds which office today."""
    standing = Officer.objects.standing().filter(institution=institution).select_related("person")
    return {officer.office: officer.person for officer in standing}


def status_of(mandate: Mandate) -> Status:
    """In one word."""
    if mandate.ended_at is not None or mandate.valid_until < today():
        return ENDED
    if mandate.enabled_at is not None:
        return STANDS
    return TO_ENABLE if mandate.is_signed else TO_SIGN


def waits_for(mandate: Mandate, person: Person) -> bool:
    """`person` signs the side that is still open."""
    try:
        side, _office = signing.require_signatory(person, mandate.institution, holder=mandate.holder)
    except NotAllowed:
        return False
    signed = (mandate.president_signed_by_id, mandate.secretary_signed_by_id)
    return getattr(mandate, f"{side}_signed_at") is None and person.pk not in signed


def _tracked(mandate: Mandate, viewer: Person, officers: dict[str, Person], signs: bool, reads: bool, waiting: list[Inherited]) -> Tracked:
    status = status_of(mandate)
    is_open = status is not ENDED
    may_read = signs and status is STANDS and not reads and mandate.holder_id != viewer.pk
    may_renew = signs and mandate.ends_soon and mandate.holder_id != viewer.pk
    inherited_by = [one for one in waiting if one.mandate == mandate]
    return Tracked(
        mandate=mandate,
        steps=_steps(mandate, officers),
        status=status,
        may_sign=is_open and waits_for(mandate, viewer),
        may_end=is_open and signs,
        reading_waits=may_read,
        may_renew=may_renew,
        inherited=inherited_by,
        to_confirm=next((one for one in inherited_by if one.officer.person == viewer), None),
    )


def _steps(mandate: Mandate, officers: dict[str, Person]) -> list[Step]:
    cell = mandate.enabled_by.get_full_name() if mandate.enabled_by else str(_("Security Cell"))
    return [
        Step(_("Designated"), mandate.designated_by.get_full_name(), mandate.designated_at),
        Step(_("Signed for the President"), _signer(mandate, "president", officers), mandate.president_signed_at),
        Step(_("Signed for the Secretary"), _signer(mandate, "secretary", officers), mandate.secretary_signed_at),
        Step(_("Enabled by the Security Cell"), cell, mandate.enabled_at),
    ]


def _signer(mandate: Mandate, side: str, officers: dict[str, Person]) -> str:
    """Who signed; else who is to: the consultant for an officer who is the holder (design.md §4.3)."""
    signed: Person | None = getattr(mandate, f"{side}_signed_by")
    expected = officers.get(side)
    if expected is not None and expected.pk == mandate.holder_id:
        expected = officers.get(Officer.Office.CONSULTANT)
    person = signed or expected
    return person.get_full_name() if person else str(_("nobody holds this office"))
