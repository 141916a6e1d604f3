"""Removing somebody: the access ends, and with it the card of who can read nowhere else, which ends the open sessions (design.md §4.13, T14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.account_actions import revoke_code_card
from institutional_pages.access.actions import end_access
from institutional_pages.access.errors import NoMandate, NotOnStaff
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.access.staff_actions import end_employment
from institutional_pages.identity.code_card import standing_card

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


def card_goes_too(person: Person, grant: Grant) -> bool:
    """The reader has a card and nothing else to open with it, and `person` may stop cards: officers end access only (security.md §1, row 23)."""
    reader, institution = grant.reader, grant.institution
    elsewhere = Grant.objects.active().filter(reader=reader).exclude(pk=grant.pk).exists()
    if elsewhere or rules.has_function(reader, besides=institution) or Mandate.objects.open().filter(holder=reader).exists():
        return False
    try:
        rules.require_card_revoker(person, institution, reader)
    except (NoMandate, NotOnStaff):
        return False
    return person != reader and standing_card(reader) is not None


def leaves_too(grant: Grant) -> bool:
    """Whether the job can end with the access: who has an office or a mandate keeps it until that has ended."""
    return grant.reader.works_at(grant.institution) and not rules.has_function_at(grant.reader, grant.institution)


def remove(*, person: Person, grant: Grant, reason: str) -> bool:
    """End `grant`, and the card where it goes too; whether it went. Who has left the centre is off its staff as well."""
    with transaction.atomic():
        if reason.startswith("left") and leaves_too(grant):
            return end_employment(person=person, institution=grant.institution, leaver=grant.reader, reason=reason).account_closed
        goes = card_goes_too(person, grant)
        end_access(person=person, grant=grant, reason=reason)
        return goes and revoke_code_card(administrator=person, institution=grant.institution, person=grant.reader)
