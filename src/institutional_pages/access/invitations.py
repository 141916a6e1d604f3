"""A mail by which a new colleague chooses a password, instead of a temporary one on paper. The card is still handed over in person.

What the mail holds is signed and names a row: no secret is stored, and the row says whether it still opens anything.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from institutional_pages.institutions.calendar import today

SIGNER: Final = signing.Signer(salt="institutional_pages.invitation")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Neither used nor removed, whether or not it has expired."""
        return self.filter(used_at=None, removed_at=None)

    def standing(self) -> InvitationQuerySet:
        """Opens something today."""
        return self.open().filter(valid_until__gte=today(), person__is_active=True)


class Invitation(models.Model):
    """One mail to one person; sent again, it is the same one with a later last day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="invitations")
    institution = models.ForeignKey("institutions.Institution", on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    valid_until = models.DateField(help_text="last day, inclusive")
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        app_label = "access"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(used_at=None, removed_at=None), name="one_open_invitation_per_person"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def has_expired(self) -> bool:
        """Past its last day: it can be sent again."""
        return self.valid_until < today()


def address_part(invitation_id: str) -> str:
    """What stands in the address of the mail for the invitation with this UUID."""
    return SIGNER.sign(invitation_id)


def standing_invitation(part: str) -> Invitation | None:
    """The invitation that this part of an address opens today."""
    try:
        return Invitation.objects.standing().filter(uuid=SIGNER.unsign(part)).select_related("person", "institution").first()
    except (signing.BadSignature, ValidationError, ValueError):
        return None
