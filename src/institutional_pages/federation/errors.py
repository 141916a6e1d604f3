"""Why the federation does not prove who somebody is."""

from __future__ import annotations

from typing import ClassVar


class FederationRefused(Exception):
    """Nothing is proven. `reason` is stable and may be shown and kept; the text is for a log and names no person."""

    reason: ClassVar[str]


class NotAsked(FederationRefused):
    """Nothing was asked from this browser, it was asked too long ago, or it was answered already."""

    reason = "federation-not-asked"


class Declined(FederationRefused):
    """The person went back, or the federation did not let them in."""

    reason = "federation-declined"


class Unreachable(FederationRefused):
    """The federation did not answer, or not as the standard says."""

    reason = "federation-unreachable"


class NotBelieved(FederationRefused):
    """The token is not of this federation, not for us, not for this question, or too old."""

    reason = "federation-not-believed"


class LevelTooLow(FederationRefused):
    """Signed in there, but by weaker means than are asked for here."""

    reason = "federation-level"
