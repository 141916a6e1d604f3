"""A new President or Secretary takes over the mandates that the one before has signed, or ends them (design.md §4.4)."""

from __future__ import annotations

from django.db import models


class Confirmation(models.Model):
    """An officer takes a standing mandate over: one row for each mandate and office held."""

    mandate = models.ForeignKey("access.Mandate", on_delete=models.PROTECT, related_name="confirmations")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField()

    class Meta:
        app_label = "access"
        constraints = [models.UniqueConstraint(fields=["mandate", "officer"], name="an_officer_confirms_a_mandate_once")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
