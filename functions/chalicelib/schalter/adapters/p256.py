"""What both keys, the one in a file and the one in KMS, have in common."""

import base64
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

from ..canonical import to_bytes

#: KMS takes no more as `RAW`; the file's key refuses it too, so that nothing works on one machine only.
MAX_MESSAGE_BYTES = 4096


def check_message(message: bytes) -> None:
    """Refuse what KMS would not sign.

    Raises:
        ValueError: the message is empty or has more than 4,096 bytes.
    """
    if not 1 <= len(message) <= MAX_MESSAGE_BYTES:
        raise ValueError(f"a message has 1 to {MAX_MESSAGE_BYTES} bytes, got {len(message)}")


def thumbprint(key: ec.EllipticCurvePublicKey) -> str:
    """Return the RFC 7638 thumbprint (SHA-256, base64url without padding) of a P-256 key."""
    numbers = key.public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    # Section 3.2: the required members alone, in the order of their names, without white space.
    return _base64url(sha256(to_bytes({"crv": "P-256", "kty": "EC", "x": x, "y": y})).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
