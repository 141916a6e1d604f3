"""What can be seen of rights: whose pages, who reads them, which mandates. A fixed number of statements, whatever the number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment, Grant, GrantScope, Invitation, Mandate, Officer
from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.identity.code_card import FAILURES_ALLOWED
from institutional_pages.identity.means import CODE_APP, PASSKEY
from institutional_pages.identity.models import CodeApp, CodeCard, Employment, Holder, Passkey, Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution

READER, ADMINISTRATOR, FORMER_ADMINISTRATOR = "reader", "administrator", "former-administrator"
PRESIDENT, SECRETARY, CONSULTANT = Officer.Office.PRESIDENT.value, Officer.Office.SECRETARY.value, Officer.Office.CONSULTANT.value
UNSEEN_AFTER: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PageOfPerson:
    """A page and what the person is there; a former administrator still revokes while on the staff (design.md §4.4)."""

    institution: Institution
    capacities: frozenset[str]


@dataclass(slots=True)
class ReaderRow:
    """One person of the access screen (ux.md, screen 6)."""

    person: Person
    on_staff: bool = False
    grant: Grant | None = None
    sees: Scope = field(default_factory=Scope)
    card: CodeCard | None = None
    codes_left: int = 0
    other_means: list[str] = field(default_factory=list)  # beside the card: `eid`, `federation`, `passkey`, `code-app`
    mandate: Mandate | None = None
    invitation: Invitation | None = None

    @property
    def last_seen(self) -> datetime | None:
        """The last sign-in, at whatever page."""
        return self.person.last_login

    @property
    def mandate_ends(self) -> date | None:
        """The last day of the person's own mandate here."""
        return self.mandate.valid_until if self.mandate else None

    @property
    def unseen(self) -> bool:
        """May read, but has not signed in for 90 days."""
        since = self.last_seen or (self.grant.given_at if self.grant else None)
        return self.grant is not None and since is not None and since < timezone.now() - UNSEEN_AFTER

    @property
    def status(self) -> str:
        """The first that holds: closed, no-access, expired, no-card, locked, invited, invitation-over, password-expired, not-signed-in, active."""
        grant, card = self.grant, self.card
        if not self.person.is_active:
            return "closed"
        if grant is None:
            return "no-access"
        if grant.valid_until is not None and grant.valid_until < today():
            return "expired"
        if card is None and not self.other_means:
            return "no-card"
        if card is not None and card.failures >= FAILURES_ALLOWED:
            return "locked"
        if self.invitation is not None:
            return "invitation-over" if self.invitation.has_expired else "invited"
        if self.person.password_has_expired:
            return "password-expired"
        return "active" if self.last_seen else "not-signed-in"


def pages_of(person: Person) -> list[PageOfPerson]:
    """Every open page with which `person` has to do, by name; five statements."""
    held = _capacities(person)
    pages = Institution.objects.centres().filter(pk__in=held, suspended_at=None, successor=None).prefetch_related("names")
    return sorted((PageOfPerson(page, frozenset(held[page.pk])) for page in pages), key=lambda found: found.institution.name)


def capacities(person: Person, institution: Institution) -> frozenset[str]:
    """What `person` is at this page; empty for a stranger and for a page that is closed; three statements."""
    return frozenset(_capacities(person)[institution.pk]) if institution.is_open else frozenset()


def roles_of(person: Person) -> frozenset[str]:
    """The roles of `person` at the ministry today."""
    return frozenset(Appointment.objects.standing().filter(person=person).values_list("role", flat=True))


def readers_of(institution: Institution, *, viewer: Person) -> list[ReaderRow]:
    """Staff, readers and administrators of the page with what they see and by what means, by name (security.md §1, row 19)."""
    rules.require_overseer(viewer, institution)
    rows: dict[int, ReaderRow] = {}
    for employment in Employment.objects.standing().filter(institution=institution).select_related("person"):
        _row(rows, employment.person).on_staff = True
    for grant in _with_scopes(Grant.objects.standing().filter(institution=institution)):
        row = _row(rows, grant.reader)
        row.grant, row.sees = grant, _sees(grant)
    for mandate in Mandate.objects.open().filter(institution=institution, enabled_at__isnull=False).select_related("holder"):
        _row(rows, mandate.holder).mandate = mandate
    for card in CodeCard.objects.standing().filter(person__in=list(rows)).annotate(left=Count("codes", filter=Q(codes__used_at=None))):
        rows[card.person_id].card, rows[card.person_id].codes_left = card, card.left  # type: ignore[attr-defined]  # annotated
    for invitation in Invitation.objects.open().filter(person__in=list(rows)):
        rows[invitation.person_id].invitation = invitation
    for person, means in _other_means(list(rows)):
        rows[person].other_means.append(means)
    return _by_name(rows.values())


def colleagues_of(institution: Institution, *, administrator: Person) -> list[Person]:
    """The staff of the centre by name, without `administrator`: those to whom access can be given, or a card made."""
    rules.require_mandate(administrator, institution)
    employed = Employment.objects.standing().filter(institution=institution).values("person")
    return list(Person.objects.filter(pk__in=employed, is_active=True).exclude(pk=administrator.pk).order_by("last_name", "first_name"))


def mandates_of(institution: Institution, *, viewer: Person) -> list[Mandate]:
    """Every mandate of the centre, the open ones first, then the latest; who designated, signed, enabled and ended each."""
    rules.require_overseer(viewer, institution)
    mandates = _with_people(Mandate.objects.filter(institution=institution)).order_by("-pk")
    return sorted(mandates, key=lambda mandate: mandate.ended_at is not None)


def mandates_to_enable(member: Person) -> list[Mandate]:
    """Signed by both and waiting for the Security Cell, the oldest first."""
    rules.require_role(member, Appointment.Role.SECURITY_CELL)
    signed = {"president_signed_at__isnull": False, "secretary_signed_at__isnull": False}
    return list(_with_people(Mandate.objects.open().filter(enabled_at=None, valid_until__gte=today(), **signed)).order_by("designated_at"))


def _capacities(person: Person) -> defaultdict[int, set[str]]:
    """By institution; a mandate past its last day counts as an ended one, whether or not the daily job has ended it."""
    held: defaultdict[int, set[str]] = defaultdict(set)
    for institution, office in Officer.objects.standing().filter(person=person).values_list("institution_id", "office"):
        held[institution].add(office)
    for institution in Grant.objects.active().filter(reader=person).values_list("institution_id", flat=True):
        held[institution].add(READER)
    employed = Employment.objects.standing().filter(person=OuterRef("holder"), institution=OuterRef("institution"))
    for mandate in Mandate.objects.filter(holder=person, enabled_at__isnull=False).annotate(on_staff=Exists(employed)):
        if mandate.is_standing:
            held[mandate.institution_id].add(ADMINISTRATOR)
        elif mandate.on_staff:  # type: ignore[attr-defined]  # annotated
            held[mandate.institution_id].add(FORMER_ADMINISTRATOR)
    return held


def _row(rows: dict[int, ReaderRow], person: Person) -> ReaderRow:
    return rows.setdefault(person.pk, ReaderRow(person))


def _other_means(people: list[int]) -> Iterable[tuple[int, str]]:
    """One statement for all."""
    of_them = {"person__in": people, "removed_at": None}
    elsewhere = Holder.objects.filter(**of_them).values_list("person_id", "kind")
    keys = Passkey.objects.filter(**of_them).values_list("person_id", Value(PASSKEY))
    apps = CodeApp.objects.filter(**of_them, confirmed_at__isnull=False).values_list("person_id", Value(CODE_APP))
    return list(elsewhere.union(keys, apps))


def _sees(grant: Grant) -> Scope:
    """From what `_with_scopes` brought along."""
    return EVERYTHING if grant.everything else Scope.of((row.law, row.kind) for row in grant.scopes.all())


def _with_scopes(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    rows = GrantScope.objects.select_related("law", "kind")
    return grants.select_related("reader", "given_by", "mandate", "officer").prefetch_related(Prefetch("scopes", queryset=rows))


def _with_people(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    people = ("holder", "designated_by", "president_signed_by", "secretary_signed_by", "enabled_by", "ended_by")
    return mandates.select_related("institution", *people).prefetch_related("institution__names")


def _by_name(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.person.last_name.lower(), row.person.first_name.lower()))
