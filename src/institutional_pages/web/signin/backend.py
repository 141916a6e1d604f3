"""The first factor for Django: login and password, with failures counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from institutional_pages.identity import passwords
from institutional_pages.identity.models import Person
from institutional_pages.web.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest


class PasswordBackend(BaseBackend):
    """An account that was closed is nobody from the next request on."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        """The person, or None alike for every reason why not."""
        source = visit_of(request).address if request is not None else ""
        return passwords.check(username, password, source=source) if username and password else None

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, while the account is open, with the card of today."""
        person = Person.objects.of_session(user_id)
        return person if passwords.may_sign_in(person) else None
