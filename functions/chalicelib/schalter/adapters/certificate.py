"""The certificate of a sealing key: made the same for a key in a file and for one that signs far away and cannot be read out.

The certificate is signed by its own key. An authority of our own above it would prove nothing more: who trusts the seal
trusts the published key set. openssl takes the certificate as end entity and as its own anchor. One of a trust-service provider
would take its place.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ..clock import Clock
from ..receipts import der
from ..receipts.archive import Archive

#: The name it is published by: beside the key set, because readers of seals may want it too.
PUBLISHED_AS = "certificate.der"
#: A seal without time stamp is judged at the time of reading. Books are kept for ten years (section 147 AO), and the key is to be
#: used for a while before the next one comes.
VALID_FOR = timedelta(days=12 * 366)
#: Clocks of other machines may be behind ours.
SKEW = timedelta(hours=1)
#: X.520 upper bounds, ub-common-name and ub-organization-name: 64 characters, which many readers count as bytes.
_MAX_NAME_BYTES = 64
_USE = " – Schalter (Demo)"
#: AlgorithmIdentifier of ecdsa-with-SHA256, without parameters (RFC 5758, 3.2), as DER.
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")


class Key(Protocol):
    """A P-256 key that nobody has certified yet."""

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public key."""

    def sign_raw(self, message: bytes) -> bytes:
        """Return the ECDSA signature (SHA-256, DER encoded) of ``message``."""


class Certified(Enum):
    """What :func:`certify` found or did."""

    MADE = "made"
    KEPT = "kept"
    #: The published certificate is another key's, and nobody said that it may go.
    FOREIGN = "foreign"


def certify(key: Key, archive: Archive, *, owner: str, clock: Clock, replace: bool = False) -> Certified:
    """Publish a certificate for ``key`` unless one is published; another key's goes only where ``replace`` says so.

    Raises:
        ProviderError: key or archive are out of reach.
        RuntimeError: the key is of another kind.
    """
    public = key.public_key
    published = archive.published(PUBLISHED_AS)
    if published is not None and _is_for(published, public):
        return Certified.KEPT
    if published is not None and not replace:
        return Certified.FOREIGN
    archive.publish(PUBLISHED_AS, self_signed(public, key.sign_raw, owner=owner, now=clock()))
    return Certified.MADE


def self_signed(
    public: ec.EllipticCurvePublicKey, sign: Callable[[bytes], bytes], *, owner: str, now: datetime, country: str = "DE"
) -> bytes:
    """Return a certificate for ``public`` as DER, signed by ``sign``.

    Args:
        public: a P-256 key.
        sign: returns the key's ECDSA signature with SHA-256 of what it is given (below 1 KB), DER encoded.
        owner: name of the municipality.
        now: when its time begins.
        country: ISO 3166 code, two letters.

    Raises:
        RuntimeError: ``sign`` signs with another key.
    """
    unsigned = _unsigned(public, owner, now=now, country=country)
    # RFC 5280, 4.1: what is signed, with what, and the signature as a bit string that uses every bit of its last byte.
    certificate_der = der.write(der.SEQUENCE, unsigned, _ECDSA_SHA256, der.write(der.BIT_STRING, b"\0", sign(unsigned)))
    certificate = x509.load_der_x509_certificate(certificate_der)
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature as error:
        raise RuntimeError("the certificate was signed by another key") from error
    return certificate_der


def _unsigned(public: ec.EllipticCurvePublicKey, owner: str, *, now: datetime, country: str) -> bytes:
    """Return the TBSCertificate (RFC 5280, 4.1.2) as DER."""
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
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    # The library signs only with keys it holds: a throw-away key of the same kind signs here, and its signature is left behind.
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).tbs_certificate_bytes


def _is_for(certificate: bytes, public: ec.EllipticCurvePublicKey) -> bool:
    try:
        return x509.load_der_x509_certificate(certificate).public_key() == public
    except ValueError:
        return False


def _cut(text: str, limit: int) -> str:
    # What is left of a character that the limit cuts through is dropped.
    return text.encode()[:limit].decode(errors="ignore").rstrip()
