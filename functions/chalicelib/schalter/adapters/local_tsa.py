"""A time-stamping authority on the own machine, for trying out (RFC 3161): it shows how stamps work, and proves nothing.

Its clock is the clock of who seals, so its word is worth no more than the seal's own. A town that wants its seals to prove
their time names an authority of somebody else (`SCHALTER_TSA_URL`). pyHanko's own one signs with RSA only and is meant for tests.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..clock import Clock, utc_now
from ..errors import ProviderError
from ..receipts.der import (
    GENERALIZED_TIME,
    INTEGER,
    MARKED_0,
    OCTET_STRING,
    OID,
    SEQUENCE,
    SET,
    content,
    first,
    inside,
    integer,
    write,
)
from .durable import DurableFolder

_FILE = "tsa.pem"
#: Its certificate outlives the seals' own.
_VALID_FOR = timedelta(days=20 * 366)
#: RFC 3161 wants a policy named; this one says that there is none (X.509 anyPolicy).
_POLICY = write(OID, bytes.fromhex("551d2000"))
#: PKIStatus
_REJECTED = 2
_SIGNED_DATA = write(OID, bytes.fromhex("2a864886f70d010702"))
_TST_INFO = write(OID, bytes.fromhex("2a864886f70d0109100104"))
_CONTENT_TYPE = write(OID, bytes.fromhex("2a864886f70d010903"))
_MESSAGE_DIGEST = write(OID, bytes.fromhex("2a864886f70d010904"))
_SIGNING_CERTIFICATE_V2 = write(OID, bytes.fromhex("2a864886f70d010910022f"))
#: AlgorithmIdentifiers without parameters (RFC 5754, 2; RFC 5758, 3.2).
_SHA_256 = write(SEQUENCE, write(OID, bytes.fromhex("608648016503040201")))
_ECDSA_SHA256 = write(SEQUENCE, write(OID, bytes.fromhex("2a8648ce3d040302")))


class LocalAuthority:
    """The authority port over `tsa.pem` in ``folder``: key and certificate in one file, made on first use and then kept."""

    def __init__(self, folder: Path, *, clock: Clock = utc_now) -> None:
        self._clock = clock
        try:
            keys = DurableFolder(folder)
            if keys.read(_FILE) is None:
                keys.write_once(_FILE, _new_key(clock()))
            pem = keys.read(_FILE) or b""
            key = serialization.load_pem_private_key(pem, password=None)
            self._certificate = x509.load_pem_x509_certificate(pem)
        except OSError as error:
            raise ProviderError("key_unreachable") from error
        except ValueError as error:
            raise RuntimeError(f"{_FILE} holds no key and certificate") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise RuntimeError(f"{_FILE} holds no P-256 key")  # noqa: TRY004  # the file is wrong, not the caller
        self._key = key

    def ask(self, request: bytes) -> bytes:
        """Return the stamp asked for, or a refusal."""
        try:
            imprint, nonce = _asked(request)
        except ValueError:
            return write(SEQUENCE, write(SEQUENCE, integer(_REJECTED)))
        at = self._clock().strftime("%Y%m%d%H%M%SZ").encode("ascii")
        # 159 bits are as good as a counter that never repeats, and need no memory.
        serial = x509.random_serial_number()
        accuracy = write(SEQUENCE, integer(1))
        info = write(SEQUENCE, integer(1), _POLICY, imprint, integer(serial), write(GENERALIZED_TIME, at), accuracy, nonce)
        return write(SEQUENCE, write(SEQUENCE, integer(0)), self._token(info))

    def _token(self, info: bytes) -> bytes:
        """Return ``info``, a TSTInfo, signed: ContentInfo of SignedData (RFC 5652, 5)."""
        certificate = self._certificate.public_bytes(serialization.Encoding.DER)
        attributes = b"".join(
            sorted(
                [
                    _attribute(_CONTENT_TYPE, _TST_INFO),
                    _attribute(_MESSAGE_DIGEST, write(OCTET_STRING, sha256(info).digest())),
                    _attribute(_SIGNING_CERTIFICATE_V2, _names(certificate)),
                ]
            )
        )
        signature = self._key.sign(write(SET, attributes), ec.ECDSA(hashes.SHA256()))
        issuer = write(SEQUENCE, self._certificate.issuer.public_bytes(), integer(self._certificate.serial_number))
        signed = write(MARKED_0, attributes)
        signer = write(SEQUENCE, integer(1), issuer, _SHA_256, signed, _ECDSA_SHA256, write(OCTET_STRING, signature))
        content = write(SEQUENCE, _TST_INFO, write(MARKED_0, write(OCTET_STRING, info)))
        parts = (integer(3), write(SET, _SHA_256), content, write(MARKED_0, certificate), write(SET, signer))
        return write(SEQUENCE, _SIGNED_DATA, write(MARKED_0, write(SEQUENCE, *parts)))


def _asked(request: bytes) -> tuple[bytes, bytes]:
    """Return imprint and nonce of a TimeStampReq (RFC 3161, 2.4.1) as DER; the nonce is empty where there is none.

    Raises:
        ValueError: it is no question for the stamp of a SHA-256 digest.
    """
    whole = first(request)
    version, imprint, *rest = inside(whole, SEQUENCE)
    algorithm, digest = inside(imprint, SEQUENCE)
    kind, *_ = inside(algorithm, SEQUENCE)
    fits = whole.whole == request and version.whole == integer(1) and kind.whole in _SHA_256
    if not fits or len(content(digest, OCTET_STRING)) != sha256().digest_size:
        raise ValueError("not a question for a stamp")
    return imprint.whole, b"".join(part.whole for part in rest if part.tag == INTEGER)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return write(SEQUENCE, kind, write(SET, value))


def _names(certificate: bytes) -> bytes:
    # SigningCertificateV2 (RFC 5035): SHA-256 is its default and not written.
    return write(SEQUENCE, write(SEQUENCE, write(SEQUENCE, write(OCTET_STRING, sha256(certificate).digest()))))


def _new_key(now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schalter (Demo) – Zeitstempel dieses Rechners")])
    no = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False)
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **no)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        # RFC 3161, 2.3: this use alone, and critical.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(serialization.Encoding.PEM)
