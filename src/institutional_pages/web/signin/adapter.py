"""What the sign-in library asks of us: nobody signs up, and the steps after the password are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.db import transaction
from django.utils.translation import override

from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import record
from institutional_pages.identity.code_card import standing_card
from institutional_pages.identity.means import CODE_CARD, level_of
from institutional_pages.web import visits
from institutional_pages.web.signin.running_out import few_codes_left
from institutional_pages.web.signin.stopping import stopped

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import CodeCard, Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, no message of the library's own, our two stages after the password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library hands it over
        """Accounts are made by local administrators and the Security Cell, never by their owner."""
        return False

    def get_login_stages(self) -> list[str]:
        """A second factor is asked for, then the rule that everyone has shown one."""
        return ["institutional_pages.web.signin.stages.AskingStage", "institutional_pages.web.signin.stages.SecondFactorStage"]

    def login(self, request: HttpRequest, user: Person) -> None:
        """Both factors were shown: write it down, take a new session, remember by what means it was opened."""
        methods = [kept["method"] for kept in get_authentication_records(request, user)]
        card = standing_card(user) if CODE_CARD in methods else None
        visit = visits.begin(means="+".join(methods), card=card, address=visits.visit_of(request).address)
        named = {name: visit[name] for name in ("means", "address", "network")}
        origin = Origin(door="web", level=level_of(visit["means"]), session=visit["key"], **named)
        with acting_from(origin), transaction.atomic():
            record(user, "signed-in", user, basis=card or "")
        super().login(request, user)
        request.session[visits.SESSION_KEY] = visit
        request.session["language"] = user.language
        _warn_of_few_codes(request, card, user.language)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Only when an account is closed between two steps: before that its password is simply not right."""
        return stopped(request, "closed", user)

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say themselves what happened."""


def _warn_of_few_codes(request: HttpRequest, card: CodeCard | None, language: str) -> None:
    """Once a session, on the first page, in the language of that page."""
    with override(language):
        if warning := few_codes_left(card):
            messages.warning(request, warning)
