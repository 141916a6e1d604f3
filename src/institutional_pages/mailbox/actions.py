"""What happens on a page: reading a document is something that happens and leaves a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.audit import origin
from institutional_pages.audit.recording import record
from institutional_pages.delivery.damage import note_damage
from institutional_pages.delivery.evidence import Erds, evidence
from institutional_pages.delivery.models import Delivery, DeliveryFile
from institutional_pages.mailbox.errors import NoSuchDocument, Withdrawn
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.queries import visible

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

ERDS = {Opening.How.PREVIEW: Erds.CONTENT_ACCESS_TRACKING}  # every other way hands over the whole bytes


@transaction.atomic
def open_file(*, reader: Person, institution: Institution, delivery: Delivery, position: int, how: Opening.How) -> DeliveryFile:
    """Let `reader` have a file of `delivery`; the first opening is the centre's. The same again in the same session writes nothing more."""
    grant = rules.require_reader(reader, institution)
    file = _file(visible(grant).filter(pk=delivery.pk).select_related("law", "kind").first(), position)

    opening, is_new = Opening.objects.get_or_create(
        person=reader, file=file, how=how, session=origin.current().session, defaults={"delivery_id": delivery.pk, "at": timezone.now()}
    )
    if is_new:
        first = position == 0 and Delivery.objects.filter(pk=delivery.pk, first_opened_at=None).update(first_opened_at=opening.at) == 1
        proof = evidence(file.delivery, [(position, file.sha256, file.bytes)], ERDS.get(how, Erds.CONTENT_HANDOVER))
        record(reader, "delivery.opened", delivery, basis=grant, institution=institution, how=how, file=position, first=first, **proof)
    return file


def _file(delivery: Delivery | None, position: int) -> DeliveryFile:
    file = delivery.files.select_related("blob").filter(position=position).first() if delivery else None
    if delivery is None or file is None:
        raise NoSuchDocument
    if delivery.withdrawn_at:
        raise Withdrawn
    return file


@transaction.atomic
def report_damage(*, reader: Person, institution: Institution, file: DeliveryFile, what: str) -> None:
    """Write down that `reader` did not get a file because its stored bytes no longer match, and tell the ministry (ux.md E8).

    It asks for no right: the reading was allowed when it began, and an access that ended meanwhile does not hide the damage.
    """
    note_damage(file, what)
    proof = evidence(file.delivery, [(file.position, file.sha256, file.bytes)], Erds.CONTENT_HANDOVER_FAILURE)
    record(reader, "delivery.damaged", file, institution=institution, reason="fingerprint-differs", what=what, **proof)
