"""What a row changes: old facts end the day before the new ones begin; everything is gathered and written table by table."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models

from institutional_pages.access.models import Officer
from institutional_pages.administration.matching import Known, Match, person_of
from institutional_pages.administration.rows import Row
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import BRUSSELS, today
from institutional_pages.institutions.models import Address, Channel, Identifier, Institution, InstitutionName, Network, NetworkRange, NetworkUse

PLAIN = ("languages", "facilities", "province", "region", "emails")
BATCH = 500
Parts = list[str]


class Book:
    """Rows to write: parents before children, ends before beginnings."""

    def __init__(self) -> None:
        self.ends: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.begins: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.changed: list[Institution] = []

    def write(self) -> None:
        """A few statements per table, whatever the number of rows."""
        for parent in (Person, Institution, Network):
            parent._default_manager.bulk_create(self.begins.pop(parent, []), batch_size=BATCH)
        Institution.objects.bulk_update(self.changed, PLAIN, batch_size=BATCH)
        for dated, rows in self.ends.items():
            dated._default_manager.bulk_update(rows, ["valid_until"], batch_size=BATCH)
        for child, rows in self.begins.items():
            child._default_manager.bulk_create(rows, batch_size=BATCH)


def put_down(match: Match, known: Known, book: Book) -> tuple[Institution, Parts]:
    """Gather in `book` what the row changes; the centre and the names of what changed: none when all stands already."""
    row, institution = match.row, match.institution or _new(match.row)
    if match.institution is None:
        book.begins[Institution].append(institution)
    entry = _Entry(row, institution, match.institution is None, known, book)
    parts = [*entry.plain(), *entry.numbers(), *entry.names(), *entry.address(), *entry.network(), *entry.officers()]
    return institution, parts


def _new(row: Row) -> Institution:
    since = datetime.combine(row.channel_since, time(), BRUSSELS) if row.channel_since else None
    return Institution(type=row.type or Institution.Type.CENTRE, channel=row.channel or Channel.PAPER, channel_since=since)


class _Entry:
    """One row beside its centre; each method gathers one kind of fact and names what changed."""

    def __init__(self, row: Row, institution: Institution, is_new: bool, known: Known, book: Book) -> None:
        self.row, self.institution, self.is_new, self.known, self.book = row, institution, is_new, known, book

    def plain(self) -> Parts:
        changed = []
        for name in PLAIN:
            wanted = getattr(self.row, name)
            wanted = list(wanted) if isinstance(wanted, tuple) else wanted
            if wanted and wanted != getattr(self.institution, name):
                setattr(self.institution, name, wanted)
                changed.append(name)
        if changed and not self.is_new:
            self.book.changed.append(self.institution)
        return changed

    def numbers(self) -> Parts:
        standing = {each.scheme: each for each in self._rows("identifiers") if each.valid_until is None}
        wanted = {"nis": self.row.nis, "cbe": self.row.cbe}
        changed = [scheme for scheme, value in wanted.items() if scheme not in standing or standing[scheme].value != value]
        changed = [scheme for scheme in changed if wanted[scheme]]
        for scheme in changed:
            self._replace(standing.get(scheme), Identifier(institution=self.institution, scheme=scheme, value=wanted[scheme]))
        return changed

    def names(self) -> Parts:
        standing = {each.language: each for each in self._rows("names") if each.valid_until is None}
        changed = [language for language, name in self.row.names.items() if language not in standing or standing[language].name != name]
        for language in changed:
            new = InstitutionName(institution=self.institution, language=language, name=self.row.names[language])
            self._replace(standing.get(language), new)
        return [f"name_{language}" for language in changed]

    def address(self) -> Parts:
        old = next((each for each in self._rows("addresses") if each.valid_until is None), None)
        facts = {name: getattr(self.row, name) or getattr(old, name, "") for name in ("street", "postcode", "town")}
        if old is not None and all(getattr(old, name) == value for name, value in facts.items()):
            return []
        self._replace(old, Address(institution=self.institution, **facts))
        return ["address"]

    def network(self) -> Parts:
        if not self.row.ranges:
            return []
        network = self._network()
        uses = [] if self.is_new else list(self.institution.standing_uses)  # type: ignore[attr-defined]  # made by `look_up`
        if any(use.network_id == network.pk for use in uses if network.pk):
            return []
        last = max(uses, key=lambda use: use.valid_from, default=None)
        new = NetworkUse(institution=self.institution, network=network)
        self._replace(last, new)
        for use in uses:
            if use is not last:
                self._end(use, new.valid_from)
        return ["network"]

    def officers(self) -> Parts:
        changed = []
        for office, cells in self.row.officers.items():
            person = person_of(cells, self.known) or self._new_person(office)
            held = [each for each in self._rows("officers") if each.office == office]
            last = max(held, key=lambda each: each.valid_until or date.max, default=None)
            if last is not None and last.valid_until is None and last.person_id == person.pk:
                continue
            self._replace(last, Officer(institution=self.institution, person=person, office=office))
            changed.append(office)
        return changed

    def _rows(self, name: str) -> list[Any]:
        return [] if self.is_new else list(getattr(self.institution, name).all())

    def _network(self) -> Network:
        """The network of this operator with exactly these ranges; known, or begun."""
        key = (self.row.operator, frozenset(self.row.ranges))
        if key not in self.known.networks:
            network = Network(name=self._network_name(), operator=self.row.operator)
            self.known.networks[key] = network
            self.known.network_names.add(network.name)
            self.book.begins[Network].append(network)
            begins = self.row.valid_from if self.is_new and self.row.valid_from else today()
            self.book.begins[NetworkRange] += [NetworkRange(network=network, cidr=cidr, valid_from=begins) for cidr in self.row.ranges]
        return self.known.networks[key]

    def _network_name(self) -> str:
        """Operator and first range; with the number of the centre where that names another set of ranges."""
        name = f"{self.row.operator}: {self.row.ranges[0]}"
        if name in self.known.network_names:
            name = f"{name} ({self.row.nis or self.row.cbe}, {today().isoformat()})"
        return name

    def _new_person(self, office: str) -> Person:
        """An officer without a usable password: the Security Cell gives the means of sign-in."""
        cells = self.row.officers[office]
        person = Person(
            username=cells.username,
            first_name=cells.first_name,
            last_name=cells.last_name,
            email=cells.email,
            language=next(iter(self.institution.languages), "nl"),
            password=make_password(None),
        )
        self.known.persons[cells.username.lower()] = person
        self.book.begins[Person].append(person)
        return person

    def _replace(self, old: Any, new: Any) -> None:
        """`new` begins when the row says so, if that is after `old` began; else today. `old` ends the day before."""
        new.valid_from = self._first_day(old)
        if old is not None and (old.valid_until is None or old.valid_until >= new.valid_from):
            self._end(old, new.valid_from)
        self.book.begins[type(new)].append(new)

    def _end(self, old: Any, before: date) -> None:
        old.valid_until = before - timedelta(days=1)
        self.book.ends[type(old)].append(old)

    def _first_day(self, old: Any) -> date:
        said, now = self.row.valid_from, today()
        if self.is_new:
            return said or now
        since = old.valid_from if old is not None else self._since()
        wanted = said if said and said > since else now
        if old is None:
            return wanted
        last: date = max(old.valid_from, old.valid_until or date.min)
        return max(wanted, last + timedelta(days=1))

    def _since(self) -> date:
        return min((each.valid_from for each in self._rows("identifiers")), default=today())
