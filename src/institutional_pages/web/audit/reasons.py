"""Why somebody was not let in, or is out again, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS: Final[dict[str, StrOrPromise]] = {
    "password": lazy("user name or password not right"),
    "waiting": lazy("waiting after five wrong tries"),
    "code": lazy("code not right"),
    "card-locked": lazy("card locked"),
    "card-used-up": lazy("card used up"),
    "card-ended": lazy("card ended"),
    "no-card": lazy("no code card"),
    "invitation-over": lazy("invitation taken up, removed or expired"),
    "password-expired": lazy("temporary password expired"),
    "closed": lazy("account closed"),
    "network": lazy("not on the secured network"),
    "idle": lazy("away for 15 minutes"),
    "too-long": lazy("signed in for 12 hours"),
    "app-locked": lazy("app locked"),
    "passkey": lazy("passkey did not prove whose it is"),
    "federation-not-asked": lazy("federal sign-in too late, or begun elsewhere"),
    "federation-declined": lazy("federal sign-in declined"),
    "federation-unreachable": lazy("federal sign-in did not answer"),
    "federation-not-believed": lazy("answer of the federal sign-in not believed"),
    "federation-level": lazy("federal sign-in by too weak means"),
    "federation-unknown": lazy("federal account that nobody has added here"),
    "eid-certificate": lazy("eID card not for signing in, or expired"),
    "eid-issuer": lazy("eID card of an unknown authority"),
    "eid-nonce": lazy("eID card answered too late"),
    "eid-of-another": lazy("eID card of somebody else"),
    "eid-revocation-unknown": lazy("could not ask whether the eID card is valid"),
    "eid-revoked": lazy("eID card revoked"),
    "eid-signature": lazy("eID card signed something else"),
    "eid-token": lazy("answer of the eID card not readable"),
    "ended-by-owner": lazy("ended from another computer"),
    "everywhere": lazy("signed out everywhere"),
}
