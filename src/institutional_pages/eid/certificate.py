"""Whether a certificate is one for signing in, of an authority that we trust (security.md §5; RFC 5280)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from institutional_pages.eid.errors import BadCertificate, UnknownIssuer

LEAST_RSA_BITS: Final = 2048
CURVES: Final = {"secp256r1", "secp384r1", "secp521r1"}
# Those that we look at; another one that is critical says something that we would not obey (RFC 5280 §4.2).
UNDERSTOOD: Final = (x509.KeyUsage, x509.ExtendedKeyUsage, x509.CertificatePolicies, x509.BasicConstraints)
Extension = TypeVar("Extension", bound=x509.ExtensionType)


def issuer_of(certificate: x509.Certificate, trusted: Iterable[x509.Certificate], *, now: datetime) -> x509.Certificate:
    """The trusted authority that issued `certificate`, itself valid now and meant for issuing; else `UnknownIssuer`."""
    for authority in trusted:
        if authority.subject == certificate.issuer and _issued_by(certificate, authority) and _may_issue(authority, now):
            return authority
    raise UnknownIssuer("issued by none of the configured authorities")


def require_for_signing_in(certificate: x509.Certificate, *, policies: frozenset[str], now: datetime) -> None:
    """`BadCertificate` unless valid now, for digital signature and client authentication, under one of `policies`, with a strong key."""
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadCertificate("outside its dates")
    if unknown := [one.oid.dotted_string for one in _extensions(certificate) if one.critical and not isinstance(one.value, UNDERSTOOD)]:
        raise BadCertificate(f"a critical extension that is not understood: {unknown[0]}")
    constraints = extension(certificate, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        raise BadCertificate("of an authority, not of a person")
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        raise BadCertificate("not for digital signatures")
    extended = extension(certificate, x509.ExtendedKeyUsage)
    if extended is None or ExtendedKeyUsageOID.CLIENT_AUTH not in extended:
        raise BadCertificate("not for client authentication")
    stated = extension(certificate, x509.CertificatePolicies) or ()
    if not policies & {policy.policy_identifier.dotted_string for policy in stated}:
        raise BadCertificate("under no policy that is allowed")
    _require_strong_key(certificate)


def extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """The extension of this kind, if there is one; `BadCertificate` if its content cannot be read."""
    return next((one.value for one in _extensions(certificate) if isinstance(one.value, kind)), None)


def _extensions(certificate: x509.Certificate) -> x509.Extensions:
    try:
        return certificate.extensions
    except (ValueError, x509.DuplicateExtension):
        raise BadCertificate("its extensions cannot be read") from None


def _issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _may_issue(authority: x509.Certificate, now: datetime) -> bool:
    constraints, usage = extension(authority, x509.BasicConstraints), extension(authority, x509.KeyUsage)
    valid = authority.not_valid_before_utc <= now <= authority.not_valid_after_utc
    return valid and constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _require_strong_key(certificate: x509.Certificate) -> None:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise BadCertificate("a key that cannot be read") from None
    is_strong_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA_BITS
    is_known_curve = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES
    if not is_strong_rsa and not is_known_curve:
        raise BadCertificate("a key that is too weak, or of an unknown kind")
