"""The Security Cell: the centres where something that is sent is read by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutional_pages.access.coverage import uncovered_centres
from institutional_pages.access.models import Appointment
from institutional_pages.institutions.models import Channel
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.access.coverage import Uncovered

SHOWN = 100


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Centres that have switched first: there a document waits that nobody will open."""
    found = _found(request)
    switched = sum(one.institution.channel == Channel.ELECTRONIC for one in found)
    context = {"found": found[:SHOWN], "total": len(found), "switched": switched, "electronic": Channel.ELECTRONIC}
    return render_page(request, page="access/coverage.html", context=context)


@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them, for a spreadsheet."""
    return csv_answer(_csv_rows(_found(request)), name="coverage.csv")


def _found(request: HttpRequest) -> list[Uncovered]:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    found = uncovered_centres(signed_in(request))
    return sorted(found, key=lambda one: one.institution.channel != Channel.ELECTRONIC)


def _csv_rows(found: list[Uncovered]) -> Iterator[list[Any]]:
    yield [_("Centre"), _("Channel"), _("Law"), _("Kind")]
    for one in found:
        for law, kind in one.missing:
            yield [one.institution.name, one.institution.get_channel_display(), law.short, str(kind)]
