"""What the rooms need of a key. Implementations: `adapters/localkey.py` (a P-256 key in a file), `adapters/kms.py`."""

from typing import Protocol


class Signer(Protocol):
    """An ECDSA P-256 key that never leaves its home, with the certificate that names its owner."""

    @property
    def key_id(self) -> str:
        """The RFC 7638 thumbprint (SHA-256, base64url) of the public key; `kid` in tokens and the published key set."""

    def certificate(self) -> bytes:
        """Return the signing certificate as DER."""

    def sign(self, message: bytes) -> bytes:
        """Return the ECDSA signature (SHA-256, DER encoded) of ``message``, 1 to 4,096 bytes (KMS `RAW`)."""
