"""The steps between the right password and being signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import cached_property

from institutional_pages.identity.code_card import is_locked
from institutional_pages.identity.means import CODE_APP, CODE_CARD, EID, FEDERATION, PASSKEY, RECOVERY_CODE, SUFFICIENT, means_of
from institutional_pages.identity.passwords import may_sign_in
from institutional_pages.web.signin.stopping import out_of_place, stopped

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.means import MeansOfPerson
    from institutional_pages.identity.models import Person

PAGES: Final = {  # where each is asked for
    EID: "sign-in-eid",
    PASSKEY: "sign-in-passkey",
    CODE_APP: "sign-in-app",
    CODE_CARD: "account_code",
    RECOVERY_CODE: "sign-in-recovery",
}


class AskingStage(LoginStage):  # type: ignore[misc]
    """Asks for a second factor: the first that the person can use; a link on its page leads to the others."""

    key = "asking"
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
    def means(self) -> MeansOfPerson:
        """What the person can show; found once a request."""
        return means_of(self.person)

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask, unless the federation has, or nothing that the person has can open anything; who has nothing is for the next stage."""
        if FEDERATION in _shown(self.request, self.person):
            return None, True
        if self.means.usable:
            self.state["password"] = self.person.get_session_auth_hash()
            return HttpResponseRedirect(reverse(PAGES[self.means.usable[0]])), True
        if trouble := self.trouble():
            return trouble, False
        return None, True

    @property
    def is_outdated(self) -> bool:
        """The password is another than the one that was typed: this sign-in begins anew."""
        return not constant_time_compare(str(self.state.get("password", "")), self.person.get_session_auth_hash())

    def trouble(self) -> HttpResponse | None:
        """The page that says why what the person has opens nothing now."""
        card = self.means.card or self.means.recovery
        if card is not None:
            return stopped(self.request, "card-locked" if is_locked(card) else "card-used-up", self.person)
        return stopped(self.request, "app-locked", self.person) if self.means.app else None

    def keep(self, means: str, **facts: object) -> None:
        """What was asked stays asked after a reload."""
        self.state[means] = facts
        stash_login(self.request, self.login)

    def shown(self, means: str) -> None:
        """The person has shown `means` in this sign-in."""
        record_authentication(self.request, self.person, method=means)


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
        return (None, True) if _shown(self.request, person) & SUFFICIENT else (stopped(self.request, "no-card", person), False)


def _shown(request: HttpRequest, person: Person) -> set[str]:
    """By what means `person` has proven who they are in this very sign-in."""
    return {kept["method"] for kept in get_authentication_records(request, person)}
