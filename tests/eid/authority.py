"""An authority of the tests, with cards, a responder and a list of revoked cards: real keys, real answers over a real port."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from institutional_pages.eid.signature import HASHES, digest

ORIGIN = "https://pages.example"
POLICY = "2.16.56.12.1.1.2.2"
NUMBER = "85073003328"
KEYS = {"ES": {"256": ec.SECP256R1(), "384": ec.SECP384R1(), "512": ec.SECP521R1()}}
USAGE = dict.fromkeys(
    ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
) | {"encipher_only": False, "decipher_only": False}
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(common: str, **more: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    parts += [x509.NameAttribute(getattr(NameOID, which), value) for which, value in more.items()]
    return x509.Name(parts)


@dataclass
class Authority:
    """Issues cards; `url` is where its responder and its list are."""

    url: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))
    subject: x509.Name = field(default_factory=lambda: name("Citizen CA"))
    begins: datetime = NOW - DAY
    ends: datetime = NOW + 100 * DAY
    is_ca: bool = True
    revoked: set[int] = field(default_factory=set)

    @property
    def certificate(self) -> x509.Certificate:
        built = x509.CertificateBuilder().subject_name(self.subject).issuer_name(self.subject).public_key(self.key.public_key())
        built = built.serial_number(1).not_valid_before(self.begins).not_valid_after(self.ends)
        built = built.add_extension(x509.BasicConstraints(ca=self.is_ca, path_length=None), critical=True)
        return built.sign(self.key, hashes.SHA384())

    def issue(self, change: Callable[[dict], None] = lambda _: None, *, algorithm: str = "ES384", key: Any = None) -> Card:
        """A card; `change` may spoil what the certificate says."""
        key = key or (ec.generate_private_key(KEYS["ES"][algorithm[2:]]) if algorithm.startswith("ES") else _RSA)
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{self.url}/ocsp"))
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.url}/crl")], None, None, None)
        says = {
            "subject": name("An Peeters", SERIAL_NUMBER=NUMBER, COUNTRY_NAME="BE", GIVEN_NAME="An", SURNAME="Peeters"),
            "begins": NOW - DAY,
            "ends": NOW + 10 * DAY,
            "usage": x509.KeyUsage(**{**USAGE, "digital_signature": True}),
            "extended": x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]),
            "policies": x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(POLICY), None)]),
            "access": x509.AuthorityInformationAccess([access]),
            "points": x509.CRLDistributionPoints([point]),
            "constraints": None,
            "unknown": None,
        }
        change(says)
        built = x509.CertificateBuilder().subject_name(says.pop("subject")).issuer_name(self.subject).public_key(key.public_key())
        built = built.serial_number(x509.random_serial_number()).not_valid_before(says.pop("begins")).not_valid_after(says.pop("ends"))
        for what, extension in says.items():
            if extension is not None:
                built = built.add_extension(extension, critical=what in {"usage", "unknown"})
        return Card(built.sign(self.key, hashes.SHA384()), key, algorithm)

    def responder(self, *, purposes: tuple = (ExtendedKeyUsageOID.OCSP_SIGNING,), ends: datetime = NOW + DAY) -> tuple[x509.Certificate, Any]:
        """Whom the authority has named to answer for it."""
        key = ec.generate_private_key(ec.SECP256R1())
        built = x509.CertificateBuilder().subject_name(name("OCSP Responder")).issuer_name(self.subject).public_key(key.public_key())
        built = built.serial_number(x509.random_serial_number()).not_valid_before(NOW - 2 * DAY).not_valid_after(ends)
        built = built.add_extension(x509.ExtendedKeyUsage(purposes), critical=False) if purposes else built
        return built.sign(self.key, hashes.SHA384()), key

    def revoked_list(self, *, key: Any = None, ends: datetime = NOW + DAY, issuer: x509.Name | None = None, narrow: bool = False) -> bytes:
        built = x509.CertificateRevocationListBuilder().issuer_name(issuer or self.subject).last_update(NOW - 2 * DAY).next_update(ends)
        for number in self.revoked:
            built = built.add_revoked_certificate(x509.RevokedCertificateBuilder().serial_number(number).revocation_date(NOW - DAY).build())
        built = built.add_extension(x509.DeltaCRLIndicator(1), critical=True) if narrow else built
        return built.sign(key or self.key, hashes.SHA384()).public_bytes(Encoding.DER)


@dataclass
class Card:
    """What a person puts into the reader."""

    certificate: x509.Certificate
    key: Any
    algorithm: str

    def answer(self, nonce: str, *, origin: str = ORIGIN, **changed: Any) -> str:
        """The token that Web eID sends."""
        fields = {
            "unverifiedCertificate": base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode(),
            "algorithm": self.algorithm,
            "signature": base64.b64encode(self.sign(nonce, origin)).decode(),
            "format": "web-eid:1.0",
            "appVersion": "https://web-eid.eu/web-eid-app/releases/v2.0.0",
        }
        return json.dumps({name: value for name, value in (fields | changed).items() if value is not None})

    def sign(self, nonce: str, origin: str) -> bytes:
        family, bits = self.algorithm[:2], self.algorithm[2:]
        signed, hashing = digest(origin, bits) + digest(nonce, bits), HASHES[bits]
        if family == "ES":
            r, s = decode_dss_signature(self.key.sign(signed, ec.ECDSA(hashing)))
            half = (self.key.curve.key_size + 7) // 8
            return r.to_bytes(half, "big") + s.to_bytes(half, "big")
        chosen = padding.PKCS1v15() if family == "RS" else padding.PSS(padding.MGF1(hashing), hashing.digest_size)
        return self.key.sign(signed, chosen, hashing)


@dataclass
class Answering:
    """How the responder behaves; each test changes what it is about."""

    authority: Authority | None = None
    signs: Callable[[], tuple[x509.Certificate, Any]] | None = None
    key: Any = None
    status: ocsp.OCSPCertStatus | None = None
    about: Callable[[x509.Certificate], x509.Certificate] = lambda asked: asked
    said: datetime = NOW - timedelta(minutes=1)
    until: datetime | None = NOW + timedelta(hours=1)
    nonce: str = "theirs"  # theirs, none or another
    down: bool = False
    raw: bytes | None = None
    revoked_list: Callable[[], bytes] | None = None
    cards: dict[int, x509.Certificate] = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def ocsp(self, body: bytes) -> bytes | None:
        self.asked.append("ocsp")
        if self.down:
            return None
        if self.raw is not None:
            return self.raw
        assert self.authority
        request, issuer = ocsp.load_der_ocsp_request(body), self.authority.certificate
        card = self.about(self.cards[request.serial_number])
        was = card.serial_number in self.authority.revoked
        status = self.status or (ocsp.OCSPCertStatus.REVOKED if was else ocsp.OCSPCertStatus.GOOD)
        when = NOW - DAY if status == ocsp.OCSPCertStatus.REVOKED else None
        signer, key = self.signs() if self.signs else (issuer, self.key or self.authority.key)
        built = ocsp.OCSPResponseBuilder().add_response(
            card, issuer, hashes.SHA1(), status, self.said, self.until, when, None if when is None else x509.ReasonFlags.key_compromise
        )
        built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
        built = built.certificates([signer]) if self.signs else built
        theirs = next((one.value.nonce for one in request.extensions if isinstance(one.value, x509.OCSPNonce)), b"")
        if self.nonce != "none":
            built = built.add_extension(x509.OCSPNonce(theirs if self.nonce == "theirs" else b"another answer"), critical=False)
        return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    def revoked(self) -> bytes | None:
        self.asked.append("crl")
        return self.revoked_list() if self.revoked_list else None


class Responder(ThreadingHTTPServer):
    """Serves `/ocsp` and `/crl` on a port of this machine."""

    def __init__(self) -> None:
        self.behaviour = Answering()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self._send(self.server.behaviour.ocsp(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_GET(self) -> None:
        self._send(self.server.behaviour.revoked())

    def _send(self, body: bytes | None) -> None:
        self.send_response(503 if body is None else 200)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: Any) -> None:
        """Silent."""
