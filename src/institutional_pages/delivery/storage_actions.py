"""What happens to the files in store, done by the product itself or on its command line: compared, and their keys wrapped again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from institutional_pages.audit.recording import Happening, System, record, record_many
from institutional_pages.delivery.damage import note_damage
from institutional_pages.delivery.evidence import Erds, evidence
from institutional_pages.institutions.models import Channel
from institutional_pages.vault import keeping
from institutional_pages.vault.models import Blob

if TYPE_CHECKING:
    from uuid import UUID

    from institutional_pages.delivery.scrubbing import Finding
    from institutional_pages.vault.keeping import Rewrapped


@transaction.atomic
def note_check(*, checker: System, findings: Sequence[Finding]) -> None:
    """Write down what a check of files found. Damage is told once, until the file is found whole again, which is told once too."""
    Blob.objects.filter(pk__in=[finding.file.blob_id for finding in findings]).update(checked_at=timezone.now())
    new = [finding for finding in findings if finding.what and note_damage(finding.file, finding.what)]
    record_many(Happening(checker, "delivery.damaged", one.file, "check", one.file.delivery.page, _facts(one)) for one in new)
    whole = [finding.file for finding in findings if not finding.what and finding.file.blob.damage]
    mended = [file for file in whole if Blob.objects.filter(pk=file.blob_id).exclude(damage="").update(damage="")]
    record_many(Happening(checker, "delivery.restored", file, "check", file.delivery.page) for file in mended)


def _facts(finding: Finding) -> dict[str, Any]:
    """The document stood on a page and cannot be had there any more: no reader asked, so it is not the handing over that failed."""
    file = finding.file
    erds = [Erds.CONTENT_CONSIGNMENT_FAILURE] if file.delivery.channel == Channel.ELECTRONIC else []
    proof = evidence(file.delivery, [(file.position, file.sha256, file.bytes)], *erds)
    return {**proof, "reason": "fingerprint-differs", "what": finding.what}


@transaction.atomic
def note_sweep(*, actor: System, removed: int) -> None:
    """Write down that files without a row were removed by hand; removing them takes a while, and no transaction is open meanwhile."""
    record(actor, "vault.swept", basis="command-line", files=removed)


@transaction.atomic
def rewrap_keys(*, actor: System, after: UUID = keeping.NOWHERE, limit: int = 1_000) -> Rewrapped | None:
    """Wrap the keys of the next files again under the current master key; None when there are no more. Done again it finds none."""
    rewrapped = keeping.rewrap(after=after, limit=limit)
    if rewrapped and rewrapped.count:
        record(actor, "vault.rewrapped", basis="master-key", key=keeping.master_keys().current, files=rewrapped.count)
    return rewrapped
