"""What an auditor typed in the filter, what it means, what of it nobody knows, and what may be meant by it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from institutional_pages.administration.queries import EVERYTHING, Sought
from institutional_pages.administration.search import MOST_FOUND, institutions_named, people_named
from institutional_pages.audit.recording import reference
from institutional_pages.delivery.queries import MOST_DOCUMENTS, documents_named, traces_of
from institutional_pages.institutions.calendar import today
from institutional_pages.web.audit.words import verbs_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

NAMES: Final = ("person", "centre", "document", "verb", "since", "until")
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several that were meant, and the address of the list with it."""

    words: str
    query: str


@dataclass(slots=True)
class Asked:
    """`unknown` and `choices` stop the list: it would show something else than what was meant."""

    typed: dict[str, str]
    query: QueryDict
    sought: Sought = EVERYTHING
    unknown: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    is_cut: bool = False
    documents: dict[str, str] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """Whether each field means one thing."""
        return not self.unknown and not self.choices

    @property
    def facts(self) -> dict[str, str]:
        """The filter for the log: references, codes and days, nothing that was typed."""
        sought = self.sought
        named = {
            "person": reference(sought.person) if sought.person else "",
            "centre": reference(sought.institution) if sought.institution else "",
            "document": " ".join(self.documents) or ("-" if self.typed["document"] else ""),
            "verbs": self.typed["verb"] if sought.verbs else "",
            "since": str(sought.since or ""),
            "until": str(sought.until or ""),
        }
        return {name: value for name, value in named.items() if value}


def asked_of(query: QueryDict, auditor: Person) -> Asked:
    """Read the filter; each field narrows further."""
    asked = Asked({name: query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in NAMES}, query.copy())
    asked.query.pop("before", None)
    _person(asked, auditor)
    _centre(asked, auditor)
    _document(asked)
    asked.sought = replace(asked.sought, verbs=verbs_of(asked.typed["verb"]), since=_day(asked, "since"), until=_day(asked, "until"))
    return asked


def _person(asked: Asked, auditor: Person) -> None:
    typed = asked.typed["person"]
    if not typed:
        return
    found = people_named(typed, auditor=auditor)
    if len(found) > 1:
        _offer(asked, "person", [(f"{one.get_full_name()} ({one.username})", one.username) for one in found])
    elif found:
        asked.sought = replace(asked.sought, person=found[0])
    else:
        asked.unknown.append(_("Nobody has the name or user name “{name}”.").format(name=typed))


def _centre(asked: Asked, auditor: Person) -> None:
    typed = asked.typed["centre"]
    if not typed:
        return
    found = institutions_named(typed, auditor=auditor)
    if len(found) > 1:
        _offer(asked, "centre", [_by_number(one, typed) for one in found])
    elif found:
        asked.sought = replace(asked.sought, institution=found[0])
    else:
        asked.unknown.append(_("No centre has the name or number “{name}”.").format(name=typed))


def _by_number(institution: Institution, typed: str) -> tuple[str, str]:
    """The name with its number of today, and what to ask for: the number, unless that is what names several."""
    day = today()
    held = sorted(one.value for one in institution.identifiers.all() if one.valid_from <= day and (one.valid_until is None or one.valid_until >= day))
    number = next((value for value in held if value != typed), "")
    return f"{institution.name} ({', '.join(held) or _('ended')})", number or str(institution.uuid)


def _document(asked: Asked) -> None:
    typed = asked.typed["document"]
    if not typed:
        return
    found = documents_named(typed)
    asked.is_cut |= len(found) > MOST_DOCUMENTS
    about = traces_of(typed, found[:MOST_DOCUMENTS])
    if about is None:
        asked.unknown.append(_("No document has the reference “{name}”.").format(name=typed))
        return
    asked.sought = replace(asked.sought, about=about)
    asked.documents = {reference(one): reference(one.page) for one in found[:MOST_DOCUMENTS]}


def _day(asked: Asked, name: str) -> date | None:
    typed = asked.typed[name]
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        asked.unknown.append(_("“{typed}” is not a day. Write it as 2026-11-05.").format(typed=typed))
        return None


def _offer(asked: Asked, name: str, meant: list[tuple[str, str]]) -> None:
    """Every one that may be meant, as a link; of very many the first."""
    asked.is_cut |= len(meant) > MOST_FOUND
    for words, value in meant[:MOST_FOUND]:
        query = asked.query.copy()
        query[name] = value
        asked.choices.append(Choice(words, query.urlencode()))
