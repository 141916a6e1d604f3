"""The centre: its dated numbers, names and addresses, its networks and its one channel (paper or electronic)."""

from __future__ import annotations

import uuid
from datetime import date
from ipaddress import ip_address, ip_network

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import get_language

from institutional_pages.institutions.calendar import today

LANGUAGES = [("nl", "nl"), ("fr", "fr"), ("de", "de")]


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def valid_on(self, day: date) -> DatedQuerySet:
        """Valid on `day`; the last day counts."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """A fact between two days, both inclusive; no last day: it stands."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Channel(models.TextChoices):
    PAPER = "paper"
    ELECTRONIC = "electronic"


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def centres(self) -> InstitutionQuerySet:
        """Those that have a page: centres, associations of them, other social institutions (S13)."""
        return self.exclude(type=Institution.Type.MINISTRY)


class Institution(models.Model):
    """A centre, an association or another social institution, each with its page (S13); or the ministry, without one.

    The channel is one field: no law can switch alone (S58, S59).
    """

    class Type(models.TextChoices):
        CENTRE = "centre"
        ASSOCIATION = "association"
        OTHER = "other"
        MINISTRY = "ministry"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=20, choices=Type.choices)
    languages = models.JSONField(default=list, help_text='languages of its letters, first one first: ["nl"] or ["nl", "fr"]')
    facilities = models.CharField(max_length=2, blank=True, help_text="language of facilities, if any")
    province = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    emails = models.JSONField(default=list, help_text="addresses that are mailed about new documents")
    required_means = models.JSONField(default=list, blank=True, help_text="with one of these people sign in who open the page; empty: any")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    channel_since = models.DateTimeField(null=True, blank=True)
    paper_until = models.DateField(
        null=True, blank=True, help_text="in an emergency its documents go on paper up to this day, though it has switched"
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(type="ministry") & Q(channel__in=["paper", "electronic"])) | Q(type="ministry", channel=""),
                name="a_centre_has_one_channel",
            ),
        ]
        indexes = [models.Index(fields=["channel"], name="institution_by_channel")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language where the centre has one, else in its own first language."""
        wanted = get_language() or "en"
        return self.name_in(wanted[:2])

    def name_in(self, language: str) -> str:
        """The standing name in `language`, else in the institution's first language."""
        names = self.standing_names
        own = next((names[code] for code in self.languages if code in names), None)
        return names.get(language) or own or next(iter(names.values()), str(self.uuid))

    @cached_property
    def standing_names(self) -> dict[str, str]:
        """The name that stands in each of its languages."""
        return {name.language: name.name for name in self.names.all() if name.valid_until is None}

    @property
    def language(self) -> str:
        """The first language of its letters and mails."""
        return str(self.languages[0]) if self.languages else "nl"

    def number(self, scheme: str, day: date) -> str:
        """Its `nis` or `cbe` number on `day`; empty if it had none."""
        found = self.identifiers.filter(scheme=scheme).valid_on(day).first()
        return found.value if found else ""

    @property
    def has_page(self) -> bool:
        """Everybody but the ministry."""
        return self.type != self.Type.MINISTRY

    @property
    def is_on_emergency_paper(self) -> bool:
        """Whether it has switched and its documents go on paper all the same, today."""
        return self.channel == Channel.ELECTRONIC and self.paper_until is not None and self.paper_until >= today()

    @property
    def is_open(self) -> bool:
        """Neither suspended nor merged into another."""
        return self.suspended_at is None and self.successor_id is None


class InstitutionName(Dated):
    """The name in one language."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="names")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "language"], condition=Q(valid_until=None), name="one_standing_name_per_language"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(Dated):
    """Where paper goes."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="addresses")
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10)
    town = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution"], condition=Q(valid_until=None), name="one_standing_address")]

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.town}"


class Identifier(Dated):
    """A NIS code (text of 5, zeros kept) or a CBE number (10 digits, mod 97); the database lets no number name two institutions on one day."""

    class Scheme(models.TextChoices):
        NIS = "nis"
        CBE = "cbe"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=3, choices=Scheme.choices)
    value = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], condition=Q(valid_until=None), name="one_institution_per_standing_number"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="an_identifier_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["value"], name="identifier_by_value")]

    def __str__(self) -> str:
        return self.value


class Network(models.Model):
    """A secured network and its operator (Publilink, VERA, …: a table, not an enum; S17). Report-only lets in and writes down."""

    name = models.CharField(max_length=100, unique=True)
    operator = models.CharField(max_length=100)
    report_only = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class NetworkRange(Dated):
    """A range of addresses, v4 or v6."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="ranges")
    cidr = models.CharField(max_length=49)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "cidr"], condition=Q(valid_until=None), name="a_range_stands_once_in_a_network")]

    def __str__(self) -> str:
        return self.cidr

    def holds(self, address: str) -> bool:
        """Whether `address` lies in the range."""
        found, own = ip_address(address), ip_network(self.cidr)
        return found.version == own.version and found in own


class NetworkUse(Dated):
    """Which institution uses which network."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="network_uses")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="uses")
    open_until = models.DateField(null=True, blank=True, help_text="until this day whoever is outside is let in at this institution, and on record")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "network"], condition=Q(valid_until=None), name="a_network_is_used_once_by_an_institution")
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} uses {self.network_id}"
