"""What has happened in a dossier, newest first, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.web.onboarding.words import ARRIVALS, STATES

if TYPE_CHECKING:
    from institutional_pages.onboarding.queries import Dossier


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `note` are words that somebody typed."""

    at: datetime
    what: str
    who: str
    note: str = ""


def timeline_of(dossier: Dossier) -> list[Entry]:
    """From the facts of the dossier and its contacts."""
    return sorted(_entries(dossier), key=lambda entry: entry.at, reverse=True)


def _entries(dossier: Dossier) -> Iterator[Entry]:
    found = dossier.application
    yield Entry(found.opened_at, _("Application received {how}").format(how=ARRIVALS[found.arrival]), found.caller or found.opened_by.get_full_name())
    for one in dossier.conditions:
        if one.found:
            words = _("{condition}: met") if one.found.holds else _("{condition}: not met")
            examined = one.found
            yield Entry(examined.examined_at, words.format(condition=CONDITIONS[one.code]), examined.examined_by.get_full_name(), examined.evidence)
    if found.asked_at:
        asked = ", ".join(str({**FORMS, **CONDITIONS}[code]) for code in found.asked)
        yield Entry(found.asked_at, _("Asked the centre for: {items}").format(items=asked), "")  # who asked stands in the log
    if found.decided_at and found.decided_by:
        yield Entry(found.decided_at, str(STATES[found.decision].word), found.decided_by.get_full_name(), found.reasons)
    for service in dossier.services:
        if service.confirmed_at and service.confirmed_by:
            yield Entry(service.confirmed_at, _("{service} is ready").format(service=service.service), service.confirmed_by.get_full_name())
    if found.switched_at:
        yield Entry(found.switched_at, _("Switched to the page, all laws at once"), "")
    for contact in found.contacts.select_related("written_by"):
        what = _("Contact {how} with {name}").format(how=ARRIVALS[contact.means], name=contact.who)
        yield Entry(contact.at, what, contact.written_by.get_full_name(), contact.note)
