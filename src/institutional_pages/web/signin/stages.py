"""The steps between the right password and being signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import cached_property

from institutional_pages.identity.code_card import asked_position, codes_left, is_locked, standing_card, use_code
from institutional_pages.identity.passwords import may_sign_in
from institutional_pages.web.signin.stopping import out_of_place, stopped

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import CodeCard, Person

SECOND_FACTORS = {"code-card"}


class CodeCardStage(LoginStage):  # type: ignore[misc]
    """Asks for one code of the card. The asked number is kept, so that reloading shows no other number to guess at."""

    key = "code-card"
    urlname = "account_code"

    @classmethod
    def entered(cls, request: HttpRequest) -> Self | None:
        """The stage of a sign-in whose password was right a moment ago."""
        return cast("Self | None", LoginStageController.enter(request, cls.key))

    @property
    def person(self) -> Person:
        """Whose sign-in this is."""
        return cast("Person", self.login.user)

    @cached_property
    def card(self) -> CodeCard | None:
        """The card that is asked about; found once a request."""
        return standing_card(self.person)

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for a code, unless the card cannot open anything; without a card the next stage decides."""
        card = self.card
        if card is None:
            return None, True
        if trouble := self.trouble(card):
            return trouble, False
        self.state["password"] = self.person.get_session_auth_hash()
        self.asked(card)
        return HttpResponseRedirect(reverse(self.urlname)), True

    @property
    def is_outdated(self) -> bool:
        """The password is another than the one that was typed: this sign-in begins anew."""
        return not constant_time_compare(str(self.state.get("password", "")), self.person.get_session_auth_hash())

    def trouble(self, card: CodeCard) -> HttpResponse | None:
        """The page that says why this card opens nothing now."""
        if is_locked(card):
            return stopped(self.request, "card-locked", self.person)
        if not codes_left(card):
            return stopped(self.request, "card-used-up", self.person)
        return None

    def asked(self, card: CodeCard) -> int:
        """The number that is asked for; another one only when the card is another or that code was used meanwhile."""
        if self.state.get("card") != card.pk or self.is_overtaken(card):
            self.state.update(card=card.pk, position=asked_position(card))
            stash_login(self.request, self.login)
        return int(self.state["position"])

    def is_overtaken(self, card: CodeCard) -> bool:
        """The asked code was used since it was asked."""
        return not card.codes.filter(position=self.state.get("position"), used_at=None).exists()

    def opens(self, card: CodeCard, typed: str) -> bool:
        """Whether `typed` is the asked code; it is used up by this."""
        if self.state.get("card") != card.pk or not use_code(card, int(self.state["position"]), typed):
            return False
        record_authentication(self.request, self.person, method=self.key)
        return True


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Nobody comes in on a password alone."""

    key = "second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Pass on who has shown a second factor in this very sign-in; tell the others who can help."""
        person = cast("Person", self.login.user)
        if not may_sign_in(person):
            return stopped(self.request, "closed", person), False
        if outside := out_of_place(self.request, person):  # the code was typed somewhere else than the password
            return outside, False
        shown = {kept["method"] for kept in get_authentication_records(self.request, person)}
        return (None, True) if shown & SECOND_FACTORS else (stopped(self.request, "no-card", person), False)
