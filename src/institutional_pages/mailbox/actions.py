"""What happens on a page: reading a document is something that happens and leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from institutional_pages.audit import origin
from institutional_pages.audit.recording import record
from institutional_pages.delivery.damage import note_damage
from institutional_pages.delivery.evidence import Erds, evidence
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.queries import file_with_right, who

if TYPE_CHECKING:
    from uuid import UUID

    from institutional_pages.access.rules import Reader
    from institutional_pages.institutions.models import Institution

# Written by hand, as every reading asks them; both databases read them. The one conflict that can be is meant: once per file and session.
OPEN = """INSERT INTO mailbox_opening (file_id, person_id, machine_id, how, session, delivery_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id"""
FIRST = "UPDATE delivery_delivery SET first_opened_at = %s WHERE id = %s AND first_opened_at IS NULL RETURNING id"
ERDS = {
    Opening.How.PREVIEW: Erds.CONTENT_ACCESS_TRACKING,
    Opening.How.PART: Erds.CONTENT_ACCESS_TRACKING,
}  # other ways: the whole


@transaction.atomic
def open_file(*, reader: Reader, institution: Institution, uuid: UUID, position: int, how: Opening.How) -> DeliveryFile:
    """Let `reader` have a file of a document; the first opening is the centre's. The same again in the same session writes nothing more."""
    file, right = file_with_right(reader, institution, uuid, position)

    now = connection.ops.adapt_datetimefield_value(timezone.now())
    if _asked(OPEN, file.pk, *who(reader), str(how), origin.current().session, file.delivery_id, now):
        first = position == 0 and bool(_asked(FIRST, now, file.delivery_id))
        proof = evidence(file.delivery, [(position, file.sha256, file.bytes)], ERDS.get(how, Erds.CONTENT_HANDOVER))
        record(reader, "delivery.opened", file.delivery, basis=right, institution=institution, how=how, file=position, first=first, **proof)
    return file


def _asked(statement: str, *values: Any) -> Any:
    """The row that it gives back, None where it changed nothing: the database decides, also between two requests of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


@transaction.atomic
def report_damage(*, reader: Reader, institution: Institution, file: DeliveryFile, what: str) -> None:
    """Write down that `reader` did not get a file because its stored bytes no longer match, and tell the ministry (ux.md E8).

    It asks for no right: the reading was allowed when it began, and an access that ended meanwhile does not hide the damage.
    """
    note_damage(file, what)
    proof = evidence(file.delivery, [(file.position, file.sha256, file.bytes)], Erds.CONTENT_HANDOVER_FAILURE)
    record(reader, "delivery.damaged", file, institution=institution, reason="fingerprint-differs", what=what, **proof)
