"""A sealing key in a file: for trying out and for towns that keep their key themselves.

The certificate is signed by its own key. An authority of our own above it would be a second key in the same folder and prove
nothing more: who trusts the seal trusts the published key set. openssl takes the certificate as end entity and as its own anchor.
"""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ..errors import ProviderError
from .durable import DurableFolder
from .p256 import check_message, thumbprint

#: A seal without time stamp is judged at the time of reading. Books are kept for ten years (section 147 AO), and the key is to be
#: used for a while before the next one comes.
VALID_FOR = timedelta(days=12 * 366)
#: Clocks of other machines may be behind ours.
SKEW = timedelta(hours=1)
#: X.520 upper bounds, ub-common-name and ub-organization-name: 64 characters, which many readers count as bytes.
_MAX_NAME_BYTES = 64
_USE = " – Schalter (Demo)"
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
        self._key, self._certificate = _read(pem)

    @cached_property
    def key_id(self) -> str:
        """The RFC 7638 thumbprint of the public key."""
        return thumbprint(self._key.public_key())

    def certificate(self) -> bytes:
        """Return the signing certificate as DER."""
        return self._certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of ``message`` as DER.

        Raises:
            ValueError: the message is empty or longer than KMS takes.
        """
        check_message(message)
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))


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
    return private + _new_certificate(key, owner, country=country).public_bytes(serialization.Encoding.PEM)


def _new_certificate(key: ec.EllipticCurvePrivateKey, owner: str, *, country: str) -> x509.Certificate:
    now = datetime.now(UTC)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(owner, _MAX_NAME_BYTES)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(owner, _MAX_NAME_BYTES - len(_USE.encode())) + _USE),
        ]
    )
    # content_commitment is what X.509 called nonRepudiation: PAdES readers look for it in a seal's certificate.
    no = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **no)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _cut(text: str, limit: int) -> str:
    # What is left of a character that the limit cuts through is dropped.
    return text.encode()[:limit].decode(errors="ignore").rstrip()
