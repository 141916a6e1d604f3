"""What is asked for as second factor, and whether what was typed is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from django.utils.translation import gettext as _

from institutional_pages.identity import code_app, code_card
from institutional_pages.identity.means import CODE_APP, CODE_CARD, RECOVERY_CODE

if TYPE_CHECKING:
    from institutional_pages.identity.models import CodeApp, CodeCard
    from institutional_pages.web.signin.stages import AskingStage


class Question(Protocol):
    """One second factor on its page."""

    template: str

    def opens(self, typed: str) -> bool:
        """Whether `typed` is right; it opens once."""

    def is_overtaken(self) -> bool:
        """What was asked is answered already: a second click on the same button."""

    def wrong(self) -> str:
        """What to say of a wrong answer."""


class NumberedCode:
    """One code of a card or of the recovery sheet; its number is kept, so that reloading shows no other one to guess at."""

    def __init__(self, stage: AskingStage, means: str, card: CodeCard) -> None:
        self._stage, self._means, self.card = stage, means, card
        self.template = "signin/code.html" if means == CODE_CARD else "signin/recovery.html"

    @property
    def number(self) -> int:
        """The number that is asked for; another one only when the card is another or that code was used meanwhile."""
        asked = self._stage.state.get(self._means, {})
        if asked.get("card") != self.card.pk or self.is_overtaken():
            self._stage.keep(self._means, card=self.card.pk, position=code_card.asked_position(self.card) or 0)
        return int(self._stage.state[self._means]["position"])

    def is_overtaken(self) -> bool:
        """The asked code was used since it was asked."""
        asked = self._stage.state.get(self._means, {})
        return not self.card.codes.filter(position=asked.get("position"), used_at=None).exists()

    def opens(self, typed: str) -> bool:
        """It is used up by this."""
        asked = self._stage.state.get(self._means, {})
        return asked.get("card") == self.card.pk and code_card.use_code(self.card, int(asked["position"]), typed)

    def wrong(self) -> str:
        """With the number, so that the person looks at the right line."""
        if self._means == CODE_CARD:
            return _("This code is not right. Type code number {n} of card {card}.").format(n=self.number, card=self.card.number)
        return _("This code is not right. Type code number {n} of your recovery codes.").format(n=self.number)


class AppCode:
    """What the app shows now."""

    template = "signin/app.html"

    def __init__(self, app: CodeApp) -> None:
        self._app = app

    def opens(self, typed: str) -> bool:
        """No code opens twice."""
        return code_app.use_app_code(self._app, typed)

    def is_overtaken(self) -> bool:
        """Never: another code follows."""
        return False

    def wrong(self) -> str:
        """A used one counts as wrong, too."""
        return _("This code is not right, or was used already. Wait for the next one; each works once.")


def question(stage: AskingStage, means: str) -> Question | None:
    """What is asked for `means`; None when the person cannot use it now."""
    return _QUESTIONS[means](stage) if means in stage.means.usable else None


def _card(stage: AskingStage) -> Question | None:
    return NumberedCode(stage, CODE_CARD, stage.means.card) if stage.means.card else None


def _recovery(stage: AskingStage) -> Question | None:
    return NumberedCode(stage, RECOVERY_CODE, stage.means.recovery) if stage.means.recovery else None


def _app(stage: AskingStage) -> Question | None:
    return AppCode(stage.means.app) if stage.means.app else None


_QUESTIONS: Final[dict[str, Callable[[AskingStage], Question | None]]] = {CODE_CARD: _card, RECOVERY_CODE: _recovery, CODE_APP: _app}
