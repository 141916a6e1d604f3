"""The numbers of a run as the screen shows them: each leads to exactly the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutional_pages.delivery.models import RunItem
from institutional_pages.delivery.queries import UNOPENED
from institutional_pages.web.templatetags.wording import Status, number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from institutional_pages.delivery.models import Run
    from institutional_pages.delivery.queries import Sums

Outcome = RunItem.Outcome
ALL = "all"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, its words, the outcome that its link asks for, and the class of its colour (g good, b bad, w look here)."""

    count: int
    words: StrOrPromise
    outcome: str
    shape: str = ""


def tiles(sums: Sums, unopened: int) -> list[Tile]:
    """The numbers beside the equation; what waits is shown only while something does."""
    found = [
        Tile(sums.published, _to_centres(sums.published_centres), Outcome.PUBLISHED, "g"),
        Tile(sums.paper, _to_paper(sums.paper_centres), Outcome.PAPER),
        Tile(sums.refused, _("refused"), Outcome.REFUSED, "b" if sums.refused else "g"),
        Tile(sums.missing, _("missing against the list"), Outcome.MISSING, "b" if sums.missing else "g"),
        Tile(unopened, _("published, not opened"), UNOPENED, "w" if unopened else "g"),
    ]
    return [*found, Tile(sums.waiting, _("waiting"), Outcome.WAITING, "w")] if sums.waiting else found


def state_of(run: Run, sums: Sums) -> Status:
    """How the run stands, in a few words: red while anything is missing against the list."""
    if sums.missing:
        return Status(ngettext("{n} file is missing", "{n} files are missing", sums.missing).format(n=number(sums.missing)), "bad")
    if run.closed_at is None and sums.waiting:
        return Status(_("Under way"), "info")
    if sums.refused:
        words = ngettext("Almost done: {n} file needs you", "Almost done: {n} files need you", sums.refused)
        return Status(words.format(n=number(sums.refused)), "warn")
    return Status(_("Everything delivered"), "ok")


def first_rows(sums: Sums) -> str:
    """What stands under the numbers when nothing was asked for: the files that need somebody."""
    if sums.refused:
        return Outcome.REFUSED
    return Outcome.MISSING if sums.missing else ""


def _to_centres(centres: int) -> str:
    return ngettext("published to {n} centre", "published to {n} centres", centres).format(n=number(centres))


def _to_paper(centres: int) -> str:
    return ngettext("to paper, {n} centre", "to paper, {n} centres", centres).format(n=number(centres))
