"""Programs that publish for a service or read for an institution; `cli` is the command line of a service (design.md §6)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from institutional_pages.institutions.calendar import today

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Kind, Law, Service

COMMAND_LINE = "cli"


class MachineQuerySet(models.QuerySet["Machine"]):
    def standing(self) -> MachineQuerySet:
        """Not ended and not past its last day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today()), ended_at=None)


class Machine(models.Model):
    """A program that publishes for a service or reads for an institution: exactly one of the two. `cli` is the command line of a service."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, null=True, related_name="machines")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, null=True, related_name="machines")
    laws = models.ManyToManyField("catalogue.Law", blank=True, related_name="+")
    kinds = models.ManyToManyField("catalogue.Kind", blank=True, related_name="+")
    networks = models.ManyToManyField("institutions.Network", blank=True, related_name="+")
    key_prefix = models.CharField(max_length=16, blank=True)
    key_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of a key of 256 random bits; empty: it has no key")
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = MachineQuerySet.as_manager()

    class Meta:
        app_label = "access"
        constraints = [
            models.CheckConstraint(
                condition=(Q(service=None) & Q(institution__isnull=False)) | (Q(service__isnull=False) & Q(institution=None)),
                name="a_machine_publishes_or_reads",
            ),
            models.UniqueConstraint(
                fields=["service", "name"], condition=Q(ended_at=None, service__isnull=False), name="one_machine_per_name_in_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"machine {self.name}"

    def publishes(self, kind: Kind, law: Law) -> bool:
        """Whether its own scope holds this kind and law; no rows: everything of its service."""
        laws, kinds = set(self.laws.all()), set(self.kinds.all())
        return (not laws or law in laws) and (not kinds or kind in kinds)


def command_line_machine(*, service: Service) -> Machine:
    """The machine publisher `cli` of `service`, made the first time; it has no key, so it is no way in from a network."""
    machine, _ = Machine.objects.get_or_create(name=COMMAND_LINE, service=service, ended_at=None)
    return machine
