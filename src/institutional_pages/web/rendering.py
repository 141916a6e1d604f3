"""One way to answer with HTML: the whole page, or only its part when htmx asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def render_page(request: HttpRequest, *, page: str, part: str = "", context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The template `page`, or `part` (a file that begins with `_`) to htmx; restoring history and boosted links get the whole page."""
    template = part if part and wants_part(request) else page
    response = HttpResponse(render_to_string(template, dict(context or {}), request), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page that stands already."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
