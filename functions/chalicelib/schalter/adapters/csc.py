"""A key at a trust-service provider: the API of the Cloud Signature Consortium, versions 1.0.4 and 2.

A qualified seal needs a qualified certificate and a key in the provider's device (eIDAS, Art. 3 no. 27); this is the way to one.
What is sent is a hash; the document never leaves the house. One kind of key is supported, P-256 with SHA-256: the token in
the QR code is ES256, and each verifier knows one algorithm. A credential with an RSA key is refused before anything is
sealed. Of the certificates, the first one seals and is published; the chain above it is the provider's to publish.

Authorization is OAuth 2.0 with client credentials (API 1.0.4, 8.3), then a PIN for each signature where the credential asks for one
(`authMode: explicit`); a credential that sends one-time passwords to a person cannot seal by itself. Tried with the simulator in
`local/csc.py` only, never with a real provider.
"""

import base64
import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ..errors import ProviderError
from .p256 import check_message, thumbprint
from .posting import NoAnswer, check_address, post

#: Object identifiers that the API names algorithms by.
_SHA_256, _ECDSA_WITH_SHA_256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
_FAULT = "key_unreachable"
#: An access token is given up this long before it ends, in seconds: a signature takes two calls.
_MARGIN = 30.0


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are at the provider. The secrets are in no text of this value."""

    #: Base address of the API, such as `https://provider.example/csc/v1`.
    url: str
    credential_id: str
    client_id: str
    client_secret: str = field(repr=False)
    #: None where the credential needs none (`authMode: implicit`).
    pin: str | None = field(default=None, repr=False)


class CscSigner:
    """The signer port over a credential at a provider.

    Raises:
        ValueError: the account's address is none, or of no version that we speak.
    """

    def __init__(self, account: Account) -> None:
        check_address(account.url, what="the provider")
        self._url = account.url.rstrip("/")
        self._version = self._url.rpartition("/")[2]
        if self._version not in ("v1", "v2"):
            raise ValueError("the provider's address ends in /v1 or /v2")
        self._account = account
        #: Access token, and until when it is used (monotonic seconds).
        self._access: tuple[str, float] = ("", 0.0)

    @cached_property
    def key_id(self) -> str:
        """The RFC 7638 thumbprint of the public key."""
        return thumbprint(self._public_key)

    def certificate(self) -> bytes:
        """Return the sealing certificate as DER."""
        return self._certificate

    def sign(self, message: bytes) -> bytes:
        """Return the signature of ``message`` as DER.

        Raises:
            ValueError: the message is empty or longer than KMS takes.
            ProviderError: the provider refuses or is out of reach (`key_unreachable`).
        """
        check_message(message)
        key = self._public_key
        digest = base64.b64encode(sha256(message).digest()).decode("ascii")
        one = {"credentialID": self._account.credential_id}
        allowed = self._call("credentials/authorize", {**one, "numSignatures": 1, **self._hashes(digest), **self._pin()})
        order = {**one, "SAD": allowed.get("SAD"), **self._hashes(digest), "signAlgo": _ECDSA_WITH_SHA_256}
        made = self._call("signatures/signHash", order | ({"hashAlgo": _SHA_256} if self._version == "v1" else {}))
        try:
            (encoded,) = made["signatures"]
            signature = base64.b64decode(encoded, validate=True)
            # A seal with another key than its certificate's is worse than none.
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except (KeyError, TypeError, ValueError, InvalidSignature) as error:
            raise ProviderError(_FAULT) from error
        return signature

    @cached_property
    def _certificate(self) -> bytes:
        info = self._call("credentials/info", {"credentialID": self._account.credential_id, "certificates": "chain"})
        try:
            return base64.b64decode(info["cert"]["certificates"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ProviderError(_FAULT) from error

    @cached_property
    def _public_key(self) -> ec.EllipticCurvePublicKey:
        key = x509.load_der_x509_certificate(self._certificate).public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise RuntimeError("the credential has no P-256 key")  # noqa: TRY004  # the set-up is wrong, not the caller
        return key

    def _hashes(self, digest: str) -> dict[str, Any]:
        return {"hash": [digest]} if self._version == "v1" else {"hashes": [digest], "hashAlgorithmOID": _SHA_256}

    def _pin(self) -> dict[str, Any]:
        pin = self._account.pin
        if pin is None:
            return {}
        return {"PIN": pin} if self._version == "v1" else {"authData": [{"id": "PIN", "value": pin}]}

    def _call(self, method: str, order: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token()}"}
        return self._post(method, json.dumps(order).encode("utf-8"), headers)

    def _token(self) -> str:
        token, until = self._access
        if time.monotonic() < until:
            return token
        who = {"client_id": self._account.client_id, "client_secret": self._account.client_secret}
        form = urlencode({"grant_type": "client_credentials", "scope": "service", **who}).encode("ascii")
        given = self._post("oauth2/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        new, lives = given.get("access_token"), given.get("expires_in", 0)
        if not isinstance(new, str) or not new.isascii() or not new.isprintable() or not isinstance(lives, int):
            raise ProviderError(_FAULT)
        self._access = new, time.monotonic() + lives - _MARGIN
        return new

    def _post(self, method: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        try:
            answer = json.loads(post(f"{self._url}/{method}", body, headers=headers, accept="application/json"))
        except (NoAnswer, ValueError, RecursionError) as error:
            raise ProviderError(_FAULT) from error
        if not isinstance(answer, dict):
            raise ProviderError(_FAULT)
        return answer
