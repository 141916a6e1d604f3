"""How far the switch-over is, and the centres behind each number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from institutional_pages.access.models import Appointment
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding import board, queries
from institutional_pages.onboarding.models import Application
from institutional_pages.web.onboarding.rows import rows_of
from institutional_pages.web.places import BADGES
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

SHOWN: Final = 8  # the work of today, on the first screen
MOST: Final = 200
WORDS: Final = {
    "": lazy("Centres"),
    board.SWITCHED: lazy("Centres that have switched"),
    board.OPEN: lazy("Centres with an open application"),
    board.NOTHING: lazy("Centres without an application"),
    "unreachable": lazy("Centres whose e-mail address gives mail back"),
}


@require_safe
def switch_over(request: HttpRequest) -> HttpResponse:
    """The numbers, the bars, and the oldest dossiers with their next step."""
    member = _member(request)
    by = _by(request)
    work, _further = queries.applications(member=member, state="ours")
    context = {"board": board.switch_over(member=member, by=by), "by": by, "rows": rows_of(work[:SHOWN])}
    return render_page(request, page="onboarding/switch_over.html", context=context)


@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """The centres in one state, at one place or everywhere, by name."""
    found = _found(request)
    state = _state(request)
    context = {"centres": found[:MOST], "total": len(found), "title": WORDS[state], "state": state, "place": request.GET.get("place")}
    return render_page(request, page="onboarding/centres.html", context={**context, "query": request.GET.urlencode()})


@require_safe
def centres_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file for a spreadsheet."""
    found = _found(request)
    return csv_answer(_table(found), name=f"switch-over-{today().isoformat()}.csv")


def _table(found: list[Institution]) -> Iterator[list[Any]]:
    yield [_("Centre"), _("Region"), _("Province"), _("Channel"), _("Since")]
    channels = {"paper": _("on paper"), "electronic": _("on its page")}
    for centre in found:
        since = centre.channel_since.date().isoformat() if centre.channel_since else ""
        yield [centre.name, centre.region, centre.province, channels.get(centre.channel), since]


def _found(request: HttpRequest) -> list[Institution]:
    member, place = _member(request), request.GET.get("place")
    rows = board.centres_in(member=member, state=_state(request), by=_by(request), place=place)
    return sorted(rows, key=lambda centre: centre.name)


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in WORDS else ""


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in board.WHERE else board.WHERE[0]


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    return signed_in(request)


def _to_decide(_person: Person, _page: Institution | None) -> int:
    return Application.objects.to_decide().count()


BADGES["applications"] = _to_decide
