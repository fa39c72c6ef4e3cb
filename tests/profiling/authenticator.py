"""A passkey in software: it answers as a browser with a security key does, and as one that cheats."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "https://testserver"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """`count` is its counter of signatures, which a copy of it would not share."""

    def __init__(self) -> None:
        self.id, self.count = secrets.token_bytes(32), 1
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: str, *, origin: str = ORIGIN) -> dict:
        client = self._client("webauthn.create", options, origin)
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(self._site(origin), PRESENT_AND_VERIFIED | 0x40, self.count, credential)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=client, attestationObject=bytes(attestation))

    def sign(self, options: str, *, origin: str = ORIGIN) -> dict:
        self.count += 1
        client = self._client("webauthn.get", options, origin)
        data = self._site(origin) + struct.pack(">BI", PRESENT_AND_VERIFIED, self.count)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client(self, kind: str, options: str, origin: str) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _site(self, origin: str) -> bytes:
        return hashlib.sha256(origin.partition("://")[2].encode()).digest()

    def _answer(self, **response: bytes) -> dict:
        told = {name: websafe_encode(value) for name, value in response.items()}
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": told, "clientExtensionResults": {}}
