"""Coming to a page: whether it exists for a person, what they are there and on which networks it is; one statement, anew at every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from institutional_pages.access import rules
from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.access.queries import ADMINISTRATOR, CONSULTANT, FORMER_ADMINISTRATOR, PRESIDENT, READER, SECRETARY
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, Network, NetworkRange

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

USE: Final = "network_uses__"
RANGE: Final = "network_uses__network__ranges__"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page with its names at hand, what the person is there today, and the ranges of the networks that it uses today."""

    page: Institution
    capacities: frozenset[str]
    ranges: list[NetworkRange]

    def require_network(self, address: str) -> Network:
        """As `rules.require_network`, without asking the database again."""
        return rules.require_address_in(self.ranges, address)


def arrive(*, person: Person, page_id: UUID) -> Arrival:
    """The open page with which `person` has to do (`rules.ties`); an unknown and a foreign one are the same refusal, after the same work."""
    rows: list[Any] = list(_with_networks(_with_capacities(_pages(person, page_id), person)))
    if not rows:
        raise NoSuchPage
    page: Institution = rows[0]
    page.standing_names = {row.language_of_name: row.text_of_name for row in rows if row.text_of_name and row.name_until is None}
    return Arrival(page, _capacities(rows[0]), _ranges(rows))


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
    """A row for each name and range; what is not valid today falls away in `_ranges`, so that a page without any is still one row."""
    return pages.annotate(
        language_of_name=F("names__language"),
        text_of_name=F("names__name"),
        name_until=F("names__valid_until"),
        used_from=F(f"{USE}valid_from"),
        used_until=F(f"{USE}valid_until"),
        network=F(f"{USE}network"),
        network_name=F(f"{USE}network__name"),
        network_operator=F(f"{USE}network__operator"),
        is_report_only=F(f"{USE}network__report_only"),
        range=F(f"{RANGE}pk"),
        cidr=F(f"{RANGE}cidr"),
        range_from=F(f"{RANGE}valid_from"),
        range_until=F(f"{RANGE}valid_until"),
    ).order_by("range")


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
        if row.cidr and _stands(row.used_from, row.used_until) and _stands(row.range_from, row.range_until):
            network = Network(pk=row.network, name=row.network_name, operator=row.network_operator, report_only=row.is_report_only)
            found[row.range] = NetworkRange(pk=row.range, cidr=row.cidr, network=network)
    return list(found.values())


def _stands(first: date, last: date | None) -> bool:
    return first <= today() and (last is None or last >= today())
