"""The auditor's list of everything that happened, and everybody's own history."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutional_pages.access.models import Appointment
from institutional_pages.administration.audit_actions import look_at_audit
from institutional_pages.administration.queries import LONGEST_PAGE, OWN_VERBS, Trail, TrailRow, audit_trail, own_history
from institutional_pages.audit.recording import reference
from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.passwords import find_person
from institutional_pages.institutions.models import Institution
from institutional_pages.web.audit.names import names_of
from institutional_pages.web.audit.words import WORDS, forgotten, in_words, told, where_from
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from institutional_pages.identity.models import Person

NAMES: Final = ("person", "centre", "verb", "document")


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    number: int
    at: datetime
    who: str
    what: str
    told: str
    whom: str
    centre: str
    where: str
    basis: str


@dataclass(slots=True)
class Asked:
    """What was typed in the filter, what it means, and what of it nobody knows."""

    typed: dict[str, str]
    wanted: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who, what, whom, when, from where: newest first. That an auditor looks is an event too."""
    auditor, asked = _auditor(request), _asked(request.GET)
    before = whole_number(request.GET.get("before", ""))
    trail = Trail([], None) if asked.unknown else audit_trail(auditor=auditor, before=before, **asked.wanted)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "lines": _lines(trail.rows),
        "asked": asked,
        "verbs": sorted(((verb, in_words(verb)) for verb in WORDS), key=lambda item: item[1]),
        "before": before,
        "older": trail.before,
        "query": query.urlencode(),
    }
    return render_page(request, page="audit/audit.html", part="audit/_lines.html", context=context)


@require_safe
def audit_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything that the filter finds, for a spreadsheet."""
    auditor, asked = _auditor(request), _asked(request.GET)
    return csv_answer(_csv_rows(auditor, asked), name="audit.csv")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """One's own sign-ins and refusals, and what was done to one's account."""
    person = signed_in(request)
    before = whole_number(request.GET.get("before", ""))
    trail = own_history(person, before=before)
    seen = (*OWN_VERBS, "sign-in.refused")  # from where others acted on the account is not told
    lines = [line if row.verb in seen else replace(line, where="") for line, row in zip(_lines(trail.rows), trail.rows, strict=True)]
    context = {"lines": lines, "before": before, "older": trail.before}
    return render_page(request, page="audit/history.html", context=context)


def _auditor(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.AUDITOR)
    auditor = signed_in(request)
    look_at_audit(auditor=auditor)
    return auditor


def _asked(query: QueryDict) -> Asked:
    asked = Asked({name: query.get(name, "").replace("\0", "").strip()[:200] for name in NAMES})
    typed = asked.typed
    if typed["person"]:
        asked.wanted["person"] = find_person(typed["person"])
        asked.unknown += [] if asked.wanted["person"] else [_("Nobody has the user name “{name}”.").format(name=typed["person"])]
    if typed["centre"]:
        asked.wanted["institution"] = _institution(typed["centre"])
        asked.unknown += [] if asked.wanted["institution"] else [_("No centre has the name or number “{name}”.").format(name=typed["centre"])]
    if typed["document"]:
        asked.wanted["among"] = [reference(delivery) for delivery in Delivery.objects.filter(reference=typed["document"]).only("pk")]
        asked.unknown += [] if asked.wanted["among"] else [_("No document has the reference “{name}”.").format(name=typed["document"])]
    if typed["verb"] in WORDS:
        asked.wanted["verb"] = typed["verb"]
    return asked


def _institution(typed: str) -> Institution | None:
    """By number, else by whole name, else by the only name that holds these words."""
    named = Institution.objects.filter(identifiers__value=typed).first() or Institution.objects.filter(names__name__iexact=typed).first()
    if named is not None:
        return named
    found = list(Institution.objects.filter(names__name__icontains=typed).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _lines(rows: list[TrailRow]) -> list[Line]:
    names = names_of(text for row in rows for text in (row.subject, row.basis))
    return [_line(row, names) for row in rows]


def _line(row: TrailRow, names: dict[str, str]) -> Line:
    basis = _("by command line") if row.basis == "command-line" else names.get(row.basis, row.basis)
    who = _("somebody not signed in") if row.actor == "anonymous" else row.actor
    where = where_from(row.origin) or forgotten()
    whom = names.get(row.subject, row.subject)
    return Line(row.number, row.at, who, in_words(row.verb), told(row.facts), whom, row.institution, where, basis)


def _csv_rows(auditor: Person, asked: Asked) -> Iterator[list[Any]]:
    yield [_("Number"), _("When"), _("Who"), _("What"), _("Details"), _("Whom or what"), _("Centre"), _("From where"), _("Basis")]
    before, more = None, not asked.unknown
    while more:
        trail = audit_trail(auditor=auditor, before=before, limit=LONGEST_PAGE, **asked.wanted)
        for line in _lines(trail.rows):
            yield [line.number, line.at.isoformat(), line.who, line.what, line.told, line.whom, line.centre, line.where, line.basis]
        before, more = trail.before, trail.before is not None
