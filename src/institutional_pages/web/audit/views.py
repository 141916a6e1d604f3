"""The auditor's list of everything that happened, and everybody's own history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutional_pages.access.models import Appointment
from institutional_pages.administration.audit_actions import look_at_audit, look_at_readers, take_audit
from institutional_pages.administration.queries import OWN_VERBS, Trail, TrailRow, audit_trail, own_history, whole_trail
from institutional_pages.institutions.calendar import BRUSSELS
from institutional_pages.web.audit.asking import Asked, asked_of
from institutional_pages.web.audit.names import names_of, names_of_codes
from institutional_pages.web.audit.words import forgotten, grouped_verbs, in_words, told, where_from
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.identity.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    number: int
    place: int | None
    at: datetime
    who: str
    what: str
    told: str
    erds: str
    whom: str
    centre: str
    where: str
    basis: str
    digest: str


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who, what, whom, when, from where: newest first. That an auditor looks is an event too."""
    auditor, asked = _auditor(request)
    before = whole_number(request.GET.get("before", ""))
    trail = audit_trail(auditor=auditor, sought=asked.sought, before=before) if asked.is_clear else Trail([], None)
    context = {
        "lines": lines_of(trail.rows),
        "asked": asked,
        "is_narrowed": any(asked.typed.values()),
        "groups": grouped_verbs(),
        "before": before,
        "older": trail.before,
        "query": asked.query.urlencode(),
    }
    return render_page(request, page="audit/audit.html", part="audit/_lines.html", context=context)


@require_safe
def audit_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything that the filter finds, for a spreadsheet; that it was taken away is an event. A filter that is not clear finds nothing."""
    auditor, asked = _auditor(request)
    if request.method == "GET":
        take_audit(auditor=auditor, **asked.facts)
    pages = whole_trail(auditor=auditor, sought=asked.sought) if asked.is_clear else iter(())
    return csv_answer(_csv_rows(pages), name="audit.csv")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """One's own sign-ins and refusals, and what was done to one's account."""
    person = signed_in(request)
    before = whole_number(request.GET.get("before", ""))
    trail = own_history(person, before=before)
    seen = (*OWN_VERBS, "sign-in.refused")  # from where others acted on the account is not told
    lines = [line if row.verb in seen else replace(line, where="") for line, row in zip(lines_of(trail.rows), trail.rows, strict=True)]
    context = {"lines": lines, "before": before, "older": trail.before}
    return render_page(request, page="audit/history.html", context=context)


def _auditor(request: HttpRequest) -> tuple[Person, Asked]:
    """The auditor and what is asked. That it is looked at is an event, and that a document is, one of its own."""
    ministry_role(request, Appointment.Role.AUDITOR)
    auditor = signed_in(request)
    look_at_audit(auditor=auditor)
    asked = asked_of(request.GET, auditor)
    if asked.is_clear and asked.documents:
        look_at_readers(auditor=auditor, documents=asked.documents)
    return auditor, asked


def lines_of(rows: list[TrailRow]) -> list[Line]:
    """These events in words, with names in the place of references."""
    names = names_of(text for row in rows for text in (row.subject, row.basis))
    codes = names_of_codes() if any("kind" in row.facts for row in rows) else {}
    return [_line(row, names, codes) for row in rows]


def _line(row: TrailRow, names: dict[str, str], codes: dict[str, str]) -> Line:
    return Line(
        number=row.number,
        place=row.place,
        at=row.at,
        who=_("somebody not signed in") if row.actor == "anonymous" else row.actor,
        what=in_words(row.verb),
        told=told(row.facts, codes),
        erds=", ".join(row.facts.get("erds", [])),
        whom=names.get(row.subject, row.subject),
        centre=row.institution,
        where=where_from(row.origin) or forgotten(),
        basis=_("by command line") if row.basis == "command-line" else names.get(row.basis, row.basis),
        digest=row.digest,
    )


def _csv_rows(pages: Iterator[list[TrailRow]]) -> Iterator[list[Any]]:
    yield [
        *(_("Place in the log"), _("When"), _("Who"), _("What"), _("Event of ETSI EN 319 522"), _("Details"), _("Whom or what"), _("Centre")),
        *(_("From where"), _("Basis"), _("Fingerprint")),
    ]
    for rows in pages:
        for line in lines_of(rows):
            yield [
                *(line.place, line.at.astimezone(BRUSSELS).isoformat(), line.who, line.what, line.erds, line.told, line.whom, line.centre),
                *(line.where, line.basis, line.digest),
            ]
