"""The yearly look at who can open a page (security.md, T14): the administrator sends the register, President and Secretary sign it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

SIGNED = Q(president_signed_at__isnull=False, secretary_signed_at__isnull=False)
BY_TWO = Q(president_signed_by=None) | Q(secretary_signed_by=None) | ~Q(president_signed_by=F("secretary_signed_by"))
NOT_BY_HIM = (Q(president_signed_by=None) | ~Q(president_signed_by=F("prepared_by"))) & (
    Q(secretary_signed_by=None) | ~Q(secretary_signed_by=F("prepared_by"))
)


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> ReviewQuerySet:
        """Waits for a signature."""
        return self.filter(ended_at=None)

    def signed(self) -> ReviewQuerySet:
        """Both signatures are there."""
        return self.filter(SIGNED)


class Review(models.Model):
    """The register of one moment (`prepared_at`), read again at any time since no right is ever deleted; `digest` is its fingerprint."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="reviews")
    prepared_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the register, see `access/register.py`")
    president_signed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    president_signed_at = models.DateTimeField(null=True)
    secretary_signed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    secretary_signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="signed by both, or overtaken by a newer register")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        app_label = "access"
        constraints = [
            models.UniqueConstraint(fields=["institution"], condition=Q(ended_at=None), name="one_open_review_per_page"),
            models.CheckConstraint(condition=BY_TWO, name="the_signatures_of_a_review_are_of_two_people"),
            models.CheckConstraint(condition=NOT_BY_HIM, name="nobody_signs_the_review_that_he_prepared"),
            models.CheckConstraint(condition=~SIGNED | Q(ended_at__isnull=False), name="a_signed_review_has_ended"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def is_signed(self) -> bool:
        """Both signatures are there."""
        return self.president_signed_at is not None and self.secretary_signed_at is not None
