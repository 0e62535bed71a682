"""A signer in memory: a P-256 key and a certificate for it, made for one test."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MemorySigner:
    """The signer port over a key in memory; ``deterministic`` signs after RFC 6979, so that equal input gives equal bytes."""

    def __init__(
        self,
        *,
        owner: str = "Stadt Beispielhausen",
        valid_from: datetime = datetime(2026, 1, 1, tzinfo=UTC),
        valid_for: timedelta = timedelta(days=3650),
        deterministic: bool = False,
    ) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._deterministic = deterministic
        self.signatures = 0
        name = x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner), x509.NameAttribute(NameOID.COMMON_NAME, f"Siegel {owner}")]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(valid_from)
            .not_valid_after(valid_from + valid_for)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self._certificate = certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_id(self) -> str:
        numbers = self._key.public_key().public_numbers()
        x, y = (base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (numbers.x, numbers.y))
        # RFC 7638: the required members only, in alphabetical order.
        thumbprint = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))
        return base64.urlsafe_b64encode(hashlib.sha256(thumbprint.encode()).digest()).rstrip(b"=").decode()

    def certificate(self) -> bytes:
        return self._certificate

    def sign(self, message: bytes) -> bytes:
        if len(message) > 4096:
            raise ValueError(f"RAW messages have at most 4096 bytes, got {len(message)}")
        self.signatures += 1
        return self._key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=self._deterministic))
