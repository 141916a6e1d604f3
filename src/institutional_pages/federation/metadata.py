"""What a federation says of itself (OpenID Connect Discovery 1.0) and with which keys it signs: asked with limits, kept for an hour."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from joserfc.jwk import KeySet

from institutional_pages.federation.errors import Unreachable

SECONDS: Final = 5.0
MOST_BYTES: Final = 1_000_000
KEPT_SECONDS: Final = 3600
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}


def metadata_of(issuer: str) -> dict[str, Any]:
    """Its addresses; `Unreachable` also when it says to be somebody else (Discovery §4.3)."""
    found = _document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", _hour())
    if found.get("issuer") != issuer:
        raise Unreachable("says to be another issuer")
    return found


def keys_of(issuer: str, *, anew: bool = False) -> KeySet:
    """Its public keys; `anew` when it signed with one that was not among them."""
    if anew:
        _document.cache_clear()
    try:
        return KeySet.import_key_set(_document(metadata_of(issuer)["jwks_uri"], _hour()))  # type: ignore[arg-type]  # checked by the library
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreachable("says nothing of its keys") from problem


def is_safe(address: str) -> bool:
    """Whether nobody on the way can answer in its place."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


@lru_cache(maxsize=8)
def _document(address: str, hour: int) -> dict[str, Any]:  # noqa: ARG001 - the key of the cache
    if not is_safe(address):
        raise Unreachable("not an https address")
    try:
        with requests.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            body = next(answer.iter_content(MOST_BYTES), b"")
            found = json.loads(body) if answer.status_code == requests.codes.ok else None
    except (requests.RequestException, ValueError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    if not isinstance(found, dict):
        raise Unreachable("no document where one should be")
    return found


def _hour() -> int:
    return int(time.time()) // KEPT_SECONDS
