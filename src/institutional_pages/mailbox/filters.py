"""What a clerk looks for: law, kind, month and words, as they stand in the address of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from babel.dates import format_date
from django.db.models import Q

from institutional_pages.catalogue.models import Law
from institutional_pages.catalogue.queries import kinds as every_kind
from institutional_pages.catalogue.queries import laws as every_law
from institutional_pages.delivery.search import plain

LANGUAGES = ("nl", "fr", "de", "en")
STATES = ("new", "opened")


@dataclass(frozen=True, slots=True)
class Filter:
    """Codes of a law and a kind, a period (2026-10 or 2025), `new` or `opened`, and free words; empty: all."""

    law: str = ""
    kind: str = ""
    period: str = ""
    state: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filter()

    def condition(self) -> Q:
        """The filter as a condition on deliveries."""
        parts = [Q(law__code=self.law)] if self.law else []
        parts += [Q(kind__code=self.kind)] if self.kind else []
        parts += [Q(period=self.period)] if self.period else []
        parts += [Q(first_opened_at=None, replaced_at=None, withdrawn_at=None)] if self.state == "new" else []
        parts += [Q(first_opened_at__isnull=False)] if self.state == "opened" else []
        return reduce(and_, parts + words_condition(self.words), Q())


def words_condition(typed: str) -> list[Q]:
    """One condition for each word typed: in subject or reference, or the beginning of a word of a kind, law or month in one of four languages."""
    words = plain(typed).split()[:8]
    if not words:
        return []
    kinds = {kind.pk: _names(kind.code, [kind.name_in(language) for language in LANGUAGES]) for kind in every_kind().values()}
    laws = {law.pk: _names(f"{law.code} {law.file_label}", _law_names(law)) for law in every_law().values()}
    return [_word(word, kinds, laws) for word in words]


def _word(word: str, kinds: dict[int, set[str]], laws: dict[int, set[str]]) -> Q:
    found = Q(search__contains=word) | Q(period=word)
    found |= Q(kind_id__in=[pk for pk, names in kinds.items() if _begins(word, names)])
    found |= Q(law_id__in=[pk for pk, names in laws.items() if _begins(word, names)])
    for month in months(word):
        found |= Q(period__endswith=f"-{month:02d}")
    return found


def months(word: str) -> list[int]:
    """The months whose name begins with `word` (three letters at least) in one of the four languages."""
    if len(word) < 3:
        return []
    return [month for month in range(1, 13) if any(name.startswith(word) for name in _month_names(month))]


def _month_names(month: int) -> set[str]:
    return {plain(format_date(date(2026, month, 1), "LLLL", locale=language)) for language in LANGUAGES}


def _names(codes: str, names: list[str]) -> set[str]:
    return set(plain(" ".join([codes.replace("-", " "), *names])).replace("'", " ").replace("(", "").replace(")", "").split())


def _law_names(law: Law) -> list[str]:
    return [law.name_in(language) for language in LANGUAGES] + [law.short_nl, law.short_fr, law.short_de, law.short_en]


def _begins(word: str, names: set[str]) -> bool:
    return len(word) >= 3 and any(name.startswith(word) for name in names)
