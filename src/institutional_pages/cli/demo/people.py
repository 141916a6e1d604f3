"""The people of the demonstration: all invented, one or more for each role, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MINISTRY: Final = "ministry"
EVERYTHING: Final = "everything"
Scopes = str | tuple[tuple[str, str], ...]  # EVERYTHING, or rows of (law, kind)

# Centres with people. The two last are still on paper; their consultant stands in for a local administrator that nobody designated yet.
DUTCH, DUTCH_SECOND, FRENCH, FRENCH_SECOND, GERMAN, BILINGUAL = "95001", "95002", "96001", "96002", "97001", "98001"
DUTCH_ON_PAPER, FRENCH_ON_PAPER = "95003", "96003"
CENTRES_WITH_PEOPLE = (DUTCH, DUTCH_SECOND, FRENCH, FRENCH_SECOND, GERMAN, BILINGUAL, DUTCH_ON_PAPER, FRENCH_ON_PAPER)

_DOMAINS = {
    DUTCH: "ocmw-alverbeke", DUTCH_SECOND: "ocmw-brakeldonk", DUTCH_ON_PAPER: "ocmw-dolvergem", FRENCH: "cpas-aubribois",
    FRENCH_SECOND: "cpas-brouchamps", FRENCH_ON_PAPER: "cpas-cerfoncourt", GERMAN: "oeshz-eichenbach", BILINGUAL: "ocmw-elzenhoek", MINISTRY: "podmi",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPerson:
    """Someone who signs in; `employers` are NIS numbers or `MINISTRY`, the first one names the e-mail address."""

    first_name: str
    last_name: str
    username: str
    language: str
    role: str
    employers: tuple[str, ...]
    service: str = ""
    scopes: Scopes = ()

    @property
    def email(self) -> str:
        """Under `.example`, a domain that never resolves (RFC 2606)."""
        return f"{self.username}@{_DOMAINS[self.employers[0]]}.example"


def _person(name: str, username: str, language: str, role: str, *employers: str, service: str = "", scopes: Scopes = ()) -> DemoPerson:
    first, last = name.split(" ", 1)
    facts = {"first_name": first, "last_name": last, "username": username, "language": language, "role": role, "service": service}
    return DemoPerson(employers=employers, scopes=scopes, **facts)


PEOPLE: tuple[DemoPerson, ...] = (
    _person("Marleen Van Hulsterlo", "marleen", "nl", "president", DUTCH),
    _person("Wouter De Gaverman", "wouter", "nl", "secretary", DUTCH),
    _person("Sofie Elsterveld", "sofie", "nl", "administrator", DUTCH),
    _person("Lies Tolverbeek", "lies", "nl", "clerk", DUTCH, scopes=EVERYTHING),
    # Sees the refused forms of one law and nothing else, in both centres that she works for.
    _person("Hannah Mazelaar", "hannah", "nl", "clerk", DUTCH, DUTCH_SECOND, scopes=(("rmi", "refused-forms"),)),
    _person("Bart Kolverhoek", "bart", "nl", "consultant", DUTCH, DUTCH_SECOND, DUTCH_ON_PAPER),
    _person("Rita Van Dolveren", "rita", "nl", "president", DUTCH_ON_PAPER),
    _person("Koen Ruiverdael", "koen", "nl", "secretary", DUTCH_ON_PAPER),
    _person("Élodie Marbreval", "elodie", "fr", "president", FRENCH),
    _person("Thibault Quaremont", "thibault", "fr", "secretary", FRENCH),
    _person("Céline Harmisart", "celine", "fr", "administrator", FRENCH),
    _person("Nadia Sommiroche", "nadia", "fr", "clerk", FRENCH, BILINGUAL, scopes=EVERYTHING),
    _person("Olivier Viersemont", "olivier", "fr", "consultant", FRENCH, GERMAN, BILINGUAL),
    _person("Ursula Kaltenscheid", "ursula", "de", "president", GERMAN),
    _person("Dieter Rotenfeld", "dieter", "de", "secretary", GERMAN),
    _person("Anja Weserthal", "anja", "de", "administrator", GERMAN),
    _person("Jonas Steinerath", "jonas", "de", "clerk", GERMAN, scopes=EVERYTHING),
    _person("Karim Zandmolenaar", "karim", "nl", "president", BILINGUAL),
    _person("Isabelle Clairsart", "isabelle", "fr", "secretary", BILINGUAL),
    _person("Yasmina Lindeveld", "yasmina", "nl", "administrator", BILINGUAL),
    _person("Greet Pavelmans", "greet", "nl", "security-cell", MINISTRY),
    _person("Luc Pernival", "luc", "fr", "security-cell", MINISTRY),
    _person("Tom Sledergem", "tom", "nl", "publisher", MINISTRY, service="rmi-service"),
    _person("Amélie Orchebois", "amelie", "fr", "publisher", MINISTRY, service="law-1965-service"),
    _person("Eva Woldermans", "eva", "nl", "publisher", MINISTRY, service="advances-service"),
    _person("Patrick Jodricourt", "patrick", "fr", "paper-room", MINISTRY),
    _person("Hilde Quaderman", "hilde", "nl", "auditor", MINISTRY),
    _person("Fabienne Lonchamps", "fabienne", "fr", "trainer", MINISTRY),
    _person("Stijn Uilderhof", "stijn", "nl", "operator", MINISTRY),
)

# Officers who are on the books but do not sign in during the demonstration: no code card is made for them.
OFFICERS_WITHOUT_CARD: tuple[DemoPerson, ...] = (
    _person("Jef Oosterling", "jef", "nl", "president", DUTCH_SECOND),
    _person("Annelies Neverdonk", "annelies", "nl", "secretary", DUTCH_SECOND),
    _person("Bernard Tavresart", "bernard", "fr", "president", FRENCH_SECOND),
    _person("Sylvie Gosserieux", "sylvie", "fr", "secretary", FRENCH_SECOND),
    _person("Marcel Rancelle", "marcel", "fr", "president", FRENCH_ON_PAPER),
    _person("Josiane Ermepreux", "josiane", "fr", "secretary", FRENCH_ON_PAPER),
    _person("Didier Nivraux", "didier", "fr", "consultant", FRENCH_SECOND, FRENCH_ON_PAPER),
)


def officer(nis: str, role: str) -> DemoPerson | None:
    """Who holds the office `role` (president, secretary or consultant) at the centre with this number, if the demonstration names someone."""
    return next((person for person in (*PEOPLE, *OFFICERS_WITHOUT_CARD) if person.role == role and nis in person.employers), None)
