"""A mail that must go out: written in the transaction of what it tells, sent by the worker once that stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> NoticeQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)


class Notice(models.Model):
    """`kind` names the template pair `notices/<kind>.txt`; `facts` fill it. Holds no content of documents and no right."""

    kind = models.CharField(max_length=60)
    to = models.EmailField()
    language = models.CharField(max_length=5)
    facts = models.JSONField(default=dict)
    subject = models.CharField(max_length=80, blank=True, help_text="opaque reference of what it tells about")
    institution = models.CharField(max_length=80, blank=True)
    once = models.CharField(max_length=160, blank=True, help_text="the same key is never posted twice")
    posted_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True, help_text="the last answer of the mail server, without addresses")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="a_notice_is_posted_once")]
        indexes = [models.Index(fields=["not_before"], condition=Q(sent_at=None, given_up_at=None), name="notice_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
