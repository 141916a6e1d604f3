"""The year view: one square for each month of each kind, which leads to exactly the documents that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from institutional_pages.institutions.calendar import today
from institutional_pages.mailbox.filters import Filter
from institutional_pages.mailbox.year import State, due, year_of_page
from institutional_pages.web.mailbox.address import Asked
from institutional_pages.web.rendering import render_page
from institutional_pages.web.templatetags.wording import NEW, OPENED, WITHDRAWN, number, whole_period
from institutional_pages.web.visits import page_of, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.catalogue.models import Law
    from institutional_pages.mailbox.year import Cell, Series, Year

FIRST_YEAR, LAST_YEAR = 1900, 2999


class Sign(NamedTuple):
    """How a state is shown: word, shape and colour (by class), never colour alone."""

    word: StrOrPromise
    mark: str
    shape: str


SIGNS: Final = {
    State.NEW: Sign(NEW.word, "●", "new"),
    State.OPENED: Sign(OPENED.word, "✓", "ok"),
    State.WITHDRAWN: Sign(WITHDRAWN.word, "✕", "gone"),
    State.MISSING: Sign(_("Expected, not published"), "!", "gap"),
    State.NOT_DUE: Sign(_("Not due yet"), "·", "wait"),
    State.NOTHING: Sign(_("No document"), "", "none"),
}
ALWAYS_EXPLAINED: Final = (State.NEW, State.OPENED, State.MISSING, State.NOT_DUE)


@dataclass(frozen=True, slots=True)
class Square:
    """One cell as it is shown: where it leads (nowhere without a document), and what it says aloud."""

    cell: Cell
    sign: Sign
    address: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One kind under one law, with its squares."""

    series: Series
    squares: list[Square]


@dataclass(frozen=True, slots=True)
class Grid:
    """One law, with its monthly kinds, and with its yearly ones where a document of the year is there."""

    law: Law
    months: list[Line]
    years: list[Line]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing of one series, and the day by which the last of it was expected."""

    series: Series
    periods: list[str]
    by: date


@require_safe
def year(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The documents of one year in the reader's scope; `?year=2025` for another than this one. Looking opens nothing."""
    reader, institution = signed_in(request), page_of(request, page_id)
    shown = year_of_page(reader=reader, institution=institution, number=_asked_year(request.GET.get("year", "")))
    mailbox = reverse("mailbox", kwargs={"page_id": page_id})
    present = {cell.state for series in shown.series for cell in series.cells}
    context: dict[str, Any] = {
        "institution": institution,
        "year": shown,
        "now": timezone.now(),
        "months": [f"{shown.number}-{month:02d}" for month in range(1, 13)],
        "grids": [] if shown.is_empty else list(_grids(shown, mailbox)),
        "signs": [SIGNS[state] for state in State if state in ALWAYS_EXPLAINED or (state is State.WITHDRAWN and state in present)],
        "gaps": [_gap(series) for series in shown.missing],
        "elsewhere": [(kind, mailbox + Asked(Filter(kind=kind.code)).query) for kind in shown.by_year_or_none],
        "earlier": min(shown.number - 1, shown.last) if shown.number > shown.first else None,
        "later": max(shown.number + 1, shown.first) if shown.number < shown.last else None,
    }
    return render_page(request, page="mailbox/year.html", context=context)


def _asked_year(text: str) -> int:
    """This year, unless another is asked for."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR
    return int(text) if is_year else today().year


def _grids(shown: Year, mailbox: str) -> Iterator[Grid]:
    for law in {series.law.pk: series.law for series in shown.series}.values():
        lines = [Line(series, [_square(series, cell, mailbox) for cell in series.cells]) for series in shown.series if series.law == law]
        yield Grid(
            law, [line for line in lines if len(line.squares) > 1], [line for line in lines if len(line.squares) == 1 and line.squares[0].address]
        )


def _square(series: Series, cell: Cell, mailbox: str) -> Square:
    sign = SIGNS[cell.state]
    wanted = Filter(law=series.law.code, kind=series.kind.code, period=cell.period)
    address = mailbox + Asked(wanted, document=cell.document).query if cell.documents else ""
    return Square(cell, sign, address, _label(series, cell, sign))


def _label(series: Series, cell: Cell, sign: Sign) -> str:
    """`Refused forms, RMI, October 2026: New`, and how many where there are several."""
    title = ", ".join([str(series.kind), series.law.short, whole_period(cell.period)])
    several = ngettext("{n} document", "{n} documents", cell.documents).format(n=number(cell.documents)) if cell.documents > 1 else ""
    return f"{title}: " + ", ".join(filter(None, [str(sign.word), several]))


def _gap(series: Series) -> Gap:
    periods = [cell.period for cell in series.cells if cell.state is State.MISSING]
    return Gap(series, periods, due(series.kind, periods[-1]))
