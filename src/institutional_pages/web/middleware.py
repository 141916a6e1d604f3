"""What happens around every request: its language, its visit, and the one translation of refusals."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError
from django.http import HttpResponse
from django.utils import translation

from institutional_pages.access.means_errors import ProveAgain
from institutional_pages.access.proof import proved_at
from institutional_pages.audit.origin import acting_from
from institutional_pages.errors import Refusal
from institutional_pages.identity.hashing import AT_ONCE
from institutional_pages.web import refusing, visits

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

SIGN_IN: Final = "/sign-in/"
OPEN_WITHOUT_OWN_PASSWORD: Final = {"first-password", "account_logout", "language", "healthz", "readyz"}
Handler = Callable[["HttpRequest"], "HttpResponseBase"]


def door(get_response: Handler) -> Handler:
    """So many at once are at the sign-in of this process; others are told at once to come again, so that whoever reads does not queue behind them.

    It stands before everything that costs time: a request is turned away in a fraction of a millisecond. A browser that only opens the page
    comes again by itself.
    """
    places = BoundedSemaphore(AT_ONCE)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(SIGN_IN):
            return get_response(request)
        if not places.acquire(blocking=False):
            with translation.override(translation.get_language_from_request(request)):
                return refusing.come_again(request)
        try:
            return get_response(request)
        finally:
            places.release()

    return middleware


def language(get_response: Handler) -> Handler:
    """The person's own language once signed in; before that the chosen one (cookie), else what the browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = request.session.get("language") or translation.get_language_from_request(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def visit(get_response: Handler) -> Handler:
    """Whatever is written during the request carries where it came from; a visit that is over goes back to sign-in; nothing is stored on the way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _is_ahead_of_time(request):
            return _kept_nowhere(HttpResponse(status=503))
        ended = visits.arrive(request)
        if ended:
            return _kept_nowhere(refusing.to_sign_in(request, why=ended))
        with acting_from(visits.visit_of(request).origin), proved_at(visits.visit_of(request).proved):
            return _kept_nowhere(get_response(request))

    return middleware


def own_password(get_response: Handler) -> Handler:
    """Whoever came in on a temporary password gets nothing but the choice of an own one: every view is closed but those named here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, *_: object) -> HttpResponse | None:
        asked = request.resolver_match.url_name if request.resolver_match else ""
        if asked not in OPEN_WITHOUT_OWN_PASSWORD and visits.must_choose_a_password(request):
            return refusing.to_first_password(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def refusals(get_response: Handler) -> Handler:
    """The one translator of `Refusal` into a page; it runs after the rollback, so that its event stands."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, visits.NotSignedIn):
            return refusing.to_sign_in(request)
        if isinstance(exception, ProveAgain):
            return refusing.to_proof(request)
        if isinstance(exception, Refusal):
            return refusing.refuse(request, exception)
        if isinstance(exception, IntegrityError):
            return refusing.refuse_by_the_database(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _is_ahead_of_time(request: HttpRequest) -> bool:
    """Whether the browser asks before anybody has clicked: that would be on record as reading. A refused one asks again after the click."""
    return any("prefetch" in request.headers.get(name, "").lower() for name in ("Sec-Purpose", "Purpose", "X-Moz"))


def _kept_nowhere(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
