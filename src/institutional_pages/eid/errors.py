"""Why a card does not prove who somebody is."""

from __future__ import annotations

from typing import ClassVar


class CardRefused(Exception):
    """The token proves nothing. `reason` is stable and may be shown and kept; the text is for a log and names no person."""

    reason: ClassVar[str]


class BadToken(CardRefused):
    """Not a token of Web eID, or not one that we read."""

    reason = "eid-token"


class BadNonce(CardRefused):
    """Nothing was asked, it was asked too long ago, or it was answered already."""

    reason = "eid-nonce"


class BadCertificate(CardRefused):
    """Not a certificate for signing in: dates, usage, policy or key."""

    reason = "eid-certificate"


class UnknownIssuer(CardRefused):
    """No configured authority has issued the certificate."""

    reason = "eid-issuer"


class BadSignature(CardRefused):
    """Signed by another key, for another site, or for another question."""

    reason = "eid-signature"


class Revoked(CardRefused):
    """The authority has revoked the certificate: a lost or stolen card."""

    reason = "eid-revoked"


class RevocationUnknown(CardRefused):
    """Nobody could say whether the card is revoked: nothing is believed."""

    reason = "eid-revocation-unknown"
