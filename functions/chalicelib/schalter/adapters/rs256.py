"""RS256 (RFC 7518, 3.3): whether somebody's RSA key signed something. Verifying only; pure, of Python's own numbers.

Our own, because the library that does it weighs half as much as everything else that the API ships, and a public key keeps no
secret that a slow or uneven computation could tell. What the signature must be is made and compared, never parsed (RFC 8017,
8.2.2): nothing can hide in a padding.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

#: Weaker is no longer to be relied upon (BSI TR-02102-1 asks for 3000 from 2024 on; providers still sign with 2048).
MIN_BITS = 2048
#: More only keeps a processor busy.
MAX_BITS = 8192
#: SHA-256 by its name, as it stands before the digest (RFC 8017, 9.2, note 1).
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


class NoKey(Exception):
    """What was given is no RSA key that we take; the text says what is wrong and quotes nothing."""


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A public key: modulus and exponent."""

    modulus: int
    exponent: int

    @classmethod
    def of(cls, key: Mapping[str, Any]) -> "RsaKey":
        """Return the key that a JSON Web Key says (RFC 7518, 6.3.1).

        Raises:
            NoKey: a number is missing or not written as it must be, or the key is too weak, too long or impossible.
        """
        made = cls(_number(key.get("n")), _number(key.get("e")))
        if not MIN_BITS <= made.modulus.bit_length() <= MAX_BITS:
            raise NoKey("size")
        if made.modulus % 2 == 0 or made.exponent % 2 == 0 or not 2**16 < made.exponent < 2**32:
            raise NoKey("number")
        return made

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Return whether ``signature`` is this key's over ``message``."""
        size = (self.modulus.bit_length() + 7) // 8
        number = int.from_bytes(signature)
        if len(signature) != size or number >= self.modulus:
            return False
        shown = pow(number, self.exponent, self.modulus).to_bytes(size)
        said = _SHA256 + sha256(message).digest()
        return hmac.compare_digest(shown, b"\x00\x01" + b"\xff" * (size - len(said) - 3) + b"\x00" + said)


def _number(text: object) -> int:
    """Return the number that a Base64urlUInt says (RFC 7518, 2)."""
    if not isinstance(text, str) or len(text) > MAX_BITS or not text.isascii() or text.endswith("="):
        raise NoKey("number")
    try:
        return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError as error:
        raise NoKey("number") from error
