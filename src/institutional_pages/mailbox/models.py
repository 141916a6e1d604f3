"""Who read what, when and how."""

from __future__ import annotations

from django.db import models


class Opening(models.Model):
    """Reading is something that happens: once per person or machine, file, means and session (design.md §3, §4.2)."""

    class How(models.TextChoices):
        OPEN = "open"
        PREVIEW = "preview"
        DOWNLOAD = "download"
        PART = "part"  # some of the bytes, as a viewer or a broken-off download asks for them
        ZIP = "zip"
        FOLDER = "folder"
        API = "api"

    file = models.ForeignKey("delivery.DeliveryFile", on_delete=models.PROTECT, related_name="openings")
    delivery = models.ForeignKey("delivery.Delivery", on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="openings")
    machine = models.ForeignKey("access.Machine", on_delete=models.PROTECT, null=True, related_name="openings")
    how = models.CharField(max_length=10, choices=How.choices)
    session = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "file", "how", "session"], condition=models.Q(person__isnull=False), name="a_person_opens_a_file_once_per_session"
            ),
            models.UniqueConstraint(
                fields=["machine", "file", "how", "session"],
                condition=models.Q(machine__isnull=False),
                name="a_machine_opens_a_file_once_per_session",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, machine=None) | models.Q(person=None, machine__isnull=False),
                name="an_opening_is_of_a_person_or_a_machine",
            ),
        ]
        indexes = [models.Index(fields=["delivery", "id"], name="opening_by_delivery")]

    def __str__(self) -> str:
        return f"opening {self.pk}"
