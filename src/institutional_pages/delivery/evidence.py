"""What the event of a document must hold to be evidence: the names and fields of ETSI EN 319 522-2 (security.md §6, docs/events.md)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from institutional_pages.delivery.models import Delivery


class Erds(StrEnum):
    """The events of an electronic registered delivery service that happen here, by the names of ETSI."""

    SUBMISSION_ACCEPTANCE = "SubmissionAcceptance"
    SUBMISSION_REJECTION = "SubmissionRejection"
    CONTENT_CONSIGNMENT = "ContentConsignment"
    CONTENT_CONSIGNMENT_FAILURE = "ContentConsignmentFailure"
    CONSIGNMENT_NOTIFICATION = "ConsignmentNotification"
    CONSIGNMENT_NOTIFICATION_FAILURE = "ConsignmentNotificationFailure"
    CONTENT_ACCESS_TRACKING = "ContentAccessTracking"
    CONTENT_HANDOVER = "ContentHandover"
    CONTENT_HANDOVER_FAILURE = "ContentHandoverFailure"


def evidence(delivery: Delivery, parts: Iterable[tuple[int, str, int]], *erds: Erds) -> dict[str, Any]:
    """Message, sender, time of submission and the parts (position, SHA-256, bytes) with their digests; law, kind and period are ours."""
    return {
        "erds": [str(name) for name in erds],
        "message": str(delivery.uuid),
        "sender": f"service:{delivery.service_id}",
        "submitted": delivery.published_at.isoformat(),
        "law": delivery.law.code,
        "kind": delivery.kind.code,
        "period": delivery.period,
        "parts": [{"position": position, "sha256": digest, "bytes": size} for position, digest, size in parts],
    }
