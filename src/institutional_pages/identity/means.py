"""By what means a person can sign in beside the password. Plain steps without rights: `access` says who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from institutional_pages.identity import code_app, code_card, eid_card
from institutional_pages.identity.models import Person

if TYPE_CHECKING:
    from institutional_pages.identity.models import CodeApp, CodeCard, EidCard

CODE_APP: Final = "code-app"
CODE_CARD: Final = "code-card"
EID: Final = "eid"
RECOVERY_CODE: Final = "recovery-code"
# In this order they are asked for: what a person chose, what they were given, what is for an emergency.
SECOND_FACTORS: Final = (EID, CODE_APP, CODE_CARD, RECOVERY_CODE)


# NIST SP 800-63B: a password and a second factor; with a key in hardware that its own PIN opens, against whom posing as us is in vain.
TWO_FACTORS: Final = "AAL2"
HARDWARE_KEY: Final = "AAL3"


def level_of(means: str) -> str:
    """The assurance of a sign-in by `password+code-card` and the like; empty for one by nothing."""
    shown = set(means.split("+")) & set(SECOND_FACTORS)
    return HARDWARE_KEY if EID in shown else TWO_FACTORS if shown else ""


@dataclass(frozen=True, slots=True)
class MeansOfPerson:
    """What stands today, locked or not."""

    eid: EidCard | None
    app: CodeApp | None
    card: CodeCard | None
    recovery: CodeCard | None

    @property
    def usable(self) -> list[str]:
        """Those that open something now, in the order in which they are asked for."""
        opens = {
            EID: self.eid is not None,
            CODE_APP: self.app is not None and not code_app.is_app_locked(self.app),
            CODE_CARD: self.card is not None and _has_codes(self.card),
            RECOVERY_CODE: self.recovery is not None and _has_codes(self.recovery),
        }
        return [means for means in SECOND_FACTORS if means in settings.SECOND_FACTORS and opens[means]]


def means_of(person: Person) -> MeansOfPerson:
    """The second factors of `person`."""
    eid, app = eid_card.standing_eid(person), code_app.standing_app(person)
    return MeansOfPerson(eid, app, code_card.standing_card(person), code_card.recovery_sheet(person))


def end_means(person: Person) -> None:
    """Nothing of what `person` held opens anything any more."""
    code_card.revoke_card(person)
    code_card.revoke_recovery_sheet(person)
    code_app.remove_app(person)
    eid_card.remove_eid(person)


def _has_codes(card: CodeCard) -> bool:
    return not code_card.is_locked(card) and code_card.codes_left(card) > 0
