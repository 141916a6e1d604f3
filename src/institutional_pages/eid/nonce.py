"""The question that a card signs: random, short-lived, answered once. Whoever asks keeps it in the session and forgets it at the first answer."""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from typing import Final

from institutional_pages.eid.errors import BadNonce

BYTES: Final = 32
SECONDS: Final = 300.0


def new_nonce() -> tuple[str, float]:
    """256 random bits in base64, as Web eID wants them, and the moment (seconds since 1970)."""
    return b64encode(secrets.token_bytes(BYTES)).decode(), time.time()


def require_fresh(nonce: str, asked_at: float) -> str:
    """The nonce, asked at most five minutes ago; else `BadNonce`."""
    if not nonce or not 0 <= time.time() - asked_at <= SECONDS:
        raise BadNonce("nothing was asked within five minutes")
    return nonce
