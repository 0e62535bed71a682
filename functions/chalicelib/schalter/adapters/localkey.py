"""A sealing key in a file: for trying out and for towns that keep their key themselves. It makes its certificate with itself."""

from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ..clock import utc_now
from ..errors import ProviderError
from .certificate import self_signed
from .durable import DurableFolder
from .p256 import check_message, thumbprint

_FILE = "seal.pem"


class LocalSigner:
    """The signer port over `seal.pem` in ``folder``: key and certificate in one file, made on first use and then kept.

    Args:
        owner: name of the municipality, for the certificate.
        country: ISO 3166 code, two letters.
    """

    def __init__(self, folder: Path, *, owner: str, country: str = "DE") -> None:
        try:
            keys = DurableFolder(folder)
            pem = keys.read(_FILE)
            if pem is None:
                # Of two processes that start at once, one makes the key and both use it.
                keys.write_once(_FILE, _new_key(owner, country))
                pem = keys.read(_FILE)
        except OSError as error:
            raise ProviderError("key_unreachable") from error
        if pem is None:
            raise RuntimeError("the key vanished")
        #: The simulated trust-service provider, which is asked for hashes, signs with it itself.
        self.key, self._certificate = _read(pem)

    @cached_property
    def key_id(self) -> str:
        """The RFC 7638 thumbprint of the public key."""
        return thumbprint(self.key.public_key())

    def certificate(self) -> bytes:
        """Return the signing certificate as DER."""
        return self._certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of ``message`` as DER.

        Raises:
            ValueError: the message is empty or longer than KMS takes.
        """
        check_message(message)
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))


def rotate(folder: Path, *, owner: str, country: str = "DE") -> None:
    """Put a new key and its certificate in the place of those in ``folder``; nobody can seal with the old key any more.

    Its public half stays published, so what it sealed stays good. A process that holds the old key seals with it until it ends.

    Raises:
        ProviderError: the folder cannot be written (`key_unreachable`).
    """
    try:
        DurableFolder(folder).replace(_FILE, _new_key(owner, country))
    except OSError as error:
        raise ProviderError("key_unreachable") from error


def _read(pem: bytes) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise RuntimeError(f"{_FILE} holds no key and certificate") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RuntimeError(f"{_FILE} holds no P-256 key")  # noqa: TRY004  # the file is wrong, not the caller
    if certificate.public_key() != key.public_key():
        raise RuntimeError(f"the certificate in {_FILE} is another key's")
    return key, certificate


def _new_key(owner: str, country: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    sign = lambda message: key.sign(message, ec.ECDSA(hashes.SHA256()))  # noqa: E731
    der = self_signed(key.public_key(), sign, owner=owner, now=utc_now(), country=country)
    return private + x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
