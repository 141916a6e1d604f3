"""How far the switch-over is: every number is the number of rows behind it (ux.md §1). Its statements do not grow with the centres."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.models import Application

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from institutional_pages.identity.models import Person

SWITCHED, OPEN, NOTHING = "switched", "open", "nothing"
STATES: Final = (SWITCHED, OPEN, NOTHING)
WHERE: Final = ("region", "province")


@dataclass(frozen=True, slots=True)
class Line:
    """One region or province; `name` is empty where the list of centres names none."""

    name: str
    switched: int
    open: int
    nothing: int

    @property
    def centres(self) -> int:
        """All three together."""
        return self.switched + self.open + self.nothing

    @property
    def begun(self) -> int:
        """Switched, or on the way."""
        return self.switched + self.open

    @property
    def share(self) -> int:
        """Percent that has switched, rounded down: 100 is all of them."""
        return 100 * self.switched // self.centres if self.centres else 100


@dataclass(frozen=True, slots=True)
class Board:
    """The centres in three states, by region or province; and what stands in the way."""

    total: Line
    lines: list[Line]
    waiting_for_centre: int
    unreachable: int
    deadline: date | None
    days_left: int | None


def switch_over(*, member: Person, by: str = "region") -> Board:
    """For the Security Cell; `by`: one of `WHERE`. Five statements."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    counted: Counter[tuple[str, str]] = Counter()
    rows: QuerySet[Any, tuple[str, str, bool]] = _centres().values_list(by if by in WHERE else "region", "channel", "is_open_application")
    for place, channel, is_open in rows:
        counted[place, SWITCHED if channel == Channel.ELECTRONIC else OPEN if is_open else NOTHING] += 1
    lines = [Line(place, *(counted[place, state] for state in STATES)) for place in sorted({place for place, _ in counted})]
    total = Line("", *(sum(counted[line.name, state] for line in lines) for state in STATES))
    waiting = Application.objects.open().filter(decision="", institution__in=_centres()).exclude(asked_at=None).count()
    deadline = settings.DEADLINE
    return Board(total, lines, waiting, len(unreachable()), deadline, (deadline - today()).days if deadline else None)


def centres_in(*, member: Person, state: str, by: str = "region", place: str | None = None) -> QuerySet[Institution]:
    """The rows behind a number: the centres in one of `STATES` or `unreachable`, at one place or everywhere; by name is the caller's."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    rows = _centres().prefetch_related("names").order_by("pk")
    if place is not None and by in WHERE:
        rows = rows.filter(**{by: place})
    if state == "unreachable":
        return rows.filter(pk__in=unreachable())
    if state == SWITCHED:
        return rows.filter(channel=Channel.ELECTRONIC)
    return rows.filter(channel=Channel.PAPER, is_open_application=state == OPEN) if state in STATES else rows


def unreachable() -> set[int]:
    """The centres one of whose addresses gave the last mail back."""
    gave_back = dict(Notice.objects.exclude(given_up_at=None).values_list("to").annotate(last=Max("pk")))
    took = dict(Notice.objects.filter(to__in=gave_back).exclude(sent_at=None).values_list("to").annotate(last=Max("pk")))
    lost = {to for to, last in gave_back.items() if took.get(to, 0) < last}
    return {pk for pk, emails in _centres().values_list("pk", "emails") if lost.intersection(emails)} if lost else set()


def _centres() -> QuerySet[Any]:
    """Every open one that has a page."""
    is_open = Exists(Application.objects.open().filter(institution=OuterRef("pk")))
    return Institution.objects.centres().filter(suspended_at=None, successor=None).annotate(is_open_application=is_open)
