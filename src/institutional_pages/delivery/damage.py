"""What is written down when stored bytes are not those that were sent: a plain step without rights, for whoever finds it, a reader or a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from institutional_pages.notices.posting import post
from institutional_pages.vault.models import Blob

if TYPE_CHECKING:
    from institutional_pages.delivery.models import DeliveryFile


def note_damage(file: DeliveryFile, what: str) -> bool:
    """Note the damage at the stored file and tell the ministry; False, and nothing more is told, if it is known and not put right yet."""
    is_news = Blob.objects.filter(pk=file.blob_id, damage="").update(damage=what) == 1
    if is_news:
        facts = {"file": f"deliveryfile:{file.pk}", "stored": file.blob.key, "what": what}
        post("damaged_document", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=facts["file"], **facts)
    return is_news
