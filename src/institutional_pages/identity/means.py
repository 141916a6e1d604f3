"""By what means a person can sign in beside the password. Plain steps without rights: `access` says who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from institutional_pages.identity import code_app, code_card, holders, passkeys
from institutional_pages.identity.models import Holder, Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import CodeApp, CodeCard, Passkey

CODE_APP: Final = "code-app"
CODE_CARD: Final = "code-card"
EID: Final = "eid"
FEDERATION: Final = "federation"
PASSKEY: Final = "passkey"
RECOVERY_CODE: Final = "recovery-code"
# In this order they are asked for: what a person chose, what they were given, what is for an emergency.
SECOND_FACTORS: Final = (EID, PASSKEY, CODE_APP, CODE_CARD, RECOVERY_CODE)
# With one of these somebody is in; the federation has asked for two factors itself.
SUFFICIENT: Final = frozenset({*SECOND_FACTORS, FEDERATION})


WORDS: Final[dict[str, StrOrPromise]] = {
    "password": _("password"),
    CODE_CARD: _("code card"),
    CODE_APP: _("app on the telephone"),
    RECOVERY_CODE: _("recovery code"),
    EID: _("eID card"),
    PASSKEY: _("passkey"),
    FEDERATION: _("federal sign-in"),
}


# NIST SP 800-63B: a password and a second factor; with a key in hardware that its own PIN opens, against whom posing as us is in vain.
TWO_FACTORS: Final = "AAL2"
HARDWARE_KEY: Final = "AAL3"


def level_of(means: str) -> str:
    """The assurance of a sign-in by `password+code-card` and the like; empty for one by nothing."""
    shown = SUFFICIENT.intersection(means.split("+"))
    return HARDWARE_KEY if EID in shown else TWO_FACTORS if shown else ""


@dataclass(frozen=True, slots=True)
class MeansOfPerson:
    """What stands today, locked or not."""

    eid: Holder | None
    federated: Holder | None
    passkeys: list[Passkey]
    app: CodeApp | None
    card: CodeCard | None
    recovery: CodeCard | None

    @property
    def usable(self) -> list[str]:
        """Those that open something now, in the order in which they are asked for."""
        opens = {
            EID: self.eid is not None,
            PASSKEY: bool(self.passkeys),
            CODE_APP: self.app is not None and not code_app.is_app_locked(self.app),
            CODE_CARD: self.card is not None and _has_codes(self.card),
            RECOVERY_CODE: self.recovery is not None and _has_codes(self.recovery),
        }
        return [means for means in SECOND_FACTORS if means in settings.SECOND_FACTORS and opens[means]]


def means_of(person: Person) -> MeansOfPerson:
    """The second factors of `person`."""
    return MeansOfPerson(
        eid=holders.standing_holder(person, EID),
        federated=holders.standing_holder(person, FEDERATION),
        passkeys=passkeys.standing_passkeys(person),
        app=code_app.standing_app(person),
        card=code_card.standing_card(person),
        recovery=code_card.recovery_sheet(person),
    )


def end_means(person: Person) -> None:
    """Nothing of what `person` held opens anything any more."""
    code_card.revoke_card(person)
    end_other_means(person)


def end_other_means(person: Person) -> bool:
    """Nothing but the card of `person` opens anything any more; whether there was anything else."""
    ended = [
        code_app.remove_app(person),
        code_card.revoke_recovery_sheet(person),
        passkeys.remove_passkeys(person),
        *(holders.remove_holder(person, kind) for kind in Holder.Kind.values),
    ]
    return any(ended)


def _has_codes(card: CodeCard) -> bool:
    return not code_card.is_locked(card) and code_card.codes_left(card) > 0
