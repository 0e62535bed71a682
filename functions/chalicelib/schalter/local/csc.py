"""A trust-service provider that is none: the few calls of the Cloud Signature Consortium's API that sealing needs, 1.0.4 and 2.

It is as strict as a real one should be: an access token for every call, a PIN, and an authorization (SAD) that is good for one
signature of the hash that it names. Its certificate says that it is a simulation.
Whoever serves it (`csc_door.py`) hands it path, headers and body.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from ..adapters.certificate import self_signed
from ..clock import Clock

CREDENTIAL, CLIENT, SECRET, PIN = "seal-of-the-town", "schalter", "client-secret-of-the-simulator", "271828"
_SHA_256, _ECDSA_WITH_SHA_256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"


class Refused(Exception):
    """An error as the API words it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class CscSimulator:
    """One credential with a P-256 key: ``key``, or a new one; a ``certificate`` that is given stands in the place of its own."""

    def __init__(
        self,
        *,
        owner: str,
        clock: Clock,
        certificate: bytes | None = None,
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> None:
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        sign = lambda message: self._key.sign(message, ec.ECDSA(hashes.SHA256()))  # noqa: E731
        own = self_signed(self._key.public_key(), sign, owner=f"{owner} (Simulation)", now=clock())
        self._certificate = certificate or own
        self._tokens: set[str] = set()
        #: Authorization to the hash that it is for; each is good once.
        self._allowed: dict[str, str] = {}

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Return status and JSON for a post to ``path``, such as `/csc/v1/credentials/info`."""
        version, _, method = path.removeprefix("/csc/").partition("/")
        calls: dict[str, Callable[[], dict[str, Any]]] = {
            "oauth2/token": lambda: self._token(body),
            "credentials/info": lambda: self._info(self._order(headers, body)),
            "credentials/authorize": lambda: self._authorize(self._order(headers, body), version),
            "signatures/signHash": lambda: self._sign(self._order(headers, body), version),
        }
        try:
            return 200, json.dumps(calls[method]()).encode()
        except KeyError:
            return 404, b'{"error": "not_found"}'
        except Refused as refused:
            return refused.status, json.dumps({"error": refused.code, "error_description": "see the API"}).encode()

    def _token(self, body: bytes) -> dict[str, Any]:
        form = {name: values[0] for name, values in parse_qs(body.decode("ascii", "replace")).items()}
        known = form.get("client_id") == CLIENT and hmac.compare_digest(form.get("client_secret", ""), SECRET)
        if not known or form.get("grant_type") != "client_credentials":
            raise Refused(401, "invalid_client")
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def _order(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            raise Refused(401, "invalid_token")
        try:
            order = json.loads(body)
        except ValueError as error:
            raise Refused(400, "invalid_request") from error
        if not isinstance(order, dict) or order.get("credentialID") != CREDENTIAL:
            raise Refused(400, "invalid_request")
        return order

    def _info(self, order: dict[str, Any]) -> dict[str, Any]:
        certificate = base64.b64encode(self._certificate).decode()
        return {
            "key": {"status": "enabled", "algo": [_ECDSA_WITH_SHA_256], "len": 256, "curve": "1.2.840.10045.3.1.7"},
            "cert": {"status": "valid", "certificates": [certificate]} if order.get("certificates") else {},
            "authMode": "explicit",
            "PIN": {"presence": "true"},
            "OTP": {"presence": "false"},
            "multisign": 1,
        }

    def _authorize(self, order: dict[str, Any], version: str) -> dict[str, Any]:
        wanted = [{"id": "PIN", "value": PIN}]
        pin = order.get("PIN") == PIN if version == "v1" else order.get("authData") == wanted
        if not pin:
            raise Refused(400, "invalid_pin")
        if order.get("numSignatures") != 1:
            raise Refused(400, "invalid_request")
        sad = secrets.token_urlsafe(24)
        self._allowed[sad] = self._hash(order, version)
        return {"SAD": sad, "expiresIn": 300}

    def _sign(self, order: dict[str, Any], version: str) -> dict[str, Any]:
        wanted = self._hash(order, version)
        if self._allowed.pop(str(order.get("SAD")), None) != wanted or order.get("signAlgo") != _ECDSA_WITH_SHA_256:
            raise Refused(400, "invalid_request")
        signature = self._key.sign(base64.b64decode(wanted), ec.ECDSA(Prehashed(hashes.SHA256())))
        return {"signatures": [base64.b64encode(signature).decode()]}

    def _hash(self, order: dict[str, Any], version: str) -> str:
        found = order.get("hash" if version == "v1" else "hashes")
        named = version == "v1" or order.get("hashAlgorithmOID") == _SHA_256
        if not named or not isinstance(found, list) or len(found) != 1 or len(base64.b64decode(str(found[0]))) != 32:
            raise Refused(400, "invalid_request")
        return str(found[0])
