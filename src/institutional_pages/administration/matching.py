"""Which centre each row means: compared with what stands, and with the other rows of the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from institutional_pages.access.models import Officer
from institutional_pages.administration.report import Fault
from institutional_pages.administration.rows import OfficerCells, Row
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier, Institution, Network, NetworkRange, NetworkUse

Number = tuple[str, str]  # scheme and value


@dataclass(slots=True)
class Known:
    """What stands, loaded once: a fixed number of statements whatever the number of rows."""

    institutions: dict[int, Institution]
    numbers: dict[Number, list[Identifier]]
    persons: dict[str, Person]
    networks: dict[tuple[str, frozenset[str]], Network]
    network_names: set[str] = field(default_factory=set)

    def holder(self, number: Number) -> Institution | None:
        """The centre that has `number` without a last day."""
        found = next((row for row in self.numbers.get(number, ()) if row.valid_until is None), None)
        return self.institutions.get(found.institution_id) if found else None


@dataclass(frozen=True, slots=True)
class Match:
    """A row and its centre; none: the import creates it."""

    row: Row
    institution: Institution | None


def look_up() -> Known:
    """Load what stands."""
    numbers: dict[Number, list[Identifier]] = defaultdict(list)
    for identifier in Identifier.objects.order_by("pk"):
        numbers[identifier.scheme, identifier.value].append(identifier)
    networks = list(Network.objects.prefetch_related(Prefetch("ranges", queryset=NetworkRange.objects.filter(valid_until=None))))
    uses = NetworkUse.objects.filter(valid_until=None)
    centres = Institution.objects.centres().prefetch_related(
        "identifiers",
        "names",
        "addresses",
        Prefetch("officers", queryset=Officer.objects.select_related("person")),
        Prefetch("network_uses", queryset=uses, to_attr="standing_uses"),
    )
    return Known(
        institutions={centre.pk: centre for centre in centres},
        numbers=numbers,
        persons={person.username.lower(): person for person in Person.objects.all()},
        networks={(network.operator, frozenset(each.cidr for each in network.ranges.all())): network for network in networks},
        network_names={network.name for network in networks},
    )


def match(rows: Sequence[Row], known: Known) -> tuple[list[Match], list[Fault]]:
    """The centre of each row, and the faults that only show beside what stands or beside other rows."""
    faults = [*_twice_in_file(rows), *_logins_of_two_people(rows, known)]
    matches = []
    for row in rows:
        institution, wrong = _match_one(row, known)
        faults += wrong
        matches.append(Match(row, institution))
    return matches, faults


def _match_one(row: Row, known: Known) -> tuple[Institution | None, list[Fault]]:
    by_nis, by_cbe = known.holder(("nis", row.nis)), known.holder(("cbe", row.cbe))
    if by_nis and by_cbe and by_nis != by_cbe:
        return None, [Fault(row.line, "cbe", _("names another centre than the NIS code of this row"))]
    institution = by_nis or by_cbe
    return institution, [*_taken(row, institution, known), *(_other_type(row, institution) if institution else _missing_at_birth(row))]


def _other_type(row: Row, institution: Institution) -> Iterable[Fault]:
    """A centre does not become an association by a slip in a file."""
    if row.type and row.type != institution.type:
        yield Fault(row.line, "type", _("names an institution of another type"))


def _taken(row: Row, institution: Institution | None, known: Known) -> Iterable[Fault]:
    """A number that named another institution on a day on which this row would have it."""
    begins = row.valid_from or today()
    for scheme, value in (("nis", row.nis), ("cbe", row.cbe)):
        for other in known.numbers.get((scheme, value), ()):
            is_other = institution is None or other.institution_id != institution.pk
            if is_other and (other.valid_until is None or other.valid_until >= begins):
                yield Fault(row.line, scheme, _("names another institution on that day"))


def _missing_at_birth(row: Row) -> Iterable[Fault]:
    """What a new centre cannot do without."""
    if not row.languages:
        yield Fault(row.line, "languages", _("missing for a new centre"))
    for language in row.languages:
        if language not in row.names:
            yield Fault(row.line, f"name_{language}", _("missing for a new centre"))
    for column in ("street", "postcode", "town"):
        if not getattr(row, column):
            yield Fault(row.line, column, _("missing for a new centre: paper goes there"))


def _twice_in_file(rows: Sequence[Row]) -> Iterable[Fault]:
    first: dict[Number, int] = {}
    for row in rows:
        for scheme, value in (("nis", row.nis), ("cbe", row.cbe)):
            line = first.setdefault((scheme, value), row.line)
            if value and line != row.line:
                yield Fault(row.line, scheme, _("the same number stands on line {line}").format(line=line))


def _logins_of_two_people(rows: Sequence[Row], known: Known) -> Iterable[Fault]:
    """A login with another e-mail address is another person: an office must never go to the wrong one."""
    addresses = {login: person.email.lower() for login, person in known.persons.items()}
    for row in rows:
        for office, cells in row.officers.items():
            if addresses.setdefault(cells.username.lower(), cells.email.lower()) != cells.email.lower():
                yield Fault(row.line, f"{office}_username", _("this user name belongs to somebody with another e-mail address"))


def person_of(cells: OfficerCells, known: Known) -> Person | None:
    """Who has this login already."""
    return known.persons.get(cells.username.lower())
