"""The row of a stored file: where its bytes are and how they are locked. Saved after the bytes are durable, never before."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone


class BlobQuerySet(models.QuerySet["Blob"]):
    """Words for many blobs."""

    def not_locked_with(self, name: str) -> BlobQuerySet:
        """Those whose key still has to be wrapped again when the master key `name` has become current."""
        return self.exclude(master_key=name)

    def files_by_key(self) -> dict[str, int]:
        """How many files each master key locks, by its name."""
        return dict(self.order_by("master_key").values_list("master_key").annotate(Count("pk")))


class Blob(models.Model):
    """One stored file. Whoever removes the row removes the only key: the bytes are unreadable at once, and swept later."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.TextField(unique=True)
    master_key = models.TextField()
    wrapped_key = models.BinaryField(max_length=40)
    size = models.PositiveBigIntegerField()
    stored_size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now, help_text="last read whole and compared; at first, when it was written")
    damage = models.CharField(max_length=80, blank=True, help_text="what was found wrong with its bytes; empty again once a check finds them whole")

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(stored_size__gt=F("size")), name="a_blob_is_stored_sealed"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["checked_at"], name="blob_by_check")]

    def __str__(self) -> str:
        return str(self.id)
