"""589 fictional centres in the real proportions of languages, the same every time, and the import file that holds them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from institutional_pages.cli.demo import towns
from institutional_pages.cli.demo.people import CENTRES_WITH_PEOPLE, DUTCH_ON_PAPER, FRENCH_ON_PAPER, officer

HEADINGS = (
    "nis", "cbe", "valid_from", "name_nl", "name_fr", "name_de", "languages", "facilities", "street", "postcode", "town", "province",
    "region", "emails", "network_operator", "network_ranges", "channel", "channel_since", "president_username", "president_first_name",
    "president_last_name", "president_email", "secretary_username", "secretary_first_name", "secretary_last_name", "secretary_email",
    "consultant_username", "consultant_first_name", "consultant_last_name", "consultant_email",
)  # fmt: skip
FOUNDED = date(2000, 1, 1)
FIRST_SWITCH = date(2026, 2, 9)
LOOPBACK = ("127.0.0.0/8", "::1/128")
_PAPER_EVERY = 7  # 80 of 589; the two centres with people that wait for their switch make it 82


@dataclass(frozen=True, kw_only=True, slots=True)
class Province:
    """A stretch of the country: how many centres, which post codes, who operates the network there."""

    name: str
    region: str
    language: str
    centres: int
    first_postcode: int
    step: int
    operators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Centre:
    """One fictional centre; `names` and `towns` by language code."""

    nis: str
    cbe: str
    names: dict[str, str]
    towns: dict[str, str]
    facilities: str
    streets: dict[str, str]
    postcode: str
    province: str
    region: str
    emails: tuple[str, ...]
    operator: str
    ranges: tuple[str, ...]
    electronic_since: date | None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the ministry writes to this centre."""
        return tuple(self.names)


_FLEMISH, _WALLOON = "Vlaams Gewest", "Région wallonne"
PROVINCES = (
    Province(name="Vlaams-Brabant", region=_FLEMISH, language="nl", centres=65, first_postcode=3003, step=7, operators=("VERA", "Publilink")),
    Province(name="Antwerpen", region=_FLEMISH, language="nl", centres=70, first_postcode=2004, step=13, operators=("Publilink", "Telenet")),
    Province(name="Limburg", region=_FLEMISH, language="nl", centres=44, first_postcode=3502, step=11, operators=("Publilink",)),
    Province(name="Oost-Vlaanderen", region=_FLEMISH, language="nl", centres=65, first_postcode=9003, step=15, operators=("Publilink", "Telenet")),
    Province(name="West-Vlaanderen", region=_FLEMISH, language="nl", centres=64, first_postcode=8002, step=15, operators=("Publilink",)),
    Province(name="Namur", region=_WALLOON, language="fr", centres=38, first_postcode=5002, step=17, operators=("Publilink", "WIN")),
    Province(name="Hainaut", region=_WALLOON, language="fr", centres=69, first_postcode=7003, step=14, operators=("WIN", "Publilink")),
    Province(name="Liège", region=_WALLOON, language="fr", centres=75, first_postcode=4002, step=9, operators=("Publilink", "WIN")),
    Province(name="Luxembourg", region=_WALLOON, language="fr", centres=44, first_postcode=6602, step=9, operators=("WIN",)),
    Province(name="Brabant wallon", region=_WALLOON, language="fr", centres=27, first_postcode=1303, step=7, operators=("Publilink",)),
    Province(name="Lüttich", region="Wallonische Region", language="de", centres=9, first_postcode=4702, step=9, operators=("Publilink",)),
    Province(name="", region="Brussels Hoofdstedelijk Gewest", language="nl|fr", centres=19, first_postcode=1004, step=11, operators=("Irisnet",)),
)
# 95…-98… lie outside the blocks that the statistical office gives out, so no number here is a real town's.
_FIRST_NIS = {"nl": 95001, "fr": 96001, "de": 97001, "nl|fr": 98001}
# Enterprise numbers of this range were never given out.
_FIRST_CBE = 9_900_000
_STREETS = {
    "nl": ("Kerkplein", "Dorpsstraat", "Stationslaan", "Molenweg", "Lindelaan", "Markt"),
    "fr": ("place de l'Église", "rue de la Station", "rue du Moulin", "avenue des Tilleuls", "Grand-Place", "rue Haute"),
    "de": ("Kirchplatz", "Bahnhofstraße", "Mühlenweg", "Lindenallee", "Marktplatz", "Hauptstraße"),
}
# Which other language, for every how many, how often: 27 centres in all; two French ones serve in German.
_FACILITIES = {"nl": ("fr", 25, 12), "fr": ("nl", 40, 4), "de": ("fr", 1, 9)}
_FRENCH_WITH_GERMAN = (61, 123)


@cache
def centres() -> tuple[Centre, ...]:
    """All 589, ordered by number within their language."""
    return tuple(_made())


def centre(nis: str) -> Centre:
    """The centre with this number; KeyError when there is none."""
    return _by_nis()[nis]


def write_import_file(path: Path) -> None:
    """Write what `ipages institutions import` reads: CSV, UTF-8, `|` between the values of a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        writer.writerows(_row(each) for each in centres())


@cache
def _by_nis() -> dict[str, Centre]:
    return {each.nis: each for each in centres()}


def _made() -> Iterator[Centre]:
    names = {language: iter(found) for language, found in _town_names().items()}
    position = dict.fromkeys(names, 0)
    order = 0
    for province in PROVINCES:
        for index in range(province.centres):
            yield _centre(province, index, position[province.language], order, next(names[province.language]))
            position[province.language] += 1
            order += 1


def _town_names() -> dict[str, list[tuple[str, ...]]]:
    return {
        "nl": [(name,) for name in towns.dutch(308)],
        "fr": [(name,) for name in towns.french(253)],
        "de": [(name,) for name in towns.GERMAN],
        "nl|fr": list(towns.BILINGUAL),
    }


def _centre(province: Province, index: int, position: int, order: int, town: tuple[str, ...]) -> Centre:
    languages = province.language.split("|")
    names = {language: _name(language, name) for language, name in zip(languages, town, strict=True)}
    nis = str(_FIRST_NIS[province.language] + position)
    return Centre(
        nis=nis,
        cbe=cbe_number(_FIRST_CBE + 7 * order),
        names=names,
        towns=dict(zip(languages, town, strict=True)),
        facilities=_facilities(province.language, position),
        streets={language: _street(language, order) for language in languages},
        postcode=str(province.first_postcode + province.step * index),
        province=province.name,
        region=province.region,
        emails=tuple(f"{box}@{_domain(name)}.example" for box, name in zip(("info", "contact"), names.values(), strict=False)),
        operator=province.operators[order % len(province.operators)],
        ranges=(f"10.{64 + order // 256}.{order % 256}.0/24", *LOOPBACK),
        electronic_since=_switched_on(nis, order),
    )


def cbe_number(first_seven: int) -> str:
    """Ten digits: a leading 0, seven given, and 97 minus the remainder of the first eight."""
    return f"0{first_seven:07d}{97 - first_seven % 97:02d}"


def _name(language: str, town: str) -> str:
    if language == "fr":
        return f"CPAS d'{town}" if _plain(town)[0].lower() in "aeiouy" else f"CPAS de {town}"
    return f"{'OCMW' if language == 'nl' else 'ÖSHZ'} {town}"


def _domain(name: str) -> str:
    head, town = name.replace("d'", "d' ").split(" ", 1)
    return f"{_plain(head)}-{_plain(town.split(' ', 1)[-1] if head == 'CPAS' else town)}".lower().replace(" ", "-").replace("oshz", "oeshz")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _street(language: str, order: int) -> str:
    street, number = _STREETS[language][order % 6], 1 + order * 11 % 140
    return f"{number}, {street}" if language == "fr" else f"{street} {number}"


def _facilities(language: str, position: int) -> str:
    if language == "fr" and position in _FRENCH_WITH_GERMAN:
        return "de"
    other, every, count = _FACILITIES.get(language, ("", 1, 0))
    return other if position % every == every - 1 and position // every < count else ""


def _switched_on(nis: str, order: int) -> date | None:
    if nis in (DUTCH_ON_PAPER, FRENCH_ON_PAPER) or (nis not in CENTRES_WITH_PEOPLE and order % _PAPER_EVERY == 3 and order < _PAPER_EVERY * 80):
        return None
    return FIRST_SWITCH + timedelta(days=order % 21)


def _row(it: Centre) -> dict[str, str]:
    language = it.languages[0]
    return {
        "nis": it.nis, "cbe": it.cbe, "valid_from": FOUNDED.isoformat(),
        "name_nl": it.names.get("nl", ""), "name_fr": it.names.get("fr", ""), "name_de": it.names.get("de", ""),
        "languages": "|".join(it.languages), "facilities": it.facilities, "street": it.streets[language], "postcode": it.postcode,
        "town": it.towns[language], "province": it.province, "region": it.region, "emails": "|".join(it.emails),
        "network_operator": it.operator, "network_ranges": "|".join(it.ranges), "channel": "electronic" if it.electronic_since else "paper",
        "channel_since": (it.electronic_since or FOUNDED).isoformat(),
        **_officer_columns(it.nis),
    }  # fmt: skip


def _officer_columns(nis: str) -> dict[str, str]:
    columns = {}
    for role in ("president", "secretary", "consultant"):
        person = officer(nis, role)
        for field in ("username", "first_name", "last_name", "email"):
            columns[f"{role}_{field}"] = getattr(person, field) if person else ""
    return columns
