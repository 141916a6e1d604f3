"""The person, where they are employed, and how they prove who they are."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from institutional_pages.institutions.calendar import today
from institutional_pages.statements import A_PERSON, Written

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.sessions.backends.base import SessionBase

    from institutional_pages.institutions.models import Institution


PASSWORD = ("password", "password_is_temporary", "temporary_until")  # what a new password changes


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        """The person of this login, whatever its capitals."""
        return self.get(username__iexact=username)

    def of_session(self, pk: int) -> Person | None:
        """With `card_today` at hand: asked at every request."""
        return next(iter(_with_card(connection.vendor, today()).asked({A_PERSON: pk})), None)


class Person(AbstractBaseUser):
    """The account. There is no superuser: what a person may do follows from offices, mandates, grants and appointments alone."""

    class Home(models.TextChoices):
        MAILBOX = "mailbox"
        YEAR = "year"

    class Theme(models.TextChoices):
        DEVICE = "device"
        LIGHT = "light"
        DARK = "dark"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=60)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.EmailField()
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "nl"), ("fr", "fr"), ("de", "de"), ("en", "en")])
    home = models.CharField(max_length=7, choices=Home.choices, default=Home.MAILBOX, help_text="where a reader lands at a page")
    uses_keys = models.BooleanField(default=True, help_text="single letters act in lists (WCAG 2.1.4 asks for a way to switch them off)")
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.DEVICE)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    password_is_temporary = models.BooleanField(default=False, help_text="made by somebody else: opens nothing but the choice of an own one")
    temporary_until = models.DateField(null=True, blank=True, help_text="last day of the temporary password")
    sessions_end_before = models.DateTimeField(null=True, blank=True, help_text="sessions begun before this moment are over")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="a_login_names_one_person")]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def set_temporary_password(self, password: str) -> None:
        """For the owner to replace within `TEMPORARY_PASSWORD_DAYS`; not saved yet (see `PASSWORD`)."""
        self.set_password(password)
        self.password_is_temporary = True
        self.temporary_until = today() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)

    def set_own_password(self, password: str) -> None:
        """Chosen by the owner; not saved yet (see `PASSWORD`)."""
        self.set_password(password)
        self.password_is_temporary, self.temporary_until = False, None

    @property
    def password_has_expired(self) -> bool:
        """Whether the temporary password is past its last day: it opens nothing any more."""
        return self.temporary_until is not None and self.temporary_until < today()

    @cached_property
    def card_today(self) -> int | None:
        """The key of the code card that stands today, locked or not."""
        return CodeCard.objects.standing().filter(person=self).values_list("pk", flat=True).first()

    def works_at(self, institution: Institution) -> bool:
        """Whether employed there today."""
        return self.employments.standing().filter(institution=institution).exists()


@lru_cache(maxsize=1)
def _with_card(vendor: str, day: date) -> Written:  # noqa: ARG001 - the key of the cache
    cards = CodeCard.objects.standing().filter(person=models.OuterRef("pk"))
    people = Person.objects.filter(pk=A_PERSON)
    return Written.of(people.annotate(card_today=models.Subquery(cards.values("pk")[:1])))  # type: ignore[no-redef]  # the same fact, brought along


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def standing(self) -> EmploymentQuerySet:
        """Employed today."""
        day = today()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day, ended_at=None)


class Employment(models.Model):
    """A person on the staff of an institution (S20); a person may have several employers."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="employments")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="ended before the day was over, by hand")
    end_reason = models.CharField(max_length=200, blank=True, default="")

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "institution"], condition=Q(valid_until=None), name="one_standing_employment_per_institution"),
            models.CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="an_employment_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.institution_id}"


class CodeCardQuerySet(models.QuerySet["CodeCard"]):
    def in_force(self) -> CodeCardQuerySet:
        """Not revoked and not past its last day."""
        return self.filter(revoked_at=None, valid_until__gte=today())

    def standing(self) -> CodeCardQuerySet:
        """The civil-servant tokens in force; sheets of recovery codes are `recovery`."""
        return self.in_force().filter(kind=CodeCard.Kind.TOKEN)

    def recovery(self) -> CodeCardQuerySet:
        """The sheets of recovery codes in force."""
        return self.in_force().filter(kind=CodeCard.Kind.RECOVERY)


class CodeCard(models.Model):
    """The civil-servant token: a card of 24 numbered codes (S22), or the sheet of ten that a person makes for an emergency.

    A new one ends the old one of its kind; ten wrong codes lock it.
    """

    class Kind(models.TextChoices):
        TOKEN = "token"  # noqa: S105 - the civil-servant token, no secret
        RECOVERY = "recovery"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TOKEN)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="code_cards")
    number = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField()
    valid_until = models.DateField()
    failures = models.PositiveSmallIntegerField(default=0)
    first_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CodeCardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], condition=Q(revoked_at=None), name="one_standing_code_card_per_person")]

    def __str__(self) -> str:
        return self.number


class CardCode(models.Model):
    """One code of a card: only its hash is kept, and it opens once."""

    card = models.ForeignKey(CodeCard, on_delete=models.PROTECT, related_name="codes")
    position = models.PositiveSmallIntegerField()
    hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "position"], name="a_position_stands_once_on_a_card")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"code {self.position} of {self.card_id}"


class SignInFailures(models.Model):
    """Wrong passwords of one login, known or unknown, or from one address: counted before the password is looked at (design.md §4.12, §4.13)."""

    login = models.CharField(max_length=64, primary_key=True, help_text="keyed hash of the typed login, or of where it came from")
    failures = models.PositiveSmallIntegerField(default=0)
    in_a_row = models.PositiveIntegerField(default=0, help_text="since the last right one; at a hundred nothing is tried any more")
    waits_until = models.DateTimeField(null=True, blank=True)
    last_tried_at = models.DateTimeField(default=timezone.now)
    counted_since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.login[:8]


class CodeApp(models.Model):
    """An app on a telephone that shows another code every thirty seconds (RFC 6238). Its secret is kept wrapped; ten wrong codes lock it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="code_apps")
    master_key = models.CharField(max_length=63, help_text="name of the master key that wraps the secret")
    wrapped_secret = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="from then on it opens: its owner has typed a code of it")
    last_step = models.BigIntegerField(default=0, help_text="half minute of the last code that opened: it never opens again")
    failures = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(removed_at=None), name="one_code_app_per_person")]

    def __str__(self) -> str:
        return f"code app of {self.person_id}"


class Holder(models.Model):
    """Who was proven by others to hold an eID card, or an account of the federation; of their number there only a keyed hash is kept."""

    class Kind(models.TextChoices):
        EID = "eid"
        FEDERATION = "federation"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holders")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EID)
    holder = models.CharField(max_length=64, help_text="keyed hash; the number itself is kept nowhere")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(removed_at=None), name="one_holder_per_person_and_kind"),
            models.UniqueConstraint(fields=["kind", "holder"], condition=Q(removed_at=None), name="a_holder_names_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Passkey(models.Model):
    """A passkey or security key (WebAuthn Level 3): its private half never leaves the device. A person may have several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=60, help_text="what its owner calls it")
    credential = models.CharField(max_length=1400, help_text="identifier that the device chose, base64url (at most 1,023 bytes)")
    public_key = models.BinaryField(help_text="attested credential data as the device sent them")
    uses = models.BigIntegerField(default=0, help_text="counter of the device at its last use; a lower one afterwards comes from a copy")
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential"], condition=Q(removed_at=None), name="a_passkey_names_one_person")]

    def __str__(self) -> str:
        return f"passkey {self.pk} of {self.person_id}"


class Session(AbstractBaseSession):
    """A session of the web, found by its person too, so that its owner can see and end it; what it holds is Django's."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Where rows of this table come from."""
        return import_module(settings.SESSION_ENGINE).SessionStore  # type: ignore[no-any-return]
