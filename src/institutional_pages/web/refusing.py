"""Every answer that is a refusal or an error: what is wrong, what to do next, whom to call; never a stack trace."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from institutional_pages.access.errors import AtTheSameMoment, NoSuchPage, OutsideTheNetwork
from institutional_pages.audit.recording import record
from institutional_pages.errors import BadInput, Conflict, NotAllowed, NotFound, NotNow, Refusal
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution
from institutional_pages.institutions.queries import networks_of, operators_in_use
from institutional_pages.vault.errors import Full
from institutional_pages.web.visits import visit_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest

    from institutional_pages.institutions.models import Network

log = logging.getLogger(__name__)
MOST_OPERATORS: Final = 12
STATUS: Final[dict[type[Refusal], int]] = {NotFound: 404, NotAllowed: 403, Conflict: 409, BadInput: 422, Full: 507, NotNow: 503}
LATER: Final = {503: "60", 507: "600"}  # seconds after which the same may work


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for `refusal`; its event is written in a transaction of its own (design.md §4.12)."""
    reference = _new_reference()
    _write_down(request, refusal, reference)
    if isinstance(refusal, NotFound):
        return not_found(request)
    if isinstance(refusal, OutsideTheNetwork):
        return outside_the_network(request, reference=reference)
    response = error_page(request, status=_status(refusal), title=_title(refusal), message=str(refusal), reference=reference)
    if response.status_code in LATER:
        response.headers["Retry-After"] = LATER[response.status_code]
    return response


def refuse_by_the_database(request: HttpRequest) -> HttpResponse:
    """Two people did what only one can do. The words of the database hold what was typed: they are not logged."""
    log.error("a constraint of the database refused what %s did", request.resolver_match.view_name if request.resolver_match else "an unknown view")
    return refuse(request, AtTheSameMoment())


def refuse_in_form(request: HttpRequest, form: Form, refusal: Refusal, field: str | None = None) -> None:
    """The refusal beside what was typed, which stays; its event is written as for every other, after the rollback (design.md §4.12)."""
    _write_down(request, refusal, _new_reference())
    form.add_error(field, str(refusal))


def to_sign_in(request: HttpRequest, *, why: str = "") -> HttpResponse:
    """To the sign-in page, and afterwards back to where one was."""
    return _away(request, reverse("account_login"), next=_where_one_was(request), why=why)


def to_first_password(request: HttpRequest) -> HttpResponse:
    """To the choice of an own password, and afterwards on to where one wanted to be."""
    return _away(request, reverse("first-password"), next=_where_one_was(request))


def to_proof(request: HttpRequest) -> HttpResponse:
    """To the password, and afterwards back to where one was, or to the page with the button that was pressed."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host()
    back = came_from.path if request.method == "POST" and is_ours else _where_one_was(request)
    return _away(request, reverse("prove-again"), next=back)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """The same page for what is unknown and what is somebody else's: no reference number, nothing that differs."""
    return error_page(request, status=404, title=_("Page not found"), message=str(NoSuchPage()))


def outside_the_network(request: HttpRequest, *, reference: str = "", networks: list[Network] | None = None) -> HttpResponse:
    """Which networks are meant, and whom to call (ux.md E4): those of the page; of who is not known yet only the operators' names."""
    page = visit_of(request).page
    if networks is None and page is not None:
        networks = networks_of([page])
    operators = operators_in_use() if networks is None else []
    return error_page(
        request,
        status=403,
        title=_("You are not on the secured network"),
        message=str(OutsideTheNetwork(phone=settings.HELPDESK["phone"])),
        reference=reference,
        networks=operators[:MOST_OPERATORS] if networks is None else [network.name for network in networks],
        others=len(operators) > MOST_OPERATORS,
        address=visit_of(request).address,
    )


def come_again(request: HttpRequest) -> HttpResponse:
    """Very many are at the sign-in: nothing was looked at. A page that was only asked for is asked for again by the browser."""
    is_typed = request.method == "POST"
    then = _("Go back, wait two seconds and press the button again.") if is_typed else _("This page opens by itself in two seconds.")
    response = _bare(503, _("Very many people sign in just now"), then)
    response.headers["Retry-After"] = str(1 + secrets.randbelow(3))  # seconds: not all at one moment again
    if not is_typed:
        response.headers["Refresh"] = response.headers["Retry-After"]
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The request could not be read."""
    return _bare(400, _("This request could not be read"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's own refusal."""
    return _bare(403, _("You may not do this"), _("Go back, or ask the help desk."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form is too old or comes from elsewhere; a fresh page has a good one."""
    log.warning("form refused: %s", reason)
    return _bare(403, _("This form is too old"), _("Go back, load the page again and send the form once more. Cookies must be allowed."))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Something broke here, or the database does not answer (503: the same may work later). Made without the database."""
    reference = _new_reference()
    log.error("the error page with reference %s was shown for the error above", reference)
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)  # Django calls us while it handles the error
    response = _bare(503 if is_database else 500, _("Something went wrong on our side"), _("Nothing was lost. Try again in a minute."), reference)
    if is_database:
        response.headers["Retry-After"] = LATER[503]
    return response


def error_page(request: HttpRequest, *, status: int, title: str, message: str, **context: Any) -> HttpResponse:
    """An error inside the frame of the product."""
    return HttpResponse(render_to_string("errors/error.html", {"title": title, "message": message, **context}, request), status=status)


def _bare(status: int, title: str, message: str, reference: str = "") -> HttpResponse:
    facts = {"title": title, "message": message, "reference": reference, "helpdesk": settings.HELPDESK}
    response = HttpResponse(render_to_string("errors/bare.html", facts), status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _write_down(request: HttpRequest, refusal: Refusal, reference: str) -> None:
    actor = request.user if isinstance(request.user, Person) else "anonymous"
    facts: dict[str, Any] = {"code": refusal.code, "path": request.path, "method": request.method, "reference": reference}
    with transaction.atomic(durable=True):
        record(actor, "refused", institution=_institution_meant(request) or "", **facts)


def _institution_meant(request: HttpRequest) -> Institution | None:
    """The page in the address, also when it is not this person's: its centre may see who tried."""
    page_id = request.resolver_match.kwargs.get("page_id") if request.resolver_match else None
    return Institution.objects.filter(uuid=page_id).first() if page_id else None


def _status(refusal: Refusal) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 400)


def _title(refusal: Refusal) -> str:
    titles = {
        403: _("You may not do this"),
        409: _("This cannot be done now"),
        422: _("This cannot be used"),
        503: _("This does not work at the moment"),
    }
    return titles.get(_status(refusal), _("This is not done"))


def _where_one_was(request: HttpRequest) -> str:
    if request.htmx:  # type: ignore[attr-defined]
        return request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    address = request.get_full_path()
    return address if request.method in {"GET", "HEAD"} and address not in {"/", reverse("account_login")} else ""


def _away(request: HttpRequest, address: str, **query: str) -> HttpResponse:
    told = urlencode({name: value for name, value in query.items() if value})
    address += f"?{told}" if told else ""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _new_reference() -> str:
    """Such as `7F3A-91C2`: what the caller reads out and the log can be searched for."""
    drawn = secrets.token_hex(4).upper()
    return f"{drawn[:4]}-{drawn[4:]}"
