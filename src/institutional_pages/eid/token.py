"""The token of Web eID, format `web-eid:1`: JSON with a certificate and a signature (Web eID system architecture, "authentication token")."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as NoBase64
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509

from institutional_pages.eid.errors import BadToken

FORMATS: Final = ("web-eid:1.0", "web-eid:1.1")  # a minor version adds fields that we do not need
LONGEST: Final = 20_000  # characters; a certificate and a signature have some 3,000
ALGORITHMS: Final = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")


@dataclass(frozen=True, slots=True)
class Token:
    """Nothing of it is believed yet."""

    certificate: x509.Certificate
    algorithm: str
    signature: bytes


def read_token(text: str) -> Token:
    """The token in `text`; `BadToken` for anything else, whatever it is."""
    fields = _fields(text)
    if fields.get("format") not in FORMATS:
        raise BadToken("another format than web-eid:1.0 and 1.1")
    algorithm = fields.get("algorithm")
    if algorithm not in ALGORITHMS:
        raise BadToken("an algorithm that is not allowed")
    return Token(_certificate(_bytes(fields, "unverifiedCertificate")), str(algorithm), _bytes(fields, "signature"))


def _certificate(der: bytes) -> x509.Certificate:
    """Every part that is read later is read now: the library reads each when it is asked for, and a stranger wrote them."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for part in ("subject", "issuer", "serial_number", "extensions", "not_valid_before_utc", "not_valid_after_utc", "signature_algorithm_oid"):
            getattr(certificate, part)
        certificate.public_key()
    except Exception:  # whatever the parser of a hostile file raises, it is no certificate
        raise BadToken("the certificate cannot be read") from None
    return certificate


def _fields(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise BadToken("too long")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise BadToken("no JSON") from None
    if not isinstance(fields, dict):
        raise BadToken("no JSON object")
    return fields


def _bytes(fields: dict[str, Any], name: str) -> bytes:
    value = fields.get(name)
    try:
        found = b64decode(value, validate=True) if isinstance(value, str) else b""
    except (NoBase64, ValueError):
        raise BadToken(f"{name} is not base64") from None
    if not found:
        raise BadToken(f"{name} is missing")
    return found
