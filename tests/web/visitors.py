"""People at the door of the web, and the ways in that the tests of the screens share."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from institutional_pages.access.models import Officer
from institutional_pages.identity.code_card import make_card
from institutional_pages.identity.models import Employment, Person
from institutional_pages.institutions.models import Institution, InstitutionName, Network, NetworkRange, NetworkUse
from institutional_pages.web import visits

SINCE = date(2020, 1, 1)
PASSWORD = "een heel lang wachtwoord"
INSIDE, OUTSIDE = "10.20.0.7", "203.0.113.9"


@dataclass
class Visitor:
    """A person with what they know and hold."""

    person: Person
    codes: dict[int, str]
    password: str = PASSWORD

    @property
    def login(self) -> str:
        return self.person.username


def make_institution(name: str, network: Network | None = None, kind: str = "centre") -> Institution:
    """An institution, on `network` if one is given."""
    channel = "electronic" if kind == "centre" else ""
    institution = Institution.objects.create(type=kind, languages=["nl"], channel=channel)
    InstitutionName.objects.create(institution=institution, language="nl", name=name, valid_from=SINCE)
    if network:
        NetworkUse.objects.create(institution=institution, network=network, valid_from=SINCE)
    return institution


def make_network(name: str = "Publilink", cidr: str = "10.20.0.0/16") -> Network:
    """A secured network with one range."""
    network = Network.objects.create(name=name, operator=name)
    NetworkRange.objects.create(network=network, cidr=cidr, valid_from=SINCE)
    return network


def make_visitor(username: str, institution: Institution, *, card: bool = True) -> Visitor:
    """Someone employed at `institution`, with a password and, unless told otherwise, a code card."""
    person = Person(username=username, first_name="An", last_name="Peeters", email=f"{username}@ocmw.example", language="nl")
    person.set_password(PASSWORD)
    person.save()
    Employment.objects.create(person=person, institution=institution, valid_from=SINCE)
    return Visitor(person, make_card(person).codes if card else {})


def make_president(visitor: Visitor, institution: Institution) -> Officer:
    return Officer.objects.create(person=visitor.person, institution=institution, office="president", valid_from=SINCE)


def browser(address: str = INSIDE, **extra: str) -> Client:
    """A browser at `address`, speaking English until somebody signs in."""
    return Client(REMOTE_ADDR=address, headers={"accept-language": "en"}, **extra)


def type_password(client: Client, visitor: Visitor, password: str | None = None):
    return client.post("/sign-in/", {"login": visitor.login, "password": password or visitor.password})


def asked_number(client: Client) -> int:
    """The number of the code that the page asks for now."""
    return client.get("/sign-in/code/").context["asked"].number


def sign_in(client: Client, visitor: Visitor):
    """Both steps, as a person does them; the answer to the second."""
    type_password(client, visitor)
    return client.post("/sign-in/code/", {"code": visitor.codes[asked_number(client)]})


def signed_in_browser(person: Person, address: str = INSIDE) -> Client:
    """A browser in which `person`, with a password of their own, has signed in with two factors a moment ago: for tests of other screens."""
    Person.objects.filter(pk=person.pk).update(password_is_temporary=False)
    client = browser(address)
    client.force_login(person)
    session = client.session
    session[visits.SESSION_KEY] = visits.begin(means="password+code-card", card=None, address=address)
    session["language"] = "en"
    session.save()
    return client
