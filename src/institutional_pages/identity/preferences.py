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


def choose_screens(person: Person, *, home: str | None = None, uses_keys: bool | None = None, theme: str | None = None) -> None:
    """Land at `home`, use single letters as keys or not, see light or dark screens; what is None or unknown stays as it is."""
    if home in person.Home.values:
        person.home = home
    if uses_keys is not None:
        person.uses_keys = uses_keys
    if theme in person.Theme.values:
        person.theme = theme
    person.save(update_fields=["home", "uses_keys", "theme"])
