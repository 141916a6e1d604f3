"""What may happen to a publishing service: how strictly its PDFs are looked at. Done by who has the shell, and told to the Security Cell."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from institutional_pages.audit import recording as audit
from institutional_pages.audit.recording import System
from institutional_pages.catalogue.models import Service
from institutional_pages.notices import posting


@transaction.atomic
def set_gate(*, service: Service, profile: Service.Gate, embedded_files: bool) -> bool:
    """Look at the PDFs of `service` by this profile from its next run on; whether that changed anything. The same again writes nothing."""
    held = Service.objects.select_for_update().get(pk=service.pk)
    if (held.gate_profile, held.embedded_files_allowed) == (profile, embedded_files):
        return False

    held.gate_profile, held.embedded_files_allowed = profile, embedded_files
    held.save(update_fields=["gate_profile", "embedded_files_allowed"])
    audit.record(System("command-line"), "service.gate-set", held, basis="command-line", gate=str(profile), embedded_files=embedded_files)
    posting.post(
        "done_by_command_line",
        to=settings.HELPDESK["email"],
        language=settings.LANGUAGE_CODE,
        subject=audit.reference(held),
        verb="service.gate-set",
        service=held.code,
        gate=str(profile),
        embedded_files=embedded_files,
    )
    return True
