"""Laws, kinds of document and publishing services: tables with dates and names in four languages, never enums (S7, S47)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


class ValidQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def valid_on(self, day: date) -> ValidQuerySet:
        """Valid on `day`; the last day counts."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Named(models.Model):
    """A code that scripts use and a name in each language, with the days between which it is valid."""

    code = models.SlugField(max_length=40, unique=True)
    name_nl = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="last day, inclusive")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ValidQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in `language` (nl, fr, de), else in English."""
        return str(getattr(self, f"name_{language[:2]}", None) or self.name_en)


class Law(Named):
    """A law under which documents are sent; the third of 2006 was already running out (domain.md §0.5)."""

    short_nl = models.CharField(max_length=60)
    short_fr = models.CharField(max_length=60)
    short_de = models.CharField(max_length=60)
    short_en = models.CharField(max_length=60)
    file_label = models.CharField(max_length=12, help_text="how file names begin, for example RMI")

    class Meta(Named.Meta):
        pass

    @property
    def short(self) -> str:
        """The short name in the reader's language."""
        return str(getattr(self, f"short_{(get_language() or 'en')[:2]}", None) or self.short_en)


class Kind(Named):
    """A kind of document (S42–S46) and how it behaves."""

    class Period(models.TextChoices):
        MONTH = "month"
        YEAR = "year"
        NONE = "none"

    period = models.CharField(max_length=5, choices=Period.choices)
    due_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="it is usually published within so many days after its month; empty: nobody expects it on a day"
    )
    retention_years = models.PositiveSmallIntegerField(default=10)
    four_eyes = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False, help_text="a legal term runs from it (S44)")

    class Meta(Named.Meta):
        pass


class Service(Named):
    """A service of the ministry that publishes, and how strictly its PDFs are looked at."""

    class Gate(models.TextChoices):
        STRICT = "strict"
        LENIENT = "lenient"

    email = models.EmailField(blank=True)
    gate_profile = models.CharField(
        max_length=7, choices=Gate.choices, default=Gate.STRICT, help_text="lenient: what a strict gate refuses as doubtful passes with a warning"
    )
    embedded_files_allowed = models.BooleanField(default=False, help_text="files inside a PDF/A-3 are not warned of")

    class Meta(Named.Meta):
        constraints = [models.CheckConstraint(condition=Q(gate_profile__in=["strict", "lenient"]), name="a_gate_is_strict_or_lenient")]


class Publication(models.Model):
    """Which service may publish which kind under which law, between which days."""

    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="publications")
    kind = models.ForeignKey("catalogue.Kind", on_delete=models.PROTECT, related_name="+")
    law = models.ForeignKey("catalogue.Law", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "kind", "law", "valid_from"], name="a_publication_begins_once"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="a_publication_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}/{self.kind_id}/{self.law_id}"
