"""What needs two people: one proposes, another confirms; until then nothing has changed (security.md §1, the cells marked 2)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

BY_ANOTHER = Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))
NOT_BY_HIM = Q(confirmed=False) | ~Q(decided_by=F("person"))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        """Neither confirmed nor dropped."""
        return self.filter(decided_at=None)


class Proposal(models.Model):
    """A change to roles at the ministry or to secured networks; `facts` are codes, keys and days, never names."""

    class Kind(models.TextChoices):
        APPOINT = "appoint"
        END_APPOINTMENT = "end-appointment"
        ADD_RANGE = "add-range"
        END_RANGE = "end-range"
        OPEN_CENTRE = "open-centre"
        REPORT_ONLY = "report-only"
        ADD_USE = "add-use"
        END_USE = "end-use"
        MERGE = "merge"
        EMERGENCY_PAPER = "emergency-paper"
        REGISTER_MACHINE = "register-machine"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+", help_text="whom it is about, if anybody")
    facts = models.JSONField(default=dict)
    proposed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        app_label = "access"
        constraints = [
            models.CheckConstraint(condition=Q(confirmed=False) | BY_ANOTHER, name="a_proposal_is_confirmed_by_another"),
            models.CheckConstraint(condition=~Q(proposed_by=F("person")) & NOT_BY_HIM, name="nobody_proposes_or_confirms_for_himself"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
