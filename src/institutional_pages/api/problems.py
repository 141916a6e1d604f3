"""Every error as `application/problem+json` (RFC 9457), with a code that never changes; its event is written as at every door."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.utils.translation import override
from ninja.errors import HttpError, ValidationError

from institutional_pages.access.errors import AtTheSameMoment, NoSuchPage
from institutional_pages.access.machine_errors import TooManyTries, UnknownKey
from institutional_pages.access.machine_rules import Caller
from institutional_pages.audit.recording import record
from institutional_pages.errors import BadInput, Conflict, NotAllowed, NotFound, NotNow, Refusal
from institutional_pages.vault.errors import Full

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja import NinjaAPI

log = logging.getLogger(__name__)
KIND: Final = "application/problem+json"
STATUS: Final[dict[type[Refusal], int]] = {
    TooManyTries: 429,
    UnknownKey: 401,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    BadInput: 422,
    Full: 507,
    NotNow: 503,
}
TITLES: Final = {
    400: "The request cannot be read",
    401: "No valid key or token",
    403: "Not allowed",
    404: "Not found",
    409: "Not possible now",
    413: "Too much at once",
    415: "Not a PDF",
    422: "Cannot be used",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Try again later",
    507: "No room left",
}
LATER: Final = {429: "900", 503: "60", 507: "600"}  # seconds after which the same may work


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """`code` is for programs, `detail` for people, in English; `instance` is unique, so that a call can be found."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "code": code, "detail": detail, **more}
    body["instance"] = f"urn:uuid:{uuid4()}"
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=KIND)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="institutional-pages"'
    if status in LATER:
        response.headers["Retry-After"] = LATER[status]
    return response


def refused(request: HttpRequest, refusal: Refusal, **more: Any) -> HttpResponse:
    """The answer to a refusal, and its event in a transaction of its own (design.md §4.12). A stranger's thing and an unknown one are the same."""
    caller = getattr(request, "caller", None)
    if not isinstance(refusal, TooManyTries):  # the tries before it stand in the log
        with transaction.atomic(durable=True):
            actor = caller.machine if isinstance(caller, Caller) else "anonymous"
            record(actor, "refused", code=refusal.code, path=request.path, method=request.method, reference="")
    shown = NoSuchPage() if isinstance(refusal, NotFound) else refusal
    with override("en"):
        return problem(_status(refusal), shown.code, str(shown), **more)


def add_handlers(api: NinjaAPI) -> None:
    """What may go wrong in a view."""

    @api.exception_handler(Refusal)
    def _(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return refused(request, refusal)

    @api.exception_handler(ValidationError)
    def _(_: HttpRequest, wrong: ValidationError) -> HttpResponse:
        errors = [{"where": ".".join(map(str, error["loc"])), "detail": error["msg"]} for error in wrong.errors]  # what was sent is not echoed
        return problem(422, "bad-request", "Something in the request is missing or not as it should be.", errors=errors)

    @api.exception_handler(RequestDataTooBig)
    def _(_: HttpRequest, wrong: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - what it says is for a log
        return problem(413, "too-large", "The list is too long for one call: at most 50,000 files and 16 MB. Open a run for each part.")

    @api.exception_handler(HttpError)
    def _(_: HttpRequest, wrong: HttpError) -> HttpResponse:
        status = wrong.status_code if wrong.status_code in TITLES else 400
        return problem(status, "bad-request", "The request cannot be read: is the body JSON, in UTF-8?")

    @api.exception_handler(IntegrityError)
    def _(request: HttpRequest, _: IntegrityError) -> HttpResponse:
        log.error("a constraint of the database refused a call of the interface")
        return refused(request, AtTheSameMoment())

    @api.exception_handler(Exception)
    def _(_: HttpRequest, wrong: Exception) -> HttpResponse:
        log.exception("a call of the interface failed")
        if isinstance(wrong, OperationalError | InterfaceError):
            return problem(503, "unavailable", "The database does not answer. Nothing was lost; try again in a minute.")
        return problem(500, "failed", "Nothing was lost. Try again; if it goes wrong again, tell the help desk the instance.")


def _status(refusal: Refusal) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 409)
