"""What a person chooses for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


def choose_language(person: Person, *, language: str) -> None:
    """Screens and mails to `person` speak `language` from now on; an unknown one changes nothing."""
    if language in dict(person._meta.get_field("language").flatchoices):
        person.language = language
        person.save(update_fields=["language"])
