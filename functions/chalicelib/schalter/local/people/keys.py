"""The keys with which the provider signs, in memory: a new one each start, and whenever somebody asks for it."""

import secrets
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeyParameters, RSAKey

#: Every provider has it (OpenID Connect Core, 15.1).
ALGORITHM = "RS256"
#: Keys that are still told after newer ones came: what was signed just now stays good.
_TOLD = 2


class SigningKeys:
    """RSA keys for RS256; the newest signs."""

    def __init__(self) -> None:
        self._keys: list[RSAKey] = []
        self.rotate()

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        named: KeyParameters = {"kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHM}
        self._keys = [RSAKey.generate_key(2048, named), *self._keys][:_TOLD]

    def signed(self, claims: Mapping[str, Any]) -> str:
        """Return ``claims`` as a token in compact form."""
        key = self._keys[0]
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, dict(claims), key, algorithms=[ALGORITHM])

    def told(self) -> dict[str, Any]:
        """Return the public halves as a key set (RFC 7517, 5)."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}
