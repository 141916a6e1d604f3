"""A run and its items, a delivery and its files, and the totals of each page."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One batch of one service, named by the digest of its manifest: the same manifest reopens the same run."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="runs")
    manifest_digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    opened_by = models.CharField(max_length=80, help_text="opaque reference of the person or machine")
    opened_at = models.DateTimeField()
    last_file_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    unlisted = models.PositiveIntegerField(default=0, help_text="files found that the manifest does not list; outside the equation")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["service", "manifest_digest"], name="a_manifest_opens_one_run")]

    def __str__(self) -> str:
        return self.name


class RunItem(models.Model):
    """One line of the manifest and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        PUBLISHED = "published"
        PAPER = "paper"
        REFUSED = "refused"
        MISSING = "missing"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=500)
    facts = models.JSONField(default=dict, help_text="the line as it was sent")
    reference = models.CharField(max_length=200, blank=True)
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    refusal = models.CharField(max_length=60, blank=True, help_text="code, only when refused")
    details = models.JSONField(default=list, help_text="what the gate or the check found: names, object numbers, notes")
    delivery = models.ForeignKey("delivery.Delivery", on_delete=models.PROTECT, null=True, related_name="items")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="a_position_stands_once_in_a_run"),
            models.UniqueConstraint(fields=["run", "path"], name="a_path_stands_once_in_a_run"),
            models.CheckConstraint(
                condition=(Q(outcome__in=["published", "paper"]) & Q(delivery__isnull=False))
                | (~Q(outcome__in=["published", "paper"]) & Q(delivery=None)),
                name="an_item_is_published_or_on_paper_with_its_delivery",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="refused") & ~Q(refusal="")) | (~Q(outcome="refused") & Q(refusal="")), name="a_refusal_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome"], name="item_by_outcome"),
            models.Index(fields=["reference"], condition=Q(outcome="refused"), name="item_refused_by_reference"),
        ]

    def __str__(self) -> str:
        return self.path


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def standing(self) -> DeliveryQuerySet:
        """Neither withdrawn nor replaced."""
        return self.filter(withdrawn_at=None, replaced_at=None)

    def on_page(self) -> DeliveryQuerySet:
        """Those that a page shows: sent electronically."""
        return self.filter(channel="electronic")


class Delivery(models.Model):
    """One document to one centre. The addressee never changes; a merger moves the page that shows it. Exactly one channel, decided once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="deliveries")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="deliveries")
    page = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="page_deliveries")
    kind = models.ForeignKey("catalogue.Kind", on_delete=models.PROTECT, related_name="+")
    law = models.ForeignKey("catalogue.Law", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7, blank=True, help_text="2026-10, 2025 or empty")
    subject = models.CharField(max_length=300)
    reference = models.CharField(max_length=200, help_text="our reference: names one standing delivery of the service")
    your_reference = models.CharField(max_length=200, blank=True)
    search = models.TextField(blank=True, editable=False, help_text="subject and reference, folded by search.py")
    language = models.CharField(max_length=2)
    date = models.DateField(help_text="the date on the document")
    channel = models.CharField(max_length=10, choices=[("paper", "paper"), ("electronic", "electronic")])
    channel_reason = models.CharField(max_length=60)
    published_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "reference"], condition=Q(withdrawn_at=None, replaced_at=None), name="a_reference_names_one_standing_delivery"
            ),
            models.CheckConstraint(condition=Q(channel__in=["paper", "electronic"]), name="a_delivery_has_exactly_one_channel"),
        ]
        indexes = [
            models.Index(fields=["page", "-id"], name="delivery_by_page"),
            models.Index(fields=["page", "kind", "law", "-id"], name="delivery_by_page_kind_law"),
            models.Index(fields=["page", "law", "kind", "period"], name="delivery_by_page_and_period"),
            models.Index(fields=["page", "-id"], condition=Q(first_opened_at=None, channel="electronic"), name="delivery_unread"),
            models.Index(fields=["channel", "-id"], condition=Q(channel="paper"), name="delivery_on_paper"),
            models.Index(fields=["reference"], name="delivery_by_reference"),
        ]

    def __str__(self) -> str:
        return self.reference


class DeliveryFile(models.Model):
    """One file of a delivery: the main document, an annex, or a machine-readable twin. `sha256` is of what was sent; the blob id is random."""

    class Role(models.TextChoices):
        MAIN = "main"
        ANNEX = "annex"
        RENDITION = "rendition"

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=Role.choices)
    position = models.PositiveSmallIntegerField(help_text="0 is the main file")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=255, help_text="as it was sent; readers get a name of ours")
    pages = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    blob = models.OneToOneField("vault.Blob", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["delivery"], condition=Q(role="main"), name="one_main_file_per_delivery"),
            models.UniqueConstraint(fields=["delivery", "position"], name="a_position_stands_once_in_a_delivery"),
            models.CheckConstraint(
                condition=(Q(role="main") & Q(position=0)) | (~Q(role="main") & Q(position__gt=0)), name="the_main_file_stands_first"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.position} of {self.delivery_id}"


class PageTotal(models.Model):
    """How many deliveries a page holds of one law, kind and period, so that the numbers and months of a scoped reader need no counting of rows."""

    page = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="totals")
    law = models.ForeignKey("catalogue.Law", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey("catalogue.Kind", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7, blank=True, default="", help_text="as in the delivery")
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "law", "kind", "period"], name="one_total_per_page_law_kind_and_period")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.total}"
