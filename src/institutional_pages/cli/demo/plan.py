"""Which documents the demonstration publishes: for every centre the monthly statement, for the centres with people a whole mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from institutional_pages.cli.demo.centres import centre, centres
from institutional_pages.cli.demo.letters import SEED, Letter
from institutional_pages.cli.demo.people import BILINGUAL, CENTRES_WITH_PEOPLE, DUTCH, FRENCH, FRENCH_SECOND, GERMAN

SERVICES: Final = {"rmi-service": "rmi", "law-1965-service": "law-1965", "advances-service": "maintenance-advances"}
LISTS: Final = ("monthly-statement", "accepted-forms", "refused-forms")
PERIODS: Final = ("2026-10", "2026-09", "2026-08")
YEAR: Final = "2025"
_CODES = {"rmi": "RMI", "law-1965": "W65", "maintenance-advances": "VOG"}
_KIND_CODES = {"monthly-statement": "MS", "accepted-forms": "AF", "refused-forms": "WF", "stay-letter": "VB", "annual-settlement": "JA"}
_LETTERS = {"nl": "N", "fr": "F", "de": "D"}
_OTHERS = ("95010", "95090", "95200", "96010", "96120", "97004", "98007")  # centres without people that get more than the monthly statement
_STAY_LETTERS = {"rmi": 8, "law-1965": 20, "maintenance-advances": 4}
# Lines in the long lists; the longest fills sixty pages.
_LONG = {
    ("rmi", FRENCH_SECOND): 3370, ("law-1965", FRENCH): 1150, ("rmi", BILINGUAL): 260, ("rmi", DUTCH): 220, ("rmi", FRENCH): 180,
    ("rmi", GERMAN): 110,
}  # fmt: skip
_BROKEN_AT = "95010"
BROKEN: Final = f"RMI/WF/{PERIODS[0]}/{_BROKEN_AT}-N"  # this file is cut off on purpose, for the gate to refuse

GAP: Final = (DUTCH, "law-1965", "accepted-forms", PERIODS[1])  # never sent, on purpose, for the year view to say so


def letters_of(service: str) -> list[Letter]:
    """The run of one service in the order of its manifest: the oldest first, so that the newest stands on top of every page."""
    law = SERVICES[service]
    letters = [*_newest_statements(law), *_lists(law), *_stay_letters(law), *_settlements(law)]
    return sorted(letters, key=lambda letter: letter.day)


def published_on(period: str) -> date:
    """The first Sunday of the month after `period`, when the lists are made."""
    year, month = int(period[:4]), int(period[5:])
    first = date(year + month // 12, month % 12 + 1, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7)


def _newest_statements(law: str) -> Iterator[Letter]:
    """Under the first law every centre has a statement, so that one run holds more than 600 documents."""
    everyone = [each.nis for each in centres()] if law == "rmi" else [*CENTRES_WITH_PEOPLE, *_OTHERS]
    for nis in everyone:
        yield from _in_each_language(nis, law, "monthly-statement", PERIODS[0])


def _lists(law: str) -> Iterator[Letter]:
    for kind in LISTS[1:]:
        for nis in (*CENTRES_WITH_PEOPLE, *_OTHERS):
            yield from _in_each_language(nis, law, kind, PERIODS[0])
    for period in PERIODS[1:]:
        for kind in LISTS:
            for nis in CENTRES_WITH_PEOPLE:
                if (nis, law, kind, period) != GAP:
                    yield from _in_each_language(nis, law, kind, period)


def _in_each_language(nis: str, law: str, kind: str, period: str, *, annexes: int = 0) -> Iterator[Letter]:
    for language in centre(nis).languages:
        key = f"{_CODES[law]}/{_KIND_CODES[kind]}/{period}/{nis}"
        yield Letter(
            reference=f"{key}-{_LETTERS[language]}", nis=nis, kind=kind, law=law, period=period, language=language,
            day=date(2026, 6, 15) if kind == "annual-settlement" else published_on(period), size=_size(key, nis, law, kind, period), annexes=annexes,
        )  # fmt: skip


def _size(key: str, nis: str, law: str, kind: str, period: str) -> int:
    chance = Random(f"{SEED}:size:{key}")  # noqa: S311 - invented figures, not secrets
    if kind == "monthly-statement" and period == PERIODS[0] and (law, nis) in _LONG:
        return _LONG[law, nis]
    if kind == "annual-settlement":
        return chance.randint(16, 60)
    if nis not in CENTRES_WITH_PEOPLE:
        return chance.randint(2, 11)
    return chance.randint(5, 16) if kind == "refused-forms" else chance.randint(18, 56)


def _stay_letters(law: str) -> Iterator[Letter]:
    cities = [*CENTRES_WITH_PEOPLE, *_OTHERS]
    for number in range(1, _STAY_LETTERS[law] + 1):
        nis = cities[(number - 1) % len(cities)]
        language = centre(nis).languages[number % len(centre(nis).languages)]
        reference = f"{_CODES[law]}/VB/2026/{number:04d}-{_LETTERS[language]}"
        day = date(2026, 9, 14) + timedelta(days=3 * number)
        yield Letter(reference=reference, nis=nis, kind="stay-letter", law=law, period="", language=language, day=day, size=0)


def _settlements(law: str) -> Iterator[Letter]:
    for order, nis in enumerate((*CENTRES_WITH_PEOPLE, *_OTHERS[:3])):
        yield from _in_each_language(nis, law, "annual-settlement", YEAR, annexes=1 + order % 4)
