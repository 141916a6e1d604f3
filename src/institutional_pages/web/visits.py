"""Who is at the door, by what means, from where, and at which page: the only typed ways from a request to a person and to an institution."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout

from institutional_pages.access import proof, rules
from institutional_pages.access.arriving import arrive as arrive_at
from institutional_pages.access.errors import NotInThisRole, OutsideTheNetwork
from institutional_pages.access.means_errors import ProveAgain
from institutional_pages.access.network_rules import require_network
from institutional_pages.addresses import client_address
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import record
from institutional_pages.identity.means import level_of
from institutional_pages.identity.models import CodeCard, Person
from institutional_pages.identity.open_sessions import VISIT
from institutional_pages.institutions.models import Institution
from institutional_pages.institutions.queries import network_at

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from institutional_pages.access.models import Appointment

View = TypeVar("View", bound=Callable[..., "HttpResponseBase"])
SESSION_KEY: Final = VISIT
LONGEST_SECONDS: Final = settings.SESSION_COOKIE_AGE
SEEN_EVERY_SECONDS: Final = 60


class NotSignedIn(Exception):
    """The address is for people who are signed in; the middleware sends the visitor to sign in and back."""


@dataclass(slots=True)
class Visit:
    """One request's answer to: from where, by what means, in which session, at which page."""

    address: str
    network: str = ""
    means: str = ""
    session: str = ""
    proved: float = 0.0  # when the person last proved who they are; seconds since 1970
    page: Institution | None = None
    capacities: frozenset[str] | None = None  # what the person is at `page`, where that was asked
    waiting: dict[str, int] = field(default_factory=dict)  # what the badges of the navigation count, where it is known already

    @property
    def origin(self) -> Origin:
        """What each event of this request carries."""
        return Origin(door="web", means=self.means, level=level_of(self.means), session=self.session, address=self.address, network=self.network)


def visit_of(request: HttpRequest) -> Visit:
    """The visit that the middleware found."""
    return cast(Visit, request.visit)  # type: ignore[attr-defined]


def signed_in(request: HttpRequest) -> Person:
    """The person, who has shown two factors in this session; else the visitor is sent to sign in."""
    if not visit_of(request).means or not isinstance(request.user, Person):
        raise NotSignedIn
    return request.user


def asks_proof(view: View) -> View:
    """For a view that gives access, signs or makes means of sign-in: who proved too long ago is asked before the form is shown, never after."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if signed_in(request) and request.method in {"GET", "HEAD"} and not proof.is_fresh(visit_of(request).proved):
            raise ProveAgain
        return view(request, *args, **kwargs)

    return cast("View", asked)


def must_choose_a_password(request: HttpRequest) -> bool:
    """Whether this person came in on a temporary password: then nothing is open but choosing an own one."""
    return bool(visit_of(request).means) and isinstance(request.user, Person) and request.user.password_is_temporary


def page_of(request: HttpRequest, page_id: UUID) -> Institution:
    """The open institution that this person knows, seen from one of its networks. Unknown and foreign are the same 404, after the same work."""
    visit, arrival = visit_of(request), arrive_at(person=signed_in(request), page_id=page_id)
    visit.page, visit.capacities = arrival.page, arrival.capacities
    arrival.require_network(visit.address)
    arrival.require_means(visit.means)
    return arrival.page


def ministry_role(request: HttpRequest, *roles: str) -> Appointment:
    """The standing appointment to one of `roles`, used from a network of the ministry."""
    person = signed_in(request)
    appointment = _first_appointment(person, roles)
    visit = visit_of(request)
    ministries = Institution.objects.filter(type=Institution.Type.MINISTRY).prefetch_related("names").order_by("pk")
    for ministry in ministries:
        try:
            require_network(ministry, visit.address)
        except OutsideTheNetwork:
            continue
        visit.page = ministry
        return appointment
    raise OutsideTheNetwork(phone=settings.HELPDESK["phone"])


def _first_appointment(person: Person, roles: tuple[str, ...]) -> Appointment:
    for role in roles:
        try:
            return rules.require_role(person, role)
        except NotInThisRole:
            continue
    raise NotInThisRole


def begin(*, means: str, card: CodeCard | None, address: str) -> dict[str, Any]:
    """What the session keeps of a sign-in that has just succeeded. Its key is drawn here and tells nothing of the cookie."""
    now = time.time()
    network = network_at(address)
    return {
        "key": secrets.token_hex(16),
        "means": means,
        "card": card.pk if card else None,
        "began": now,
        "seen": now,
        "proved": now,
        "address": address,
        "network": network.name if network else "",
    }


def arrive(request: HttpRequest) -> str:
    """Find out who is here and put it on the request; a visit that is over is ended. Returns why it ended, or nothing."""
    visit = Visit(address=client_address(request.META))
    request.visit = visit  # type: ignore[attr-defined]
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return ""
    if not isinstance(request.user, Person):
        return "" if SESSION_KEY in request.session else "password-changed"  # Django empties a session that an older password opened
    if reason := _over(kept, request.user):
        _end(request, kept, visit, reason)
        return reason
    _move(request, kept, visit.address)
    visit.network, visit.means, visit.session, visit.proved = kept["network"], kept["means"], kept["key"], kept["proved"]
    return ""


def prove(request: HttpRequest) -> None:
    """Whoever is signed in has proved again, just now, who they are."""
    kept = request.session[SESSION_KEY]
    kept["proved"] = visit_of(request).proved = time.time()
    request.session[SESSION_KEY] = kept


def leave(request: HttpRequest) -> None:
    """Sign out: the session is gone on the server, whoever still holds its cookie."""
    if isinstance(request.user, Person) and visit_of(request).means:
        record(request.user, "signed-out", request.user)
    logout(request)


def _over(kept: dict[str, Any], person: Person) -> str:
    now = time.time()
    if person.sessions_end_before and kept["began"] <= person.sessions_end_before.timestamp():
        return "everywhere"
    if now - kept["began"] >= LONGEST_SECONDS:
        return "too-long"
    if now - kept["seen"] >= settings.IDLE_SECONDS:
        return "idle"
    if kept["card"] and kept["card"] != person.card_today:
        return "card-ended"
    return ""


def _end(request: HttpRequest, kept: dict[str, Any], visit: Visit, reason: str) -> None:
    with acting_from(Origin(door="web", means=kept["means"], level=level_of(kept["means"]), session=kept["key"], address=visit.address)):
        record(cast(Person, request.user), "signed-out", cast(Person, request.user), reason=reason)
    logout(request)


def _move(request: HttpRequest, kept: dict[str, Any], address: str) -> None:
    """Last seen is written at most once a minute; the network anew when the address changed."""
    changed = False
    if kept["address"] != address:
        network = network_at(address)
        kept["address"], kept["network"], changed = address, network.name if network else "", True
    if time.time() - kept["seen"] >= SEEN_EVERY_SECONDS:
        kept["seen"], changed = time.time(), True
    if changed:
        request.session[SESSION_KEY] = kept
