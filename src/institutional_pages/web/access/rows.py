"""The list of people of a page, in words: what each sees, signs in with, and may be done about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.identity.code_card import FAILURES_ALLOWED
from institutional_pages.identity.means import WORDS as MEANS
from institutional_pages.institutions.calendar import BRUSSELS, today
from institutional_pages.web.templatetags.wording import Status, day

if TYPE_CHECKING:
    from datetime import datetime

    from institutional_pages.access.queries import ReaderRow
    from institutional_pages.access.scope import Scope

FEW_CODES: Final = 8
FIXED: Final[dict[str, Status]] = {
    "closed": Status(gettext_lazy("Account closed"), "bad"),
    "no-access": Status(gettext_lazy("No access"), ""),
    "no-card": Status(gettext_lazy("No code card"), "warn"),
    "locked": Status(gettext_lazy("Card locked"), "bad"),
    "invited": Status(gettext_lazy("Invited by mail"), "info"),
    "invitation-over": Status(gettext_lazy("Invitation expired"), "bad"),
    "password-expired": Status(gettext_lazy("Password expired"), "bad"),
    "not-signed-in": Status(gettext_lazy("Waiting for first sign-in"), "info"),
}
USED_UP, ALMOST = Status(gettext_lazy("Card used up"), "bad"), Status(gettext_lazy("Card almost used up"), "warn")
LEFT_STAFF, ACTIVE = Status(gettext_lazy("No longer on the staff"), "warn"), Status(gettext_lazy("Active"), "ok")


@dataclass(frozen=True, slots=True)
class Whole:
    """How many laws and kinds there are."""

    laws: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One person of the list."""

    row: ReaderRow
    sees: str
    means: str
    last_seen: str
    status: Status
    is_viewer: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return self.row.person.get_full_name()

    def matches(self, words: str) -> bool:
        """Whether every word stands in the name, the user name or the e-mail address."""
        person = self.row.person
        text = f"{self.name} {person.username} {person.email}".lower()
        return all(word in text for word in words.lower().split())


def shown(rows: list[ReaderRow], *, viewer_pk: int) -> list[Shown]:
    """The rows as the screen and the CSV show them."""
    whole = Whole(Law.objects.count(), Kind.objects.count())
    return [
        Shown(row, _sees(row, whole), means_in_words(row), seen_in_words(row.last_seen), status_of(row), row.person.pk == viewer_pk) for row in rows
    ]


def means_in_words(row: ReaderRow) -> str:
    """The code card and how much of it is left, and what is there beside it."""
    card = [] if row.card is None and row.other_means else [_card_in_words(row)]
    return " · ".join([*card, *(str(MEANS[means]) for means in row.other_means)])


def _card_in_words(row: ReaderRow) -> str:
    if row.card is None:
        return _("No code card")
    if row.card.failures >= FAILURES_ALLOWED:
        return _("Code card, locked after ten wrong codes")
    text = ngettext("Code card, %(n)s code left", "Code card, %(n)s codes left", row.codes_left)
    return text % {"n": row.codes_left}


def seen_in_words(moment: datetime | None) -> str:
    """`today 08:50`, `14 Jul 2026`, `never`."""
    if moment is None:
        return _("never")
    local = moment.astimezone(BRUSSELS)
    return _("today {time}").format(time=f"{local:%H:%M}") if local.date() == today() else day(local)


def status_of(row: ReaderRow) -> Status:
    """The most pressing first."""
    grant, state = row.grant, row.status
    if state == "expired" and grant is not None and grant.valid_until is not None:
        return Status(_("Ended on {day}").format(day=day(grant.valid_until)), "bad")
    if state == "no-access" and row.mandate is not None:
        return _of_administrator(row)
    if state in FIXED:
        return FIXED[state]
    if not row.on_staff and row.mandate is None and grant is not None and grant.officer_id is None:
        return LEFT_STAFF
    if row.unseen and row.last_seen is not None:
        return Status(_("Not seen for {n} days").format(n=(timezone.now() - row.last_seen).days), "warn")
    if row.codes_left <= FEW_CODES and not row.other_means:
        return ALMOST if row.codes_left else USED_UP
    return ACTIVE


def _of_administrator(row: ReaderRow) -> Status:
    """Who administers and reads nothing."""
    if row.card is None and not row.other_means:
        return FIXED["no-card"]
    if row.card is not None and row.card.failures >= FAILURES_ALLOWED:
        return FIXED["locked"]
    if row.person.password_has_expired:
        return FIXED["password-expired"]
    return ACTIVE if row.last_seen else FIXED["not-signed-in"]


def _sees(row: ReaderRow, whole: Whole) -> str:
    documents = scope_in_words(row.sees, whole) if row.grant is not None else _("Nothing")
    return _("{documents} + access").format(documents=documents) if row.mandate is not None and row.mandate.is_standing else documents


def scope_in_words(scope: Scope, whole: Whole) -> str:
    """`All documents`; a whole law, then a kind under every law, by its name alone; else each kind with the laws under which it is seen."""
    if scope.everything:
        return _("All documents")
    by_law, by_kind = _grouped(scope)
    full = [law for law, found in by_law.items() if len(found) == whole.kinds]
    parts = [law.short for law in sorted(full, key=lambda law: law.position)]
    for kind in sorted(by_kind, key=lambda kind: kind.position):
        laws = [law.short for law in sorted(by_kind[kind], key=lambda law: law.position) if law not in full]
        parts += [str(kind) if len(laws) == whole.laws else f"{kind} ({', '.join(laws)})"] if laws else []
    return " · ".join(parts) or _("Nothing")


def _grouped(scope: Scope) -> tuple[dict[Law, set[Kind]], dict[Kind, set[Law]]]:
    by_law: defaultdict[Law, set[Kind]] = defaultdict(set)
    by_kind: defaultdict[Kind, set[Law]] = defaultdict(set)
    for law, kind in scope.rows:
        by_law[law].add(kind)
        by_kind[kind].add(law)
    return by_law, by_kind
