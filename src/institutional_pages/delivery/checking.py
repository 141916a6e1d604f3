"""Look up what a line of the manifest names; what does not fit is a refusal with a code, never an exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Prefetch

from institutional_pages.catalogue.models import Kind, Law, Publication, Service
from institutional_pages.delivery.manifest import Line, line_of
from institutional_pages.delivery.models import RunItem
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Identifier, Institution, InstitutionName

YEAR = "[12][0-9]{3}"
PERIODS = {"month": re.compile(f"{YEAR}-(0[1-9]|1[0-2])"), "year": re.compile(YEAR), "none": re.compile("")}
DATE = re.compile(f"{YEAR}-[0-9]{{2}}-[0-9]{{2}}")
BATCH = 500  # numbers in one query
LETTER_LANGUAGES = ("nl", "fr", "de")


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that is not delivered: why, and what exactly was found."""

    item: RunItem
    code: str
    details: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Missing:
    """An item of which the file, or an annex, is not there."""

    item: RunItem
    paths: list[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """An item whose facts are all known; its file has not been looked at yet."""

    item: RunItem
    line: Line
    institution: Institution
    kind: Kind
    law: Law
    reference: str
    language: str
    subject: str
    date: date


class Checker:
    """Checks the items of one run against what the catalogue and the centres are when it begins."""

    def __init__(self, service: Service, lines: Sequence[Line]) -> None:
        """All `lines` of the manifest, since what is used twice shows only in the whole."""
        day = today()
        self.kinds = {kind.code: kind for kind in Kind.objects.valid_on(day)}
        self.laws = {law.code: law for law in Law.objects.valid_on(day)}
        self.publishes = set(Publication.objects.filter(service=service).valid_on(day).values_list("kind_id", "law_id"))
        self.known = institutions_by_number({line.institution for line in lines})
        self.references_twice = _twice(self.reference_of(line) for line in lines)
        self.replaced_twice = _twice(line.replaces for line in lines)

    def check(self, items: Sequence[RunItem]) -> list[Checked | Refused]:
        """Each item looked up, in the order given; its centre is noted even when it is refused."""
        return [self._check(item, line_of(item.facts)) for item in items]

    def _check(self, item: RunItem, line: Line) -> Checked | Refused:
        institution, kind, law = self.known.get(line.institution), self.kinds.get(line.kind), self.laws.get(line.law)
        item.institution = institution
        if institution is None:
            return Refused(item, "unknown_institution", [line.institution])
        if kind is None:
            return Refused(item, "unknown_kind", [line.kind])
        if law is None:
            return Refused(item, "unknown_law", [line.law])
        item.reference = reference = self.reference_of(line)
        code = self._problem(line, institution, kind, law)
        if code:
            return Refused(item, code, [reference] if code == "reference_twice" else [])
        language = line.language or institution.language
        subject = line.subject or default_subject(kind, law, line.period, language)
        return Checked(item, line, institution, kind, law, reference, language, subject, date.fromisoformat(line.date) if line.date else today())

    def reference_of(self, line: Line) -> str:
        """The reference that the document will have: its own, or made of its facts; empty while the centre is unknown."""
        institution = self.known.get(line.institution)
        if line.reference or institution is None:
            return line.reference
        return default_reference(line, line.language or institution.language, institution)

    def _problem(self, line: Line, institution: Institution, kind: Kind, law: Law) -> str:
        problems = {
            "path_outside": not all(map(stays_inside, (line.path, *line.annexes))),
            "institution_closed": not institution.is_open,
            "may_not_publish": (kind.pk, law.pk) not in self.publishes,
            "bad_period": not PERIODS[kind.period].fullmatch(line.period),
            "reference_missing": kind.period == Kind.Period.NONE and not line.reference,
            "bad_language": bool(line.language) and line.language not in LETTER_LANGUAGES,
            "bad_date": bool(line.date) and not _is_date(line.date),
            "reference_twice": self.reference_of(line) in self.references_twice,
            "replaced_twice": line.replaces in self.replaced_twice,
        }
        return next((code for code, wrong in problems.items() if wrong), "")


def institutions_by_number(numbers: set[str]) -> dict[str, Institution]:
    """The centres that these NIS or CBE numbers name today, with their names and numbers at hand; of a merged one also its last numbers."""
    day = today()
    standing = Identifier.objects.valid_on(day)
    found: dict[str, Institution] = {}
    for batch in _batches(sorted(numbers)):
        identifiers = (
            standing.filter(value__in=batch)
            .exclude(institution__type=Institution.Type.MINISTRY)
            .select_related("institution")
            .prefetch_related(
                Prefetch("institution__names", InstitutionName.objects.valid_on(day)),
                Prefetch("institution__identifiers", standing, to_attr="standing_identifiers"),
            )
        )
        merged = Identifier.objects.filter(value__in=batch, institution__successor__isnull=False).select_related("institution").order_by("pk")
        found |= {identifier.value: identifier.institution for identifier in merged}
        found |= {identifier.value: identifier.institution for identifier in identifiers}
    return found


def _batches(numbers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _twice(values: Iterable[str]) -> set[str]:
    return {value for value, times in Counter(filter(None, values)).items() if times > 1}


def stays_inside(path: str) -> bool:
    """Whether a path of the manifest stays in its folder: relative, no `..`, no drive, no NUL."""
    parts = PurePosixPath(path.replace("\\", "/"))
    return bool(path) and not parts.is_absolute() and ".." not in parts.parts and ":" not in path and "\0" not in path


def default_reference(line: Line, language: str, institution: Institution) -> str:
    """For periodic kinds: `kind.law.period.language.CBE` (design.md §6)."""
    numbers: list[Identifier] = getattr(institution, "standing_identifiers", [])
    cbe = next((number.value for number in numbers if number.scheme == Identifier.Scheme.CBE), line.institution)
    return ".".join([line.kind, line.law, line.period, language, cbe])


def default_subject(kind: Kind, law: Law, period: str, language: str) -> str:
    """The kind and the law in the language of the document, and the period."""
    return " - ".join(filter(None, [kind.name_in(language), law.name_in(language), period]))


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
