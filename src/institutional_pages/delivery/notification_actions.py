"""What is written down of the mails that tell of new documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from institutional_pages.audit.recording import System, record
from institutional_pages.delivery.evidence import Erds

if TYPE_CHECKING:
    from institutional_pages.notices.models import Notice


@transaction.atomic
def note_mail(*, actor: System, notice: Notice) -> None:
    """Write down that the mail server took a mail about new documents, or that it was given up and why (F8). Of any other mail nothing."""
    if notice.kind != "new_documents":
        return
    if notice.sent_at:
        erds = [Erds.CONSIGNMENT_NOTIFICATION]
        record(actor, "notification.sent", notice.subject, institution=notice.institution, notice=notice.pk, erds=erds)
        return
    kind, _, answer = notice.outcome.partition(": ")
    failure: dict[str, Any] = {"erds": [Erds.CONSIGNMENT_NOTIFICATION_FAILURE], "reason": kind.replace(" ", "-"), "answer": answer}
    record(actor, "notification.failed", notice.subject, institution=notice.institution, notice=notice.pk, **failure)
