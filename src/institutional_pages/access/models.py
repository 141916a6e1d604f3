"""Officers, mandates, grants and appointments: the rights, and the paper each of them rests on."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from institutional_pages.access.confirmations import Confirmation
from institutional_pages.access.invitations import Invitation
from institutional_pages.access.machines import Machine, MachineAnswer, MachineKey, MachineToken
from institutional_pages.access.proposals import Proposal
from institutional_pages.access.reviews import Review
from institutional_pages.institutions.calendar import today

__all__ = [
    "Appointment",
    "Confirmation",
    "Grant",
    "GrantScope",
    "Invitation",
    "Machine",
    "MachineAnswer",
    "MachineKey",
    "MachineToken",
    "Mandate",
    "Officer",
    "Proposal",
    "Review",
]
RENEWED_BEFORE: Final = timedelta(days=60)
ON_ITS_WAY, ENABLED = Q(ended_at=None, enabled_at=None), Q(ended_at=None, enabled_at__isnull=False)


class OfficerQuerySet(models.QuerySet["Officer"]):
    def standing(self) -> OfficerQuerySet:
        """In office today."""
        day = today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Officer(models.Model):
    """The President, the Secretary or the security consultant of a centre; the database lets no office be held by two people on one day."""

    class Office(models.TextChoices):
        PRESIDENT = "president"
        SECRETARY = "secretary"
        CONSULTANT = "consultant"

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="offices")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="officers")
    office = models.CharField(max_length=12, choices=Office.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "office"], condition=Q(valid_until=None), name="one_standing_officer_per_office"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="an_office_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.office} of {self.institution_id}"


class MandateQuerySet(models.QuerySet["Mandate"]):
    def standing(self) -> MandateQuerySet:
        """Signed by both, enabled by the Security Cell, not ended, and today within its days: it lets its holder act."""
        day = today()
        return self.open().filter(enabled_at__isnull=False, valid_from__lte=day, valid_until__gte=day)

    def open(self) -> MandateQuerySet:
        """Not ended: being signed, waiting to be enabled, or standing."""
        return self.filter(ended_at=None)


class Mandate(models.Model):
    """The order of President and Secretary to a local administrator (S18, S25–S31): two signatures, then enabled by the Security Cell."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="mandates")
    holder = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="mandates")
    by_default = models.BooleanField(default=False, help_text="the security consultant holds it because nobody was designated (S19)")
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="last day, inclusive")
    designated_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    designated_at = models.DateTimeField()
    president_signed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    president_signed_at = models.DateTimeField(null=True)
    secretary_signed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    secretary_signed_at = models.DateTimeField(null=True)
    enabled_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    enabled_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "holder"], condition=ON_ITS_WAY, name="one_mandate_on_its_way_per_holder"),
            models.UniqueConstraint(fields=["institution", "holder"], condition=ENABLED, name="one_enabled_mandate_per_holder"),
            models.CheckConstraint(
                condition=Q(president_signed_by=None) | Q(secretary_signed_by=None) | ~Q(president_signed_by=F("secretary_signed_by")),
                name="the_signatures_of_a_mandate_are_of_two_people",
            ),
            models.CheckConstraint(
                condition=(Q(president_signed_by=None) | ~Q(president_signed_by=F("holder")))
                & (Q(secretary_signed_by=None) | ~Q(secretary_signed_by=F("holder"))),
                name="the_holder_signs_no_mandate_of_his_own",
            ),
            models.CheckConstraint(
                condition=Q(enabled_at=None) | Q(president_signed_at__isnull=False, secretary_signed_at__isnull=False, enabled_by__isnull=False),
                name="a_mandate_is_enabled_only_with_both_signatures",
            ),
            models.CheckConstraint(
                condition=(Q(president_signed_by=None) & Q(president_signed_at=None))
                | (Q(president_signed_by__isnull=False) & Q(president_signed_at__isnull=False)),
                name="a_president_signature_has_a_person_and_a_moment",
            ),
            models.CheckConstraint(
                condition=(Q(secretary_signed_by=None) & Q(secretary_signed_at=None))
                | (Q(secretary_signed_by__isnull=False) & Q(secretary_signed_at__isnull=False)),
                name="a_secretary_signature_has_a_person_and_a_moment",
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="a_mandate_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    @property
    def is_signed(self) -> bool:
        """Both signatures are there."""
        return self.president_signed_at is not None and self.secretary_signed_at is not None

    @property
    def ends_soon(self) -> bool:
        """Within sixty days: the next one may be designated, and takes its place when it is enabled."""
        return self.is_standing and self.valid_until - today() <= RENEWED_BEFORE

    @property
    def is_standing(self) -> bool:
        """It lets its holder act today."""
        return self.ended_at is None and self.enabled_at is not None and self.valid_from <= today() <= self.valid_until


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self) -> GrantQuerySet:
        """Not ended; one past its last day still stands in the table until it is ended, but opens nothing: see `active`."""
        return self.filter(ended_at=None)

    def active(self) -> GrantQuerySet:
        """Opens the page today."""
        return self.standing().filter(Q(valid_until=None) | Q(valid_until__gte=today()))


class Grant(models.Model):
    """The right of one reader to one page, resting on a mandate or, for the administrator's own, on an officer's signature."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="grants")
    reader = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="grants")
    given_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="grants_given")
    given_at = models.DateTimeField()
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="grants")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="grants")
    reason = models.CharField(max_length=200, blank=True)
    everything = models.BooleanField(default=False, help_text="all laws and kinds, also later ones; otherwise only the scope rows")
    valid_until = models.DateField(null=True, blank=True, help_text="last day, inclusive")
    ended_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "reader"], condition=Q(ended_at=None), name="one_standing_grant_per_reader"),
            models.CheckConstraint(condition=~Q(given_by=F("reader")), name="nobody_grants_to_himself"),
            models.CheckConstraint(
                condition=(Q(mandate=None) & Q(officer__isnull=False)) | (Q(mandate__isnull=False) & Q(officer=None)),
                name="a_grant_rests_on_exactly_one_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @cached_property
    def opened(self) -> list[tuple[int, int]]:
        """The law and the kind of each scope row."""
        return list(self.scopes.values_list("law_id", "kind_id"))

    @property
    def basis(self) -> Mandate | Officer:
        """What it rests on."""
        basis = self.mandate or self.officer
        assert basis is not None, "the database lets no grant stand without a basis"  # noqa: S101 (a constraint says so)
        return basis


class GrantScope(models.Model):
    """One law × kind that the grant opens; no row and not everything: it opens nothing."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="scopes")
    law = models.ForeignKey("catalogue.Law", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey("catalogue.Kind", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "law", "kind"], name="a_scope_row_stands_once_in_a_grant")]

    def __str__(self) -> str:
        return f"{self.law_id} × {self.kind_id}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> AppointmentQuerySet:
        """Appointed today."""
        day = today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day, ended_at=None)


class Appointment(models.Model):
    """A role at the ministry, given by two people (the first ones by command line); the database forbids roles that never go together."""

    class Role(models.TextChoices):
        SECURITY_CELL = "security-cell"
        PUBLISHER = "publisher"
        PAPER_ROOM = "paper-room"
        AUDITOR = "auditor"
        TRAINER = "trainer"
        OPERATOR = "operator"

    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_command_line = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], condition=Q(ended_at=None, service=None), name="one_standing_appointment_per_role"),
            models.UniqueConstraint(
                fields=["person", "role", "service"], condition=Q(ended_at=None, service__isnull=False), name="one_standing_appointment_per_service"
            ),
            models.CheckConstraint(
                condition=(Q(role="publisher") & Q(service__isnull=False)) | (~Q(role="publisher") & Q(service=None)),
                name="a_publisher_has_a_service",
            ),
            models.CheckConstraint(
                condition=Q(by_command_line=True) | (Q(given_by__isnull=False) & Q(confirmed_by__isnull=False) & ~Q(given_by=F("confirmed_by"))),
                name="an_appointment_is_given_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"
