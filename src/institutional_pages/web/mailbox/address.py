"""What stands in the address of the mailbox, read from it and written to it again: one address for every state of the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from institutional_pages.mailbox.filters import STATES, Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

# The name in the address of each fact of a filter.
NAMES: Final = {"words": "q", "law": "law", "kind": "kind", "period": "period", "state": "state"}
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, the cursor of the list and the document beside it, if any."""

    wanted: Filter
    before: int | None = None
    document: UUID | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """What the query string asks; what cannot be read is not asked."""
        facts = {fact: _clean(query.get(name, "")) for fact, name in NAMES.items()}
        if facts["state"] not in STATES:
            facts["state"] = ""
        return cls(Filter(**facts), whole_number(query.get("before", "")), _uuid(query.get("document", "")))

    @property
    def query(self) -> str:
        """The query string that asks this; `?` alone for the list without filters."""
        facts = {name: getattr(self.wanted, fact) for fact, name in NAMES.items()}
        asked = {**facts, "before": self.before or "", "document": self.document or ""}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def beside(self, document: UUID | None) -> Asked:
        """The same list with this document beside it."""
        return replace(self, document=document)

    def further(self, before: int | None) -> Asked:
        """The same filter further down."""
        return replace(self, before=before, document=None)

    def without(self, fact: str) -> Asked:
        """The first screen of the list with one filter less."""
        return Asked(replace(self.wanted, **{fact: ""}))


def whole_number(text: str) -> int | None:
    """A cursor; anything that is none is no cursor."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
