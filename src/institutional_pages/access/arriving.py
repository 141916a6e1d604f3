"""Coming to a page: whether it exists for a person, what they are there and on which networks it is; one statement, anew at every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from institutional_pages.access import rules
from institutional_pages.access.errors import MeansRequired, NoSuchPage
from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.access.network_rules import require_address_in
from institutional_pages.access.queries import ADMINISTRATOR, CONSULTANT, FORMER_ADMINISTRATOR, PRESIDENT, READER, SECRETARY
from institutional_pages.identity.means import WORDS
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, Network, NetworkRange
from institutional_pages.statements import A_PERSON, AN_ADDRESS, Written, address


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page with its names at hand, what the person is there today, and the ranges of the networks that it uses today."""

    page: Institution
    capacities: frozenset[str]
    ranges: list[NetworkRange]
    open_to_all: Network | None = None  # today whoever is outside is let in, too

    def require_network(self, address: str) -> Network:
        """As `network_rules.require_network`, without asking the database again."""
        return require_address_in(self.ranges, address, open_to_all=self.open_to_all)

    def require_means(self, means: str) -> None:
        """That a session by `means` (`password+code-card`) is one that the centre asks for; `MeansRequired`."""
        wanted = self.page.required_means
        if wanted and not set(wanted).intersection(means.split("+")):
            raise MeansRequired(means=", ".join(str(WORDS[one]) for one in wanted if one in WORDS))


def arrive(*, person: Person, page_id: UUID) -> Arrival:
    """The open page with which `person` has to do (`rules.ties`); an unknown and a foreign one are the same refusal, after the same work."""
    given = {A_PERSON: person.pk, address(AN_ADDRESS): address(page_id)}
    rows = _statement(connection.vendor, today()).asked(given)
    if not rows:
        raise NoSuchPage
    page: Institution = rows[0]
    page.standing_names = {row.language_of_name: row.text_of_name for row in rows if row.text_of_name and row.name_stands}
    return Arrival(page, _capacities(rows[0]), _ranges(rows), _open_to_all(rows))


@lru_cache(maxsize=1)
def _statement(vendor: str, day: date) -> Written:  # noqa: ARG001 - the key of the cache
    anybody = Person(pk=A_PERSON)
    return Written.of(_with_networks(_with_capacities(_pages(anybody, AN_ADDRESS), anybody)))


def _pages(person: Person, page_id: UUID) -> QuerySet[Institution]:
    known = reduce(or_, (Q(Exists(rows)) for rows in rules.ties(person, OuterRef("pk"))))
    return Institution.objects.filter(known, uuid=page_id, suspended_at=None, successor=None)


def _with_capacities(pages: QuerySet[Institution], person: Person) -> QuerySet[Institution]:
    """The same as `queries.capacities`, which asks about all pages."""
    day, here = today(), OuterRef("pk")
    offices = Officer.objects.standing().filter(person=person, institution=here)
    mandates = Mandate.objects.filter(holder=person, institution=here)
    over = Q(ended_at__isnull=False) | Q(valid_from__gt=day) | Q(valid_until__lt=day)
    return pages.annotate(
        is_president=Exists(offices.filter(office=PRESIDENT)),
        is_secretary=Exists(offices.filter(office=SECRETARY)),
        is_consultant=Exists(offices.filter(office=CONSULTANT)),
        is_reader=Exists(Grant.objects.active().filter(reader=person, institution=here)),
        is_administrator=Exists(mandates.standing()),
        was_administrator=Exists(mandates.filter(over, enabled_at__isnull=False)),
        is_on_staff=Exists(person.employments.standing().filter(institution=here)),
    )


def _with_networks(pages: QuerySet[Institution]) -> QuerySet[Institution]:
    """A row for each name and range; what does not stand today falls away afterwards, so that a page without any is still one row."""
    return pages.annotate(
        language_of_name=F("names__language"),
        text_of_name=F("names__name"),
        name_stands=_is(Q(names__valid_until=None)),
        network=F("network_uses__network"),
        network_name=F("network_uses__network__name"),
        network_operator=F("network_uses__network__operator"),
        is_report_only=F("network_uses__network__report_only"),
        use_stands=_is(_standing("network_uses__")),
        use_is_open=_is(Q(network_uses__open_until__gte=today())),
        range=F("network_uses__network__ranges"),
        cidr=F("network_uses__network__ranges__cidr"),
        range_stands=_is(_standing("network_uses__network__ranges__")),
    ).order_by("range")


def _standing(of: str) -> Q:
    """`Dated.valid_on` today, for what is joined."""
    day = today()
    return Q(**{f"{of}valid_from__lte": day}) & (Q(**{f"{of}valid_until": None}) | Q(**{f"{of}valid_until__gte": day}))


def _is(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0)


def _capacities(page: Any) -> frozenset[str]:
    held = {
        PRESIDENT: page.is_president,
        SECRETARY: page.is_secretary,
        CONSULTANT: page.is_consultant,
        READER: page.is_reader,
        ADMINISTRATOR: page.is_administrator,
        FORMER_ADMINISTRATOR: page.was_administrator and page.is_on_staff,
    }
    return frozenset(capacity for capacity, holds in held.items() if holds)


def _ranges(rows: list[Any]) -> list[NetworkRange]:
    found: dict[int, NetworkRange] = {}
    for row in rows:
        if row.use_stands and row.range_stands:
            found[row.range] = NetworkRange(pk=row.range, cidr=row.cidr, network=_network(row))
    return list(found.values())


def _open_to_all(rows: list[Any]) -> Network | None:
    return next((_network(row) for row in rows if row.use_stands and row.use_is_open), None)


def _network(row: Any) -> Network:
    return Network(pk=row.network, name=row.network_name, operator=row.network_operator, report_only=bool(row.is_report_only))
