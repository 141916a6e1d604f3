"""What to say when an eID card does not prove who somebody is: by the reason of `eid`, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AGAIN: Final = _("Your card did not answer as it should. Try once more; if it goes wrong again, use another way to sign in.")
EID_WORDS: Final[dict[str, StrOrPromise]] = {
    "eid-token": AGAIN,
    "eid-signature": AGAIN,
    "eid-nonce": _("That took longer than five minutes. Press the button again."),
    "eid-certificate": _("This card, or the certificate that you chose, is not for signing in, or has expired."),
    "eid-issuer": _("This card was issued by an authority that is not known here."),
    "eid-revoked": _("This card was reported lost or stolen, or its certificates were revoked. Ask your municipality."),
    "eid-revocation-unknown": _("Whether your card is still valid could not be asked just now. Use another way to sign in, or try again later."),
    "eid-of-another": _("This is not the eID card that belongs to this account."),
}
