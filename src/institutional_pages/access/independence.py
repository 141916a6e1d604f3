"""Two people are two only while neither holds what the other signs in with (security.md, A8).

Who makes somebody's password can come in as that person. So whoever made the passwords of both officers does not enable their mandate, and
nobody confirms what was proposed by the maker of their own password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from institutional_pages.access.ministry_errors import MadeTheirMeans
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


def made_password_of(maker: Person, person: Person) -> bool:
    """Whether the last password that somebody else made for `person` was made by `maker`."""
    made = Event.objects.filter(verb="password.renewed", subject=reference(person)).order_by("-pk").values_list("actor", flat=True).first()
    return made == reference(maker)


def require_independent(maker: Person, *people: Person | None) -> None:
    """`MadeTheirMeans` when `maker` made the passwords of all these people, and so could have been every one of them."""
    known = [person for person in people if person is not None]
    if known and all(made_password_of(maker, person) for person in known):
        raise MadeTheirMeans
