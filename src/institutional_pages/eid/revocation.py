"""Whether a card was revoked: asked by OCSP (RFC 6960), and where that does not answer, by the list of its authority (RFC 5280 §5)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from institutional_pages.eid.certificate import extension
from institutional_pages.eid.errors import BadCertificate, RevocationUnknown, Revoked
from institutional_pages.eid.fetching import Fetch, Unreachable

CLOCKS_DIFFER: Final = timedelta(minutes=5)
OLDEST_ANSWER: Final = timedelta(hours=24)  # of a responder that does not say when its next answer comes
NONCE_BYTES: Final = 32


class _NoAnswer(Exception):
    """This way says nothing that can be believed."""


def require_not_revoked(certificate: x509.Certificate, issuer: x509.Certificate, *, fetch: Fetch, now: datetime) -> None:
    """`Revoked` when the authority says so; `RevocationUnknown` when neither way gives an answer that is signed, about this card, and of now."""
    for ask in (_by_ocsp, _by_list):
        try:
            ask(certificate, issuer, fetch, now)
        except (_NoAnswer, Unreachable):
            continue
        return
    raise RevocationUnknown("neither OCSP nor a list of revoked certificates could be had")


def _by_ocsp(certificate: x509.Certificate, issuer: x509.Certificate, fetch: Fetch, now: datetime) -> None:
    url = _ocsp_address(certificate)
    nonce = secrets.token_bytes(NONCE_BYTES)
    asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).add_extension(x509.OCSPNonce(nonce), critical=False).build()  # noqa: S303 - names a certificate, protects nothing (RFC 5019)
    sent = fetch(url, body=asked.public_bytes(Encoding.DER), kind="application/ocsp-request")
    try:
        answer = ocsp.load_der_ocsp_response(sent)
        _require_about(answer, asked)
        _require_signed(answer, issuer, now)
        _require_current(answer, now)
        _require_our_nonce(answer, nonce)
        status = answer.certificate_status
    except (ValueError, UnsupportedAlgorithm, BadCertificate):
        raise _NoAnswer from None
    if status == ocsp.OCSPCertStatus.REVOKED:
        raise Revoked("revoked, says OCSP")
    if status != ocsp.OCSPCertStatus.GOOD:
        raise RevocationUnknown("the responder does not know this certificate")


def _ocsp_address(certificate: x509.Certificate) -> str:
    access = extension(certificate, x509.AuthorityInformationAccess) or ()
    for one in access:
        if one.access_method == AuthorityInformationAccessOID.OCSP and isinstance(one.access_location, x509.UniformResourceIdentifier):
            return one.access_location.value
    raise _NoAnswer


def _require_about(answer: ocsp.OCSPResponse, asked: ocsp.OCSPRequest) -> None:
    """The certificate that was asked about, by number and by issuer: an answer about another card is none."""
    if answer.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise _NoAnswer
    theirs = (answer.serial_number, answer.issuer_key_hash, answer.issuer_name_hash)
    if theirs != (asked.serial_number, asked.issuer_key_hash, asked.issuer_name_hash):
        raise _NoAnswer


def _require_signed(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> None:
    """By the authority itself, or by a responder that it has named for this and nothing else (RFC 6960 §4.2.2.2)."""
    signer = _signer(answer, issuer, now)
    if answer.responder_name not in (None, signer.subject):
        raise _NoAnswer
    if answer.signature_hash_algorithm is None:
        raise _NoAnswer
    if not _verifies(signer.public_key(), answer.signature, answer.tbs_response_bytes, answer.signature_hash_algorithm):
        raise _NoAnswer


def _signer(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> x509.Certificate:
    for responder in answer.certificates:
        if responder == issuer:
            continue
        try:
            responder.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError):
            raise _NoAnswer from None
        extended = extension(responder, x509.ExtendedKeyUsage)
        if extended is None or ExtendedKeyUsageOID.OCSP_SIGNING not in extended:
            raise _NoAnswer
        if not responder.not_valid_before_utc <= now <= responder.not_valid_after_utc:
            raise _NoAnswer
        return responder
    return issuer


def _verifies(key: object, signature: bytes, signed: bytes, hashing: hashes.HashAlgorithm) -> bool:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashing))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashing)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _require_current(answer: ocsp.OCSPResponse, now: datetime) -> None:
    said, until = answer.this_update_utc, answer.next_update_utc
    if said > now + CLOCKS_DIFFER or (until or said + OLDEST_ANSWER) < now - CLOCKS_DIFFER:
        raise _NoAnswer


def _require_our_nonce(answer: ocsp.OCSPResponse, nonce: bytes) -> None:
    """A responder may leave it away (RFC 6960 §4.4.1), and answers ahead of time; another one is an answer to somebody else."""
    theirs = next((one.value.nonce for one in answer.extensions if isinstance(one.value, x509.OCSPNonce)), nonce)
    if theirs != nonce:
        raise _NoAnswer


def _by_list(certificate: x509.Certificate, issuer: x509.Certificate, fetch: Fetch, now: datetime) -> None:
    sent = fetch(_list_address(certificate))
    try:
        listed = x509.load_der_x509_crl(sent)
        is_signed = listed.issuer == issuer.subject and listed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # any other key is refused inside
        narrows = any(one.critical for one in listed.extensions)  # a part of a list, or of changes: it would not name every card
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise _NoAnswer from None
    until = listed.next_update_utc
    if not is_signed or narrows or until is None or until < now - CLOCKS_DIFFER or listed.last_update_utc > now + CLOCKS_DIFFER:
        raise _NoAnswer
    if listed.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
        raise Revoked("revoked, says the list of its authority")


def _list_address(certificate: x509.Certificate) -> str:
    points = extension(certificate, x509.CRLDistributionPoints) or ()
    names = [name for point in points for name in point.full_name or ()]
    addresses = [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith("http://")]
    if not addresses:
        raise _NoAnswer
    return addresses[0]
