"""The application of one centre: what arrived and how, its two forms, its conditions, what each service confirmed, and who was spoken to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> ApplicationQuerySet:
        """Neither refused nor withdrawn, and the centre has not switched by it."""
        return self.filter(decision__in=["", Application.Decision.ACCEPTED], switched_at=None)

    def to_decide(self) -> ApplicationQuerySet:
        """Open, and neither accepted yet."""
        return self.filter(decision="")

    def waiting_for_services(self) -> ApplicationQuerySet:
        """Accepted, and the centre has not switched yet."""
        return self.filter(decision=Application.Decision.ACCEPTED, switched_at=None)


class Application(models.Model):
    """The dossier of one centre on its way from paper to its page (S60–S76); the database lets a centre have one open at a time."""

    class Arrival(models.TextChoices):
        WEB = "web"
        MAIL = "mail"
        PHONE = "phone"
        POST = "post"
        FAX = "fax"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="applications")
    arrival = models.CharField(max_length=5, choices=Arrival.choices)
    received_on = models.DateField()
    caller = models.CharField(max_length=120, blank=True, help_text="who called or wrote, where the Security Cell opened it for the centre")
    capacity = models.CharField(max_length=14, blank=True, help_text="as what: president, secretary, consultant, administrator")
    opened_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    designation_on = models.DateField(null=True, help_text="day on which the designation of the administrator was in with both signatures")
    registration_on = models.DateField(null=True, help_text="day on which the registration for user management was in with both signatures")
    asked_at = models.DateTimeField(null=True, help_text="the centre was asked for what is missing, and nothing has come since")
    asked = models.JSONField(default=list, help_text="codes of what it was asked for")
    needs_help = models.BooleanField(default=False)
    follow_up_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=9, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True, max_length=2_000)
    switched_at = models.DateTimeField(null=True)
    documents_before = models.PositiveIntegerField(
        default=0, help_text="documents on the page at the switch: it is undone only while there are no more"
    )
    version = models.PositiveIntegerField(
        default=0, help_text="grows with every change by the Security Cell: nobody decides on what another has just changed"
    )
    changed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(decision__in=["", "accepted"], switched_at=None), name="one_open_application_per_institution"
            ),
            models.CheckConstraint(
                condition=~Q(decision="accepted") | Q(designation_on__isnull=False, registration_on__isnull=False),
                name="accepted_only_with_both_forms",
            ),
            models.CheckConstraint(condition=Q(switched_at=None) | Q(decision="accepted"), name="switched_only_when_accepted"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)), name="decided_at_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["received_on"], condition=Q(decision="", switched_at=None), name="application_to_decide")]

    def __str__(self) -> str:
        return f"application of {self.institution_id}"

    @property
    def is_open(self) -> bool:
        """As `ApplicationQuerySet.open`."""
        return self.decision in ("", self.Decision.ACCEPTED) and self.switched_at is None

    @property
    def has_both_forms(self) -> bool:
        """Both are in, each with both signatures: it may be examined (S63)."""
        return self.designation_on is not None and self.registration_on is not None

    @property
    def state(self) -> str:
        """`received`, `incomplete`, `examined`, `accepted`, `switched`, `refused` or `withdrawn`."""
        if self.switched_at is not None:
            return "switched"
        if self.decision:
            return self.decision
        if self.asked_at is not None:
            return "incomplete"
        return "examined" if self.has_both_forms else "received"


class SignedForm(models.Model):
    """One of the two forms (S40): who signed it, how and when it came in."""

    class Form(models.TextChoices):
        DESIGNATION = "designation"
        REGISTRATION = "registration"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="forms")
    form = models.CharField(max_length=12, choices=Form.choices)
    arrival = models.CharField(max_length=5, choices=Application.Arrival.choices)
    president = models.CharField(max_length=160, blank=True, help_text="name of the President who signed; empty: not signed on that side")
    secretary = models.CharField(max_length=160, blank=True)
    received_on = models.DateField(help_text="of the last signature")
    checked_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, null=True, related_name="+", help_text="of the Security Cell; none: signed here"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "form"], name="a_form_stands_once_in_an_application")]

    def __str__(self) -> str:
        return f"{self.form} of {self.application_id}"

    @property
    def is_complete(self) -> bool:
        """Signed on both sides (S72)."""
        return bool(self.president and self.secretary)


class Examined(models.Model):
    """What the Security Cell found of one condition, and on what evidence (S16, S65)."""

    class Condition(models.TextChoices):
        NETWORK = "network"
        ADMINISTRATOR = "administrator"
        EMAIL = "email"
        READERS = "readers"
        COVERAGE = "coverage"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="examined")
    condition = models.CharField(max_length=13, choices=Condition.choices)
    holds = models.BooleanField()
    evidence = models.CharField(max_length=500, blank=True)
    examined_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    examined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "condition"], name="a_condition_is_examined_once_in_an_application")]

    def __str__(self) -> str:
        return f"{self.condition} of {self.application_id}"


class Readiness(models.Model):
    """That one publishing service is ready to send to the page, from a day on (S67, S68)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="services")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    ready_from = models.DateField(null=True)
    confirmed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "service"], name="a_service_confirms_an_application_once"),
            models.CheckConstraint(
                condition=Q(ready_from=None, confirmed_by=None, confirmed_at=None)
                | Q(ready_from__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_somebody_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} for {self.application_id}"


class Contact(models.Model):
    """A call, mail or letter with somebody of the centre (S27, S28)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    means = models.CharField(max_length=5, choices=Application.Arrival.choices)
    who = models.CharField(max_length=120)
    note = models.TextField(max_length=2_000)
    written_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.means} {self.pk}"
