"""The fixed cast of the tests, made by actions as in the letter: import, signatures, enabling, access."""

from datetime import date, timedelta

import pytest

from institutional_pages.access.account_actions import add_colleague, appoint_by_command_line
from institutional_pages.access.actions import give_access
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.command_line_actions import add_person_by_command_line
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, sign_mandate
from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.administration.actions import import_institutions
from institutional_pages.administration.ministry_actions import establish_ministry
from institutional_pages.administration.rows import read_row
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution

FOUNDED = "2000-01-01"


def cbe(first: int) -> str:
    """An enterprise number: eight digits and their check, 97 minus the rest of the division by 97."""
    return f"{first:08d}{97 - first % 97:02d}"


def officer_cells(office: str, username: str, domain: str) -> dict[str, str]:
    """The four cells of an officer in the import file."""
    facts = {"username": username, "first_name": username.capitalize(), "last_name": office.capitalize(), "email": f"{username}@{domain}.example"}
    return {f"{office}_{fact}": value for fact, value in facts.items()}


LIER = {
    "nis": "12021",
    "cbe": cbe(2_120_210),
    "valid_from": FOUNDED,
    "name_nl": "OCMW Lier",
    "languages": "nl",
    "street": "Markt 1",
    "postcode": "2500",
    "town": "Lier",
    "province": "Antwerpen",
    "region": "Vlaams Gewest",
    "emails": "post@lier.example",
    "network_operator": "Publilink",
    "network_ranges": "10.20.0.0/16",
    "channel": "electronic",
    "channel_since": "2026-02-01",
    **officer_cells("president", "marleen", "lier"),
    **officer_cells("secretary", "wouter", "lier"),
    **officer_cells("consultant", "bart", "veiligheid"),
}
NAMUR = {
    "nis": "92094",
    "cbe": cbe(2_920_940),
    "valid_from": FOUNDED,
    "name_fr": "CPAS Namur",
    "languages": "fr",
    "street": "rue Haute 2",
    "postcode": "5000",
    "town": "Namur",
    "province": "Namur",
    "region": "Région wallonne",
    "emails": "courrier@namur.example",
    "network_operator": "WIN",
    "network_ranges": "10.30.0.0/16",
    "channel": "electronic",
    "channel_since": "2026-02-01",
    **officer_cells("president", "elodie", "namur"),
    **officer_cells("secretary", "thibault", "namur"),
    **officer_cells("consultant", "olivier", "securite"),
}
DIEST = {
    "nis": "24020",
    "cbe": cbe(2_240_200),
    "valid_from": FOUNDED,
    "name_nl": "OCMW Diest",
    "languages": "nl",
    "street": "Grote Markt 3",
    "postcode": "3290",
    "town": "Diest",
    "province": "Vlaams-Brabant",
    "region": "Vlaams Gewest",
    "emails": "post@diest.example",
    "network_operator": "VERA",
    "network_ranges": "10.40.0.0/16",
    "channel": "paper",
    **officer_cells("president", "rita", "diest"),
    **officer_cells("secretary", "koen", "diest"),
    **officer_cells("consultant", "bart", "veiligheid"),
}


def import_centre(cells: dict[str, str]) -> Institution:
    """One centre as `ipages institutions import` makes it."""
    row, faults = read_row(2, cells)
    assert faults == []
    import_institutions(rows=[row])
    return Institution.objects.get(identifiers__value=cells["nis"])


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def details(username: str, domain: str = "lier", language: str = "nl") -> dict[str, str]:
    """What an account is made of."""
    names = {"username": username, "first_name": username.capitalize(), "last_name": "Peeters"}
    return {**names, "email": f"{username}@{domain}.example", "language": language}


def dismiss(person: Person) -> None:
    """No longer on any staff since yesterday: what no action does yet."""
    person.employments.update(valid_from=today() - timedelta(days=1), valid_until=today() - timedelta(days=1))


def in_a_year() -> date:
    return today() + timedelta(days=365)


def mandated(centre: Institution, holder: Person, president: Person, secretary: Person, member: Person):
    """A mandate that stands: designated, signed by both, enabled."""
    mandate = designate_administrator(officer=president, institution=centre, holder=holder, until=in_a_year())
    sign_mandate(officer=president, mandate=mandate)
    sign_mandate(officer=secretary, mandate=mandate)
    return enable_mandate(member=member, mandate=mandate)


def appointed(ministry: Institution, username: str, role: str, service: Service | None = None) -> Person:
    """Somebody at the ministry in a role."""
    found = add_person_by_command_line(**details(username, "ministry"), institution=ministry).person
    appoint_by_command_line(person=found, role=role, service=service)
    return found


@pytest.fixture
def centre(db):
    """Electronic, in Dutch, on Publilink 10.20.0.0/16, with President, Secretary and security consultant."""
    return import_centre(LIER)


@pytest.fixture
def other_centre(db):
    """Electronic, in French, on WIN 10.30.0.0/16."""
    return import_centre(NAMUR)


@pytest.fixture
def paper_centre(db):
    """Still on paper."""
    return import_centre(DIEST)


@pytest.fixture
def ministry(db):
    return establish_ministry(names={"nl": "POD", "fr": "SPP", "de": "ÖPD"}, operator="FedMAN", ranges=["10.10.0.0/16"])


@pytest.fixture
def president(centre):
    return person("marleen")


@pytest.fixture
def secretary(centre):
    return person("wouter")


@pytest.fixture
def consultant(centre):
    """Not on the staff."""
    return person("bart")


@pytest.fixture
def candidate(centre, president):
    """On the staff, put there by the President; no mandate yet."""
    return add_candidate(officer=president, institution=centre, **details("sofie"))


@pytest.fixture
def mandate(centre, candidate, president, secretary, security_cell):
    """The standing mandate of `administrator`."""
    return mandated(centre, candidate, president, secretary, security_cell)


@pytest.fixture
def administrator(mandate):
    """Holds a standing mandate."""
    return mandate.holder


@pytest.fixture
def clerk(centre, administrator):
    """On the staff, without access."""
    return add_colleague(administrator=administrator, institution=centre, **details("lies")).person


@pytest.fixture
def colleague(centre, administrator):
    """Another one on the staff, without access."""
    return add_colleague(administrator=administrator, institution=centre, **details("tine")).person


@pytest.fixture
def reader(centre, administrator):
    """Reads everything."""
    found = add_colleague(administrator=administrator, institution=centre, **details("nadia")).person
    give_access(administrator=administrator, institution=centre, reader=found, scope=EVERYTHING, reason="RMI team", until=None)
    return found


@pytest.fixture
def scoped_reader(centre, administrator, rmi, refused_forms):
    """Reads the refused forms of one law, nothing else."""
    found = add_colleague(administrator=administrator, institution=centre, **details("hannah")).person
    scope = Scope.of([(rmi, refused_forms)])
    give_access(administrator=administrator, institution=centre, reader=found, scope=scope, reason="Refused forms", until=None)
    return found


@pytest.fixture
def other_administrator(other_centre, security_cell):
    """Administers the page of `other_centre`."""
    holder = add_candidate(officer=person("elodie"), institution=other_centre, **details("celine", "namur", "fr"))
    return mandated(other_centre, holder, person("elodie"), person("thibault"), security_cell).holder


@pytest.fixture
def stranger(other_centre):
    """On the staff of another centre."""
    return add_candidate(officer=person("elodie"), institution=other_centre, **details("gilles", "namur", "fr"))


@pytest.fixture
def security_cell(ministry):
    return appointed(ministry, "greet", "security-cell")


@pytest.fixture
def second_of_security_cell(ministry):
    return appointed(ministry, "luc", "security-cell")


@pytest.fixture
def publisher(ministry, rmi_service):
    """Publishes for the RMI service."""
    return appointed(ministry, "tom", "publisher", rmi_service)


@pytest.fixture
def auditor(ministry):
    return appointed(ministry, "hilde", "auditor")


@pytest.fixture
def paper_room(ministry):
    return appointed(ministry, "patrick", "paper-room")


@pytest.fixture
def operator(ministry):
    return appointed(ministry, "stijn", "operator")


@pytest.fixture
def rmi(db):
    return Law.objects.get(code="rmi")


@pytest.fixture
def law_1965(db):
    return Law.objects.get(code="law-1965")


@pytest.fixture
def refused_forms(db):
    return Kind.objects.get(code="refused-forms")


@pytest.fixture
def accepted_forms(db):
    return Kind.objects.get(code="accepted-forms")


@pytest.fixture
def monthly_statement(db):
    return Kind.objects.get(code="monthly-statement")


@pytest.fixture
def stay_letter(db):
    return Kind.objects.get(code="stay-letter")


@pytest.fixture
def annual_settlement(db):
    return Kind.objects.get(code="annual-settlement")


@pytest.fixture
def rmi_service(db):
    return Service.objects.get(code="rmi-service")


@pytest.fixture
def law_1965_service(db):
    return Service.objects.get(code="law-1965-service")
