"""What happened to the access of one page, for the people who answer for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from institutional_pages.administration.queries import page_trail
from institutional_pages.web.access.entering import overseen_page
from institutional_pages.web.audit.views import lines_of
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_safe
def log(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Newest first; from which computer somebody acted is for the auditor alone."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    before = whole_number(request.GET.get("before", ""))
    trail = page_trail(institution, viewer=viewer, before=before)
    lines = [replace(line, where="") for line in lines_of(trail.rows)]
    context = {"institution": institution, "lines": lines, "before": before, "older": trail.before}
    return render_page(request, page="access/log.html", context=context)
