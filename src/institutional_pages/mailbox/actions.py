"""What happens on a page: reading a document is something that happens and leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.audit import origin
from institutional_pages.audit.recording import record
from institutional_pages.delivery.damage import note_damage
from institutional_pages.delivery.evidence import Erds, evidence
from institutional_pages.delivery.models import Delivery, DeliveryFile
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.queries import file_within

if TYPE_CHECKING:
    from datetime import datetime

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

# Both databases read it. The one conflict that can be is meant: the same person, file, means and session.
OPEN = """INSERT INTO mailbox_opening (file_id, delivery_id, person_id, how, session, at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id"""
ERDS = {Opening.How.PREVIEW: Erds.CONTENT_ACCESS_TRACKING}  # every other way hands over the whole bytes


@transaction.atomic
def open_file(*, reader: Person, institution: Institution, delivery: Delivery, position: int, how: Opening.How) -> DeliveryFile:
    """Let `reader` have a file of `delivery`; the first opening is the centre's. The same again in the same session writes nothing more."""
    grant = rules.require_reader(reader, institution)
    file, now = file_within(grant, delivery.uuid, position), timezone.now()

    if _opened(reader, file, how, now):
        first = position == 0 and Delivery.objects.filter(pk=delivery.pk, first_opened_at=None).update(first_opened_at=now) == 1
        proof = evidence(file.delivery, [(position, file.sha256, file.bytes)], ERDS.get(how, Erds.CONTENT_HANDOVER))
        record(reader, "delivery.opened", delivery, basis=grant, institution=institution, how=how, file=position, first=first, **proof)
    return file


def _opened(reader: Person, file: DeliveryFile, how: Opening.How, now: datetime) -> bool:
    """Whether this is the first time in this session: the database decides, in one statement, also between two requests of one moment."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [file.pk, file.delivery_id, reader.pk, str(how), origin.current().session, at])
        return cursor.fetchone() is not None


@transaction.atomic
def report_damage(*, reader: Person, institution: Institution, file: DeliveryFile, what: str) -> None:
    """Write down that `reader` did not get a file because its stored bytes no longer match, and tell the ministry (ux.md E8).

    It asks for no right: the reading was allowed when it began, and an access that ended meanwhile does not hide the damage.
    """
    note_damage(file, what)
    proof = evidence(file.delivery, [(file.position, file.sha256, file.bytes)], Erds.CONTENT_HANDOVER_FAILURE)
    record(reader, "delivery.damaged", file, institution=institution, reason="fingerprint-differs", what=what, **proof)
