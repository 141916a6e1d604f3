"""Who holds the card that answered: everything is checked before anything is believed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from institutional_pages.eid.certificate import issuer_of, require_for_signing_in
from institutional_pages.eid.errors import BadCertificate
from institutional_pages.eid.fetching import Fetch, fetch
from institutional_pages.eid.nonce import require_fresh
from institutional_pages.eid.revocation import require_not_revoked
from institutional_pages.eid.signature import require_signature
from institutional_pages.eid.token import read_token


@dataclass(frozen=True, slots=True)
class CardChecker:
    """`origin` comes from the settings, never from a request. `key` makes the number of the holder one that says nothing to others."""

    origin: str
    authorities: Sequence[x509.Certificate]
    policies: frozenset[str]
    key: bytes = field(repr=False)
    fetch: Fetch = fetch

    def holder_of(self, token: str, *, nonce: str, asked_at: float) -> str:
        """
        A keyed hash (64 hex digits) of the national number in the certificate, the same for every card of a person; `CardRefused` if not proven.

        Order: what costs nothing first, the network last, and only addresses that a trusted authority has signed.
        """
        question, read, now = require_fresh(nonce, asked_at), read_token(token), datetime.now(UTC)
        issuer = issuer_of(read.certificate, self.authorities, now=now)
        require_for_signing_in(read.certificate, policies=self.policies, now=now)
        require_signature(read, origin=self.origin, nonce=question)
        require_not_revoked(read.certificate, issuer, fetch=self.fetch, now=now)
        return self._keyed(read.certificate.subject)

    def _keyed(self, subject: x509.Name) -> str:
        numbers = subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        countries = subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
        who = [one.value for one in (*countries, *numbers) if isinstance(one.value, str)]
        if len(numbers) != 1 or len(countries) != 1 or len(who) != 2:
            raise BadCertificate("names no person by a number of a country")
        return hmac.new(self.key, "\0".join(who).encode(), hashlib.sha256).hexdigest()


def read_authorities(pem: bytes) -> list[x509.Certificate]:
    """The authorities in one or more PEM files put together; `ValueError` if one cannot be read."""
    return x509.load_pem_x509_certificates(pem)
