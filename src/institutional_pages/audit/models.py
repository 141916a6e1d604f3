"""One `Event` for each thing that happened; append-only. Its words stand in `EventText`, which only the retention job may forget."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """What happened, by opaque references only: `person:7`, `mandate:3`, never a name (design.md §3)."""

    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=80, blank=True)
    institution = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of 0x00, salt and canonical JSON (RFC 6962 leaf)")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["actor", "-id"], name="event_by_actor"),
            models.Index(fields=["subject", "-id"], name="event_by_subject"),
            models.Index(fields=["institution", "-id"], name="event_by_institution"),
            models.Index(fields=["verb", "-id"], name="event_by_verb"),
            models.Index(fields=["at", "id"], name="event_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class EventText(models.Model):
    """The salt and the canonical JSON that `Event.digest` seals."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="text")
    salt = models.BinaryField(max_length=32)
    canonical = models.TextField()

    def __str__(self) -> str:
        return f"text of event {self.pk}"


class EventNumber(models.Model):
    """The place of an event in the log, given after commit by one sequencer, so that a reader by number misses nothing."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="number")

    def __str__(self) -> str:
        return str(self.number)
