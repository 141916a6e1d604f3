"""What a grant opens: everything, or rows of law × kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from institutional_pages.access.models import GrantScope

if TYPE_CHECKING:
    from institutional_pages.access.models import Grant
    from institutional_pages.catalogue.models import Kind, Law


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything, also laws and kinds that come later; or only `rows`. Neither: it opens nothing, and no grant may have it."""

    everything: bool = False
    rows: frozenset[tuple[Law, Kind]] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[tuple[Law, Kind]]) -> Scope:
        """Only these laws and kinds."""
        return cls(rows=frozenset(rows))

    @property
    def is_empty(self) -> bool:
        """It would open nothing."""
        return not self.everything and not self.rows

    def __or__(self, other: Scope) -> Scope:
        """What the one or the other opens."""
        return EVERYTHING if self.everything or other.everything else Scope(rows=self.rows | other.rows)

    def of_grant(self, grant: Grant) -> list[GrantScope]:
        """The rows that say so for `grant`, not yet written."""
        ordered = sorted(self.rows, key=lambda row: (row[0].pk, row[1].pk))
        return [] if self.everything else [GrantScope(grant=grant, law=law, kind=kind) for law, kind in ordered]


EVERYTHING = Scope(everything=True)


def scope_of(grant: Grant) -> Scope:
    """What a grant that stands in the table opens."""
    if grant.everything:
        return EVERYTHING
    return Scope.of((row.law, row.kind) for row in grant.scopes.select_related("law", "kind"))
