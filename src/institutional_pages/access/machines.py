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


class MachineKeyQuerySet(models.QuerySet["MachineKey"]):
    def standing(self) -> MachineKeyQuerySet:
        """Opens something today, when its machine does."""
        return self.filter(valid_until__gte=today(), revoked_at=None)


class MachineKey(models.Model):
    """A key of 256 random bits, shown once; two of a machine may stand at a time, so that one follows the other without a gap."""

    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=8, unique=True, help_text="the part by which people and the log tell keys apart")
    hash = models.CharField(max_length=64, help_text="SHA-256 of the whole key")
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_until = models.DateField(help_text="last day, inclusive")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.CharField(max_length=45, blank=True, help_text="address")

    objects = MachineKeyQuerySet.as_manager()

    class Meta:
        app_label = "access"

    def __str__(self) -> str:
        return self.prefix


class MachineToken(models.Model):
    """What a key was exchanged for (RFC 6749 §4.4): opens as long as its key does, and ten minutes at the most."""

    key = models.ForeignKey(MachineKey, on_delete=models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token")
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "access"

    def __str__(self) -> str:
        return f"token of {self.key_id}"


class MachineAnswer(models.Model):
    """What was answered to a call that carried an `Idempotency-Key`: the same call is answered so again, for a week."""

    machine = models.ForeignKey(Machine, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=200, help_text="as the machine sent it")
    call = models.CharField(max_length=64, help_text="SHA-256 of method and address with its query")
    content = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the body; empty while the call is under way")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        app_label = "access"
        constraints = [models.UniqueConstraint(fields=["machine", "key"], name="a_machine_uses_an_idempotency_key_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


def command_line_machine(*, service: Service) -> Machine:
    """The machine publisher `cli` of `service`, made the first time; it has no key, so it is no way in from a network."""
    machine, _ = Machine.objects.get_or_create(name=COMMAND_LINE, service=service, ended_at=None)
    return machine
