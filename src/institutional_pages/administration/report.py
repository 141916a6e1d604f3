"""What an import came to, for a screen, a terminal or a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `line` counts as an editor does, the headings are line 1."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("Line {line}, {column}: {reason}").format(line=self.line, column=self.column, reason=self.reason)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many rows created or changed a centre, changed nothing, or were refused; every fault, and what was passed over on purpose."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    faults: tuple[Fault, ...] = ()
    ignored: tuple[Fault, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some rows refused, 2 nothing done (design.md §6)."""
        if not self.refused:
            return 0
        return 1 if self.created or self.changed or self.unchanged else 2

    def to_json(self) -> dict[str, Any]:
        """Plain values for a script."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The same for a person to read: each fault, then the counts."""
        yield from map(str, self.faults)
        yield from map(str, self.ignored)
        yield _("{created} created, {changed} changed, {unchanged} unchanged, {refused} refused.").format(
            created=self.created, changed=self.changed, unchanged=self.unchanged, refused=self.refused
        )
        if self.exit_code == 2:
            yield ngettext("Nothing was imported: mend this row.", "Nothing was imported: mend these rows.", self.refused)
