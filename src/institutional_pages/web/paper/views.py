"""Post for centres that are still on paper: which centres, how many documents and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Appointment
from institutional_pages.paper import queries
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The centres with post, by postcode."""
    after = request.GET.get("after", "").replace("\0", "")[:40]
    post = queries.paper_post(person=_paper_room(request), after=after)
    return render_page(request, page="paper/paper.html", context={"post": post, "is_first": not after})


@require_safe
def centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """The documents that go by post to one centre."""
    before = whole_number(request.GET.get("before", ""))
    deliveries, older = queries.post_of(person=_paper_room(request), centre=centre_id, before=before)
    if not deliveries and before is None:
        raise NoSuchPage
    context = {"screen_here": "paper", "deliveries": deliveries, "older": older, "before": before}
    return render_page(request, page="paper/centre.html", context=context)


def _paper_room(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.PAPER_ROOM)
    return signed_in(request)
