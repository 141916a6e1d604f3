"""Where a person can go: the screens of each role, at the pages and in the ministry roles that are theirs today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from institutional_pages.access.models import Appointment
from institutional_pages.access.queries import (
    ADMINISTRATOR,
    CONSULTANT,
    FORMER_ADMINISTRATOR,
    PRESIDENT,
    READER,
    SECRETARY,
    capacities,
    pages_of,
    roles_of,
)
from institutional_pages.institutions.models import Channel, Institution

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import Person

SIGNERS: Final = (PRESIDENT, SECRETARY)
Role = Appointment.Role


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen by the name of its address, and the roles that see it in their navigation."""

    name: str
    title: StrOrPromise
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation or of the chooser."""

    title: StrOrPromise
    address: str
    name: str = ""
    badge: int | None = None  # what is waiting there; None: nothing is counted


@dataclass(frozen=True, slots=True)
class Place:
    """One page of a centre, or one role at the ministry, with its screens; the first is its home."""

    title: StrOrPromise
    links: list[Link] = field(default_factory=list)

    @property
    def home(self) -> Link:
        """The screen one lands on."""
        return self.links[0]


def _screen(name: str, title: StrOrPromise, *roles: str) -> Screen:
    return Screen(name, title, frozenset(roles))


# The order is the order on screen; the first that a person sees is their home (ux.md §2). Addresses take `page_id`. A screen that two roles
# know by different words stands twice, and is shown to a person once, where it comes first.
CENTRE_SCREENS: Final = (
    _screen("mandate", _("To sign"), *SIGNERS),
    _screen("access", _("Access"), ADMINISTRATOR),
    _screen("mailbox", _("Mailbox"), READER),
    _screen("year", _("Year view"), READER),
    _screen("deadlines", _("Deadlines"), READER),
    _screen("access", _("Who has access"), *SIGNERS, CONSULTANT, FORMER_ADMINISTRATOR),
    _screen("mandate", _("Mandate"), ADMINISTRATOR, CONSULTANT),
    _screen("page-switch", _("Switch-over"), *SIGNERS, CONSULTANT, ADMINISTRATOR),
    _screen("access-log", _("Access log"), ADMINISTRATOR, *SIGNERS, CONSULTANT),
)
# Who has chosen the year view as home finds the two in each other's place.
YEAR_FIRST: Final = {"mailbox": "year", "year": "mailbox"}
ON_PAPER_ONLY: Final = {"page-switch"}  # once a centre has switched it has nothing to do there
# Addresses take nothing.
MINISTRY_SCREENS: Final = (
    _screen("switch-over", _("Switch-over"), Role.SECURITY_CELL),
    _screen("applications", _("Applications"), Role.SECURITY_CELL),
    _screen("centres", _("Centres"), Role.SECURITY_CELL),
    _screen("mandates", _("Mandates"), Role.SECURITY_CELL),
    _screen("roles", _("Roles"), Role.SECURITY_CELL),
    _screen("networks", _("Networks"), Role.SECURITY_CELL, Role.OPERATOR),
    _screen("machines", _("Machines"), Role.SECURITY_CELL, Role.OPERATOR),
    _screen("coverage", _("Coverage"), Role.SECURITY_CELL),
    _screen("mergers", _("Mergers"), Role.SECURITY_CELL),
    _screen("audit", _("Audit log"), Role.AUDITOR),
    _screen("runs", _("Runs"), Role.PUBLISHER, Role.AUDITOR),
    _screen("to-confirm", _("Switch-overs"), Role.PUBLISHER),
    _screen("emergency", _("Emergency paper"), Role.SECURITY_CELL, Role.PUBLISHER),
    _screen("not-opened", _("Not opened"), Role.PUBLISHER),
    _screen("paper", _("Paper post"), Role.PAPER_ROOM),
    _screen("trainings", _("Trainings"), Role.TRAINER),
    _screen("operation", _("Operation"), Role.OPERATOR),
)
# What a badge counts, by the name of the screen; the screen's own module adds it.
BADGES: Final[dict[str, Callable[[Person, Institution | None], int]]] = {}
NOTHING_KNOWN: Final[Mapping[str, int]] = {}


def places_of(person: Person) -> list[Place]:
    """Every place of this person that has a screen: pages by name, then ministry roles."""
    places = [Place(page.institution.name, centre_links(person, page.institution, page.capacities)) for page in pages_of(person)]
    roles = roles_of(person)
    places += [Place(_("Ministry"), ministry_links(person, roles))] if roles else []
    return [place for place in places if place.links]


def centre_links(person: Person, page: Institution, roles: frozenset[str], waiting: Mapping[str, int] = NOTHING_KNOWN) -> list[Link]:
    """The screens of `page` for these roles; `waiting` is what badges count, where somebody has counted it already."""
    links: dict[str, Link] = {}
    for screen in CENTRE_SCREENS:
        if screen.name in ON_PAPER_ONLY and page.channel != Channel.PAPER:
            continue
        if screen.roles & roles and screen.name not in links and (link := _link(screen, person, page, waiting)):
            links[screen.name] = link
    order = [YEAR_FIRST.get(name, name) for name in links] if person.home == person.Home.YEAR and YEAR_FIRST.keys() <= links.keys() else links
    return [links[name] for name in order]


def ministry_links(person: Person, roles: frozenset[str]) -> list[Link]:
    """The screens of the ministry for these roles."""
    return [link for screen in MINISTRY_SCREENS if screen.roles & roles and (link := _link(screen, person, None))]


def navigation(
    person: Person, page: Institution | None, *, held: frozenset[str] | None = None, waiting: Mapping[str, int] = NOTHING_KNOWN
) -> list[Link]:
    """What stands under the header: the screens of the page one is at, else those of one's ministry roles, else of one's only page.

    `held` is what the person is at the page, where this request has asked that already.
    """
    if page is not None and page.has_page:
        return centre_links(person, page, capacities(person, page) if held is None else held, waiting)
    if roles := roles_of(person):
        return ministry_links(person, roles)
    places = places_of(person)
    return places[0].links if len(places) == 1 else []


def _link(screen: Screen, person: Person, page: Institution | None, waiting: Mapping[str, int] = NOTHING_KNOWN) -> Link | None:
    try:
        address = reverse(screen.name, kwargs={"page_id": page.uuid} if page else None)
    except NoReverseMatch:  # the screen does not exist yet
        return None
    return Link(screen.title, address, screen.name, waiting[screen.name] if screen.name in waiting else _counted(screen, person, page))


def _counted(screen: Screen, person: Person, page: Institution | None) -> int | None:
    count = BADGES.get(screen.name)
    return count(person, page) if count else None
