"""Who calls: the machine of the key or token in `Authorization`, found before the view and carried by everything that it writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.machine_errors import PublishesOnly, TooManyTries, UnknownKey
from institutional_pages.access.machine_rules import caller_of
from institutional_pages.addresses import client_address
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.errors import Refusal
from institutional_pages.identity import passwords

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from institutional_pages.access.machine_rules import Caller
    from institutional_pages.access.models import Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.institutions.models import Institution

ROOT: Final = "/api/"
Handler = Callable[["HttpRequest"], "HttpResponseBase"]


def machine(get_response: Handler) -> Handler:
    """Middleware for the addresses of the interface: finds the caller; why there is none is told by the view that asks for one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        address = client_address(request.META)
        try:
            caller = caller_of(_bearer(request), address=address)
        except Refusal as refusal:
            request.caller = refusal  # type: ignore[attr-defined]
            with acting_from(Origin(door="api", address=address)):
                return get_response(request)
        request.caller = caller  # type: ignore[attr-defined]
        with acting_from(Origin(door="api", means=caller.means, session=caller.key.prefix, address=address, network=caller.network)):
            return get_response(request)

    return middleware


def known_machine(request: HttpRequest) -> Caller:
    """For each operation: the caller, or why there is none."""
    found = request.caller  # type: ignore[attr-defined]
    is_a_try = isinstance(found, UnknownKey) and bool(request.headers.get("Authorization"))  # who sends no key guesses none
    if is_a_try and not passwords.may_fail(f"key from {client_address(request.META)}"):
        raise TooManyTries
    if isinstance(found, Refusal):
        raise found
    return cast("Caller", found)


def publisher(request: HttpRequest) -> tuple[Machine, Service]:
    """The machine of a service, and its service."""
    found = known_machine(request).machine
    if found.service is None:
        raise PublishesOnly
    return found, found.service


def reader(request: HttpRequest) -> tuple[Machine, Institution]:
    """The machine of a centre, and its centre."""
    found = known_machine(request).machine
    if found.institution is None:
        raise PublishesOnly
    if not found.institution.is_open:
        raise NoSuchPage
    return found, found.institution


def _bearer(request: HttpRequest) -> str:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not bearer.strip():
        raise UnknownKey
    return bearer.strip()
