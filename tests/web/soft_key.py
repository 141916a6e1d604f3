"""A security key made of software: it makes ES256 passkeys and signs what it is asked, as a browser hands it over (WebAuthn Level 3 §6)."""

import hashlib
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cbor import encode
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    """`origin` is what its browser says of the page that asks."""

    def __init__(self, origin: str) -> None:
        self.origin, self.uses = origin, 0
        self.private, self.identifier = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)

    def makes(self, options: str, **changed: str) -> str:
        """What the browser answers when a passkey was made."""
        asked = json.loads(options)
        client = self._client("webauthn.create", asked["challenge"], **changed)
        public = encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        made = bytes(16) + len(self.identifier).to_bytes(2, "big") + self.identifier + public
        data = self._data(asked["rp"]["id"], PRESENT | VERIFIED | ATTESTED) + made
        attestation = encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def signs(self, options: str, **changed: str) -> str:
        """What the browser answers when the key was touched."""
        asked = json.loads(options)
        self.uses += 1
        client, data = self._client("webauthn.get", asked["challenge"], **changed), self._data(asked["rpId"], PRESENT | VERIFIED)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client(self, kind: str, challenge: str, **changed: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, **changed}).encode()

    def _data(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.identifier)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": {k: websafe_encode(v) for k, v in response.items()}})
