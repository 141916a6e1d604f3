"""The addresses that belong to no screen: where to begin, the language, and whether the server is well."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from institutional_pages.access.queries import roles_of
from institutional_pages.identity.models import Person
from institutional_pages.identity.preferences import choose_language
from institutional_pages.web.places import places_of
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import signed_in, visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest

WORKER_LATE_SECONDS: Final = 120


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """To the only place of this person, or the choice between several."""
    places = places_of(signed_in(request))
    if len(places) == 1:
        return HttpResponseRedirect(places[0].home.address)
    has_role = not places and bool(roles_of(signed_in(request)))
    return render_page(request, page="choose.html", context={"places": places, "has_role": has_role})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on: to the person once signed in, else to this browser for a year."""
    code = request.POST.get("language", "")
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    if code not in dict(settings.LANGUAGES):
        return response
    if visit_of(request).means and isinstance(request.user, Person):
        choose_language(request.user, language=code)
        request.session["language"] = code
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=31_536_000, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Ready for people: the database answers, documents can be written, the worker is at work; else 503, naming what is wrong."""
    worker = _worker()
    wrong = [f"missing: {name}" for name, is_well in (("database", _database_answers), ("documents", _documents_can_be_written)) if not is_well()]
    wrong += ["worker: late"] if worker == "late" else []
    lines = wrong or (["ready"] if worker == "at work" else ["ready", f"worker: {worker}"])
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=503 if wrong else 200)


def _worker() -> str:
    """`at work`, `late` when it gave no sign of life for two minutes, `absent` when none has ever worked on this data."""
    try:
        age = time.time() - Path(settings.WORKER_HEARTBEAT).stat().st_mtime
    except FileNotFoundError:
        return "absent"
    return "late" if age > WORKER_LATE_SECONDS else "at work"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _documents_can_be_written() -> bool:
    root = Path(settings.VAULT_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            return True
    except OSError:
        return False


def _safe(request: HttpRequest, address: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if address and is_ours else "/"
