"""What the calendar tells of mandates: that one ends soon, and that nobody is left to administer a page. For the daily job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.models import Mandate, Officer
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices import posting
from institutional_pages.notices.models import Notice

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person

DAYS_BEFORE: Final = (7, 30, 60)


@transaction.atomic
def remind_of_mandates(*, actor: System) -> int:
    """Tell the administrator and both officers 60, 30 and 7 days before a mandate ends, each once; how many mandates were told of."""
    day, told = today(), 0
    ending = Mandate.objects.standing().select_related("institution", "holder").order_by("pk")
    for mandate in ending:
        step = next((days for days in DAYS_BEFORE if (mandate.valid_until - day).days <= days), None)
        if step is None or _is_followed(mandate) or _was_posted(key := f"mandate-ends:{mandate.pk}:{step}"):
            continue
        for place, person in enumerate([mandate.holder, *_officers(mandate.institution, besides=mandate.holder)]):
            _tell("mandate_ends_soon", person, mandate, once=key if place == 0 else f"{key}:{place}", until=mandate.valid_until.isoformat())
        audit.record(actor, "mandate.reminded", mandate, institution=mandate.institution, days=(mandate.valid_until - day).days)
        told += 1
    return told


@transaction.atomic
def alarm_where_nobody_administers(*, actor: System) -> int:
    """Tell the officers, the consultant and the Security Cell, once, that no local administrator is left; of how many centres.

    A page that nobody administers is read on, but nobody can let a colleague in (design.md §4.4).
    """
    centres = Institution.objects.centres().filter(suspended_at=None, successor=None)
    administered = Mandate.objects.standing().values("institution")
    once_was = Mandate.objects.filter(enabled_at__isnull=False).values("institution")
    told = 0
    for centre in centres.filter(pk__in=once_was).exclude(pk__in=administered).prefetch_related("names").order_by("pk"):
        last = Mandate.objects.filter(institution=centre, enabled_at__isnull=False).select_related("institution").latest("pk")
        if _was_posted(key := f"nobody-administers:{last.pk}"):
            continue
        for place, person in enumerate(_officers(centre, *Officer.Office.values)):
            _tell("nobody_administers", person, last, once=f"{key}:{place}")
        _tell_security_cell(last, once=key)
        audit.record(actor, "mandate.none-left", last, institution=centre)
        told += 1
    return told


def _is_followed(mandate: Mandate) -> bool:
    """The next one is signed by both already: nothing is left for them to do."""
    waiting = Mandate.objects.open().filter(institution=mandate.institution, holder=mandate.holder, enabled_at=None)
    return waiting.filter(president_signed_at__isnull=False, secretary_signed_at__isnull=False).exists()


def _was_posted(once: str) -> bool:
    return Notice.objects.filter(once=once).exists()


def _officers(institution: Institution, *offices: str, besides: Person | None = None) -> list[Person]:
    standing = Officer.objects.standing().filter(institution=institution, office__in=offices or rules.SIGNING).select_related("person").order_by("pk")
    return [officer.person for officer in standing if officer.person != besides]


def _tell(kind: str, person: Person, mandate: Mandate, *, once: str, **facts: str) -> None:
    centre = mandate.institution
    about = {"subject": audit.reference(mandate), "institution": audit.reference(centre), "once": once}
    posting.post(kind, to=person.email, language=person.language, centre=centre.name_in(person.language), **about, **facts)


def _tell_security_cell(mandate: Mandate, *, once: str) -> None:
    language = settings.LANGUAGE_CODE
    about = {"subject": audit.reference(mandate), "institution": audit.reference(mandate.institution), "once": once}
    posting.post("nobody_administers", to=settings.HELPDESK["email"], language=language, centre=mandate.institution.name_in(language), **about)
