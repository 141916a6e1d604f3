"""One year of a page at a glance: per law and kind what came for each month, and what was expected but has not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import CharField, Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from institutional_pages.access import rules
from institutional_pages.catalogue.models import Kind, Publication
from institutional_pages.delivery.models import Delivery, PageTotal
from institutional_pages.institutions.calendar import day_of, today
from institutional_pages.institutions.models import Channel

if TYPE_CHECKING:
    from institutional_pages.access.models import Grant
    from institutional_pages.catalogue.models import Law, Named
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

STANDING: Final = Q(withdrawn_at=None, replaced_at=None)


class State(StrEnum):
    """What the page holds for one kind, law and period, the first that holds."""

    NEW = "new"
    OPENED = "opened"
    WITHDRAWN = "withdrawn"  # and nothing stands in its place
    MISSING = "missing"  # expected, not published
    NOT_DUE = "not-due"
    NOTHING = "nothing"  # and nobody expects it


@dataclass(frozen=True, slots=True)
class Cell:
    """The documents of one period, those replaced and withdrawn too, as the list shows them; `document` when it is only one."""

    period: str
    state: State
    documents: int = 0
    document: UUID | None = None


@dataclass(slots=True)
class Series:
    """One kind under one law: twelve cells of a monthly kind, one of a yearly one. `first` is the first period that the page holds of it."""

    law: Law
    kind: Kind
    first: str
    publications: list[Publication]
    cells: list[Cell]

    def runs_on(self, day: date) -> bool:
        """Whether any service may publish it on that day."""
        return any(_valid(one, day) for one in self.publications) and _valid(self.law, day) and _valid(self.kind, day)


@dataclass(frozen=True, slots=True)
class Year:
    """The series of a year in the order of the catalogue; `first` and `last` are the years that can hold anything."""

    number: int
    series: list[Series]
    by_year_or_none: list[Kind]  # kinds that have no months
    first: int
    last: int

    @property
    def is_empty(self) -> bool:
        """Nothing came and nothing is missing."""
        return all(cell.state in (State.NOT_DUE, State.NOTHING) for series in self.series for cell in series.cells)

    @property
    def missing(self) -> list[Series]:
        """The series of which a month was expected and has not come."""
        return [series for series in self.series if any(cell.state is State.MISSING for cell in series.cells)]


def year_of_page(*, reader: Person, institution: Institution, number: int) -> Year:
    """
    The year `number` in the scope of `reader`, in a number of statements that no document changes.

    A month is expected when the page has held an earlier one of its series, the days are over within which its kind is usually published
    (`Kind.due_after_days`), and on that day the centre was electronic and the series was running.
    """
    grant = rules.require_reader(reader, institution)
    within = rules.within(grant)
    known = _known(grant, within)
    found = _found(grant, within, number, known)
    for series in known:
        series.cells = [_cell(institution, series, period, found) for period in _periods(series.kind, number)]
    years = [int(series.first[:4]) for series in known if series.first] + [today().year]
    years += [day_of(institution.channel_since).year] if institution.channel_since else []
    return Year(
        number=number,
        series=[series for series in known if _shows(series)],
        by_year_or_none=list({series.kind.pk: series.kind for series in known if series.kind.period != Kind.Period.MONTH}.values()),
        first=min(years),
        last=today().year,
    )


def due(kind: Kind, period: str) -> date:
    """The last day on which a document of `period` (2026-10 or 2025) is still in time: that of the period itself where the kind names no days."""
    following = date(int(period[:4]) + 1, 1, 1) if len(period) == 4 else date(int(period[:4]) + int(period[5:]) // 12, int(period[5:]) % 12 + 1, 1)
    return following - timedelta(days=1) + timedelta(days=kind.due_after_days or 0)


def _known(grant: Grant, within: Q) -> list[Series]:
    """Every series that was ever published, within the scope."""
    held = PageTotal.objects.filter(page=grant.institution_id, law=OuterRef("law"), kind=OuterRef("kind")).order_by("period")
    publications = Publication.objects.filter(within).select_related("law", "kind").annotate(first=Subquery(held.values("period")[:1]))
    known: dict[tuple[int, int], Series] = {}
    for one in publications.order_by("law__position", "kind__position", "pk"):
        key = (one.law_id, one.kind_id)
        known.setdefault(key, Series(one.law, one.kind, one.first or "", [], [])).publications.append(one)
    return list(known.values())


def _found(grant: Grant, within: Q, number: int, known: list[Series]) -> dict[tuple[int, int, str], dict[str, Any]]:
    """How much the page holds of each series and period of the year, from the index by page, law, kind and period."""
    periodic = [series for series in known if series.kind.period != Kind.Period.NONE]
    held = Delivery.objects.on_page().filter(
        within,
        page=grant.institution_id,
        law__in={series.law.pk for series in periodic},
        kind__in={series.kind.pk for series in periodic},
        period__gte=f"{number}",
        period__lte=f"{number}-12",
    )
    counted = held.order_by().values("law_id", "kind_id", "period")
    counted = counted.annotate(
        documents=Count("pk"),
        standing=Count("pk", filter=STANDING),
        new=Count("pk", filter=STANDING & Q(first_opened_at=None)),
        one=Min(Cast("uuid", CharField())),
    )
    return {(row["law_id"], row["kind_id"], row["period"]): dict(row) for row in counted}


def _cell(institution: Institution, series: Series, period: str, found: dict[tuple[int, int, str], dict[str, Any]]) -> Cell:
    row = found.get((series.law.pk, series.kind.pk, period))
    if row is None:
        return Cell(period, _absent(institution, series, period))
    state = State.NEW if row["new"] else State.OPENED if row["standing"] else State.WITHDRAWN
    return Cell(period, state, row["documents"], UUID(row["one"]) if row["documents"] == 1 else None)


def _absent(institution: Institution, series: Series, period: str) -> State:
    day = due(series.kind, period)
    if not _comes_here(institution, day) or not series.runs_on(day):
        return State.NOTHING
    if today() <= day:
        return State.NOT_DUE
    is_awaited = series.kind.due_after_days is not None and "" < series.first < period
    return State.MISSING if is_awaited else State.NOTHING


def _comes_here(institution: Institution, day: date) -> bool:
    """Whether documents of that day come to the page; before the switch they came by post."""
    since = institution.channel_since
    return institution.channel == Channel.ELECTRONIC and (since is None or day_of(since) <= day)


def _periods(kind: Kind, number: int) -> list[str]:
    if kind.period == Kind.Period.MONTH:
        return [f"{number}-{month:02d}" for month in range(1, 13)]
    return [f"{number}"] if kind.period == Kind.Period.YEAR else []


def _shows(series: Series) -> bool:
    """It ran at some time of the year, or the page holds something of it."""
    runs = any(series.runs_on(due(series.kind, cell.period)) for cell in series.cells)
    return runs or any(cell.documents for cell in series.cells)


def _valid(fact: Named | Publication, day: date) -> bool:
    return fact.valid_from <= day and (fact.valid_until is None or day <= fact.valid_until)
