"""The machine by which the command line of a service publishes (design.md §6). A plain step: who has the shell needs no right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from institutional_pages.access.models import Machine

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service

COMMAND_LINE = "cli"


def command_line_machine(*, service: Service) -> Machine:
    """The machine publisher `cli` of `service`, made the first time; it has no key, so it is no way in from a network."""
    machine, _ = Machine.objects.get_or_create(name=COMMAND_LINE, service=service, ended_at=None)
    return machine
