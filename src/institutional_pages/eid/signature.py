"""Whether the card signed this question for this site: hash(origin) followed by hash(nonce), with one of nine algorithms (RFC 7518 §3.3 to 3.5)."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from institutional_pages.eid.errors import BadSignature
from institutional_pages.eid.token import Token

HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES: Final = {"256": "secp256r1", "384": "secp384r1", "512": "secp521r1"}  # RFC 7518 §3.4


def require_signature(token: Token, *, origin: str, nonce: str) -> None:
    """`BadSignature` unless the key of the certificate signed for `origin` and `nonce`."""
    family, bits = token.algorithm[:2], token.algorithm[2:]
    signed = digest(origin, bits) + digest(nonce, bits)
    key = token.certificate.public_key()
    try:
        if family == "ES" and isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == CURVES[bits]:
            key.verify(_der(token.signature, key), signed, ec.ECDSA(HASHES[bits]))
        elif family in {"PS", "RS"} and isinstance(key, rsa.RSAPublicKey):
            key.verify(token.signature, signed, _padding(family, bits), HASHES[bits])
        else:
            raise BadSignature("the algorithm is not that of the key")
    except (InvalidSignature, ValueError):
        raise BadSignature("signed by another key, for another site or for another question") from None


def digest(text: str, bits: str) -> bytes:
    """The hash of `text` by the algorithm of `bits`."""
    hashing = hashes.Hash(HASHES[bits])
    hashing.update(text.encode())
    return hashing.finalize()


def _der(signature: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """From r and s one after the other, as JWA has them, to the form that the library reads."""
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        raise BadSignature("not as long as two numbers of the curve")
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


def _padding(family: str, bits: str) -> padding.AsymmetricPadding:
    if family == "RS":
        return padding.PKCS1v15()
    return padding.PSS(mgf=padding.MGF1(HASHES[bits]), salt_length=HASHES[bits].digest_size)
