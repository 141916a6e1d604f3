"""The code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636): where to send somebody, and what their coming back proves."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from institutional_pages.federation.errors import Declined, LevelTooLow, NotAsked, NotBelieved, Unreachable
from institutional_pages.federation.metadata import SECONDS, is_safe, keys_of, metadata_of

ANSWER_SECONDS: Final = 600.0
CLOCK_SECONDS: Final = 60  # how far the clocks of the two may be apart
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]  # no shared secret, and never `none`


@dataclass(frozen=True, slots=True)
class Question:
    """`address` is where the browser goes; `kept` stays in the session until the first answer."""

    address: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Federation:
    """
    One issuer of which this installation is a client; `back` is the address to which it sends people back.

    `levels` are the values of `acr` that are good enough. They are asked for, and checked in what comes back, whatever a visitor put into an address.
    `key` makes the subject one that says nothing to others.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    back: str
    levels: frozenset[str]
    key: bytes = field(repr=False)

    def ask(self) -> Question:
        """Send somebody there, to prove anew who they are: who signed in there this morning is asked again. `Unreachable`."""
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        wanted = {"nonce": nonce, "code_verifier": verifier, "prompt": "login", "acr_values": " ".join(sorted(self.levels))}
        with self._client() as client:
            address, state = client.create_authorization_url(self._address("authorization_endpoint"), **wanted)
        return Question(address, {"state": state, "nonce": nonce, "verifier": verifier, "asked_at": time.time()})

    def holder_of(self, answered: Mapping[str, str], kept: dict[str, Any]) -> str:
        """A keyed hash (64 hex digits) of who came back, the same at every sign-in; `FederationRefused` if nothing is proven."""
        _require_asked(answered, kept)
        if answered.get("iss", self.issuer) != self.issuer:  # RFC 9207: an answer of another issuer
            raise NotBelieved("the answer names another issuer")
        if "code" not in answered:
            raise Declined(answered.get("error", "")[:60])
        token = self._token(answered["code"], kept["verifier"])
        claims = self._believed(token, kept)
        if claims.get("acr") not in self.levels:
            raise LevelTooLow("acr")
        who = "\0".join((self.issuer, str(claims["sub"])))
        return hmac.new(self.key, who.encode(), hashlib.sha256).hexdigest()

    def _believed(self, token: Mapping[str, Any], kept: dict[str, Any]) -> CodeIDToken:
        expected = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}}
        params = {"nonce": kept["nonce"], "client_id": self.client, "access_token": token.get("access_token"), "max_age": ANSWER_SECONDS}
        try:
            read = self._decoded(str(token.get("id_token", "")))
            claims = CodeIDToken(read.claims, read.header, expected, params)
            claims.validate(leeway=CLOCK_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise NotBelieved(type(problem).__name__) from problem
        if claims["auth_time"] < kept["asked_at"] - CLOCK_SECONDS:
            raise NotBelieved("signed in there before it was asked")
        return claims

    def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, keys_of(self.issuer), algorithms=ALGORITHMS)
        except (JoseError, ValueError):  # it may sign with a new key
            return jwt.decode(token, keys_of(self.issuer, anew=True), algorithms=ALGORITHMS)

    def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            with self._client() as client:
                token: Mapping[str, Any] = client.fetch_token(
                    self._address("token_endpoint"), code=code, code_verifier=verifier, grant_type="authorization_code", timeout=SECONDS
                )
        except (AuthlibBaseError, requests.RequestException, ValueError) as problem:
            raise Unreachable(type(problem).__name__) from problem
        return token

    def _address(self, name: str) -> str:
        address = metadata_of(self.issuer).get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise Unreachable(f"no safe {name}")
        return address

    def _client(self) -> OAuth2Session:
        return OAuth2Session(self.client, self.secret, scope="openid", redirect_uri=self.back, code_challenge_method="S256")


def _require_asked(answered: Mapping[str, str], kept: dict[str, Any]) -> None:
    if not kept or not 0 <= time.time() - kept["asked_at"] <= ANSWER_SECONDS:
        raise NotAsked("nothing was asked within ten minutes")
    if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
        raise NotAsked("another question was asked")
