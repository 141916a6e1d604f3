"""Numbers, days, sizes and states in the words of the reader's language (ux.md §4): `5 nov. 2026`, `5 301` (nl: `5.301`), `48 KB`."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from babel.dates import format_skeleton
from django import template
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from institutional_pages.access.invitations import address_part
from institutional_pages.identity.means import WORDS as MEANS
from institutional_pages.institutions.calendar import BRUSSELS
from institutional_pages.mailbox.models import Opening

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from institutional_pages.delivery.models import Delivery

register = template.Library()
THIN_SPACE: Final = "\u202f"  # never breaks
ZONES: Final = {"de": {"CET": "MEZ", "CEST": "MESZ"}}
MEGABYTE: Final = 1_000_000
MONTH: Final = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")


class Status(NamedTuple):
    """A state as a tag shows it: the word, and the class that gives shape and colour."""

    word: StrOrPromise
    shape: str


NEW, OPENED = Status(lazy("New"), "new"), Status(lazy("Opened"), "ok")
REPLACED, WITHDRAWN = Status(lazy("Replaced"), "warn"), Status(lazy("Withdrawn"), "bad")
HOW: Final[dict[str, StrOrPromise]] = {
    Opening.How.OPEN: pgettext_lazy("how a document was read", "opened"),
    Opening.How.PREVIEW: pgettext_lazy("how a document was read", "previewed"),
    Opening.How.DOWNLOAD: pgettext_lazy("how a document was read", "downloaded"),
    Opening.How.PART: pgettext_lazy("how a document was read", "read in part"),
    Opening.How.ZIP: pgettext_lazy("how a document was read", "downloaded in a ZIP file"),
    Opening.How.FOLDER: pgettext_lazy("how a document was read", "opened in the folder"),
    Opening.How.API: pgettext_lazy("how a document was read", "read by a machine"),
}


@register.filter
def signed_invitation(invitation_id: str) -> str:
    """The part of the address that a mail with an invitation holds."""
    return address_part(invitation_id)


@register.filter
def means_words(means: str) -> str:
    """How somebody signed in, such as `password+code-card`, in words."""
    return " + ".join(str(MEANS.get(one, one)) for one in means.split("+") if one)


@register.filter
def number(value: int) -> str:
    """Thousands by a thin space, in Dutch by a point."""
    return f"{value:,}".replace(",", "." if _language() == "nl" else THIN_SPACE)


@register.filter
def day(value: date | datetime) -> str:
    """`5 Nov 2026`; a moment gives its day in Brussels."""
    return _dated(value, "yMMMd")


@register.filter
def period(value: str) -> str:
    """`Oct 2026` of `2026-10`; a year stays, none is a dash."""
    return _period(value, "yMMM") or "–"


@register.filter
def whole_period(value: str) -> str:
    """`October 2026` of `2026-10`; a year stays, none is nothing."""
    return _period(value, "yMMMM")


@register.filter
def month(value: str) -> str:
    """`Oct` of `2026-10`."""
    return _period(value, "MMM")


@register.filter
def day_of_fact(fact: str) -> str:
    """As `day`, for the day that a mail keeps as `2026-11-05`."""
    return day(date.fromisoformat(fact))


@register.filter
def moment(value: datetime) -> str:
    """`5 Nov 2026, 09:14 CET`: evidence says its zone."""
    local = value.astimezone(BRUSSELS)
    zone = local.tzname() or ""
    return f"{day(local)}, {local:%H:%M} {ZONES.get(_language(), {}).get(zone, zone)}"


@register.filter
def clock(value: datetime) -> str:
    """`09:06:41` in Brussels."""
    return f"{value.astimezone(BRUSSELS):%H:%M:%S}"


@register.filter
def size(value: int) -> str:
    """`48 KB`, `1.2 MB`, with the decimal sign of the language."""
    if value < MEGABYTE:
        return _("{n} KB").format(n=max(1, round(value / 1000)))
    megabytes = f"{value / MEGABYTE:.1f}"
    return _("{n} MB").format(n=megabytes if _language() == "en" else megabytes.replace(".", ","))


@register.filter
def status(delivery: Delivery) -> Status:
    """What became of a document, the strongest word first."""
    if delivery.withdrawn_at:
        return WITHDRAWN
    if delivery.replaced_at:
        return REPLACED
    return OPENED if delivery.first_opened_at else NEW


@register.filter
def title(delivery: Delivery) -> str:
    """`Refused forms, RMI, October 2026`."""
    return ", ".join(filter(None, [str(delivery.kind), delivery.law.short, whole_period(delivery.period)]))


@register.filter
def how(opening: Opening) -> StrOrPromise:
    """By which means a document was read."""
    return HOW.get(opening.how, opening.how)


def _period(value: str, skeleton: str) -> str:
    month = MONTH.fullmatch(value)
    return _dated(date(int(month[1]), int(month[2]), 1), skeleton) if month else value


def _dated(value: date | datetime, skeleton: str) -> str:
    return _written(value.astimezone(BRUSSELS).date() if isinstance(value, datetime) else value, skeleton, _language())


@lru_cache(maxsize=5_000)  # a list writes the same few days over and over
def _written(day: date, skeleton: str, code: str) -> str:
    text = format_skeleton(skeleton, day, locale="en_GB" if code == "en" else code)
    return _with_point(text, day) if code == "nl" and skeleton != "yMMMM" else text


def _with_point(text: str, value: date) -> str:
    """Dutch shortens with a point, which Babel leaves out; May (`mei`) is not shortened."""
    month = format_skeleton("MMM", value, locale="nl")
    return text if month == "mei" else text.replace(month, f"{month}.")


def _language() -> str:
    return (get_language() or "en")[:2]
