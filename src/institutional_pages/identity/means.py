"""By what means a person can sign in beside the password. Plain steps without rights: `access` says who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from institutional_pages.identity import code_app, code_card
from institutional_pages.identity.models import Person

if TYPE_CHECKING:
    from institutional_pages.identity.models import CodeApp, CodeCard

CODE_APP: Final = "code-app"
CODE_CARD: Final = "code-card"
RECOVERY_CODE: Final = "recovery-code"
# In this order they are asked for: what a person chose, what they were given, what is for an emergency.
SECOND_FACTORS: Final = (CODE_APP, CODE_CARD, RECOVERY_CODE)


@dataclass(frozen=True, slots=True)
class MeansOfPerson:
    """What stands today, locked or not."""

    app: CodeApp | None
    card: CodeCard | None
    recovery: CodeCard | None

    @property
    def usable(self) -> list[str]:
        """Those that open something now, in the order in which they are asked for."""
        opens = {
            CODE_APP: self.app is not None and not code_app.is_app_locked(self.app),
            CODE_CARD: self.card is not None and _has_codes(self.card),
            RECOVERY_CODE: self.recovery is not None and _has_codes(self.recovery),
        }
        return [means for means in SECOND_FACTORS if means in settings.SECOND_FACTORS and opens[means]]


def means_of(person: Person) -> MeansOfPerson:
    """The second factors of `person`."""
    return MeansOfPerson(code_app.standing_app(person), code_card.standing_card(person), code_card.recovery_sheet(person))


def end_means(person: Person) -> None:
    """Nothing of what `person` held opens anything any more."""
    code_card.revoke_card(person)
    code_card.revoke_recovery_sheet(person)
    code_app.remove_app(person)


def _has_codes(card: CodeCard) -> bool:
    return not code_card.is_locked(card) and code_card.codes_left(card) > 0
