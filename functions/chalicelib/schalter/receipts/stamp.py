"""Read and judge the time stamp of a seal: an RFC 3161 token, in one shape, every byte accounted for. Pure.

    SignedData (RFC 5652), version 3
      digest algorithms   that of the signer
      content             TSTInfo: version 1, policy, SHA-256 of what is stamped, serial number, time; what follows is signed too
      certificates        those that the authority's publication names, byte for byte and in that order; the first signs
      signer              exactly one: version 1, issuer and serial of that certificate, the digest algorithm, signed attributes
                          with content type and message digest, the publication's signature algorithm, the signature;
                          nothing unsigned

The certificates are pinned, so the attribute that names the signing certificate (RFC 5816) is covered and not read. Not done
here: asking for a stamp (`stamping`), publishing whose stamps count (`authorities`). The page's `stamp.js` reads the same shape.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from ..errors import SchalterError
from .authorities import Authority
from .der import GENERALIZED_TIME, INTEGER, MARKED_0, NULL, OCTET_STRING, OID, SEQUENCE, SET, Value, content, first, inside

#: How far the stamp may be from the time that the seal claims: clocks differ by seconds, and an authority answers in seconds.
NEAR = timedelta(minutes=10)

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
#: Signature algorithms by their names in RFC 3279, 4055 and 5758, and the digest that each names; `rsaEncryption` names none.
ALGORITHMS: dict[str, tuple[bytes, str | None]] = {
    "ecdsa-with-SHA256": (bytes.fromhex("2a8648ce3d040302"), "sha256"),
    "ecdsa-with-SHA384": (bytes.fromhex("2a8648ce3d040303"), "sha384"),
    "ecdsa-with-SHA512": (bytes.fromhex("2a8648ce3d040304"), "sha512"),
    "rsaEncryption": (bytes.fromhex("2a864886f70d010101"), None),
    "sha256WithRSAEncryption": (bytes.fromhex("2a864886f70d01010b"), "sha256"),
    "sha384WithRSAEncryption": (bytes.fromhex("2a864886f70d01010c"), "sha384"),
    "sha512WithRSAEncryption": (bytes.fromhex("2a864886f70d01010d"), "sha512"),
}
_NAMES = {oid: name for name, (oid, _) in ALGORITHMS.items()}
_HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_TIME = re.compile(rb"(\d{14})(?:\.(\d{1,6}))?Z")


class StampRefused(SchalterError):
    """The time stamp does not prove what it is there for.

    ``code`` says why: `stamp_malformed`, `stamp_foreign`, `stamp_unfit`, `stamp_wrong`, `stamp_far`.
    """


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp token taken apart; nothing about it is proven yet."""

    #: DER, as they stand in it
    certificates: tuple[bytes, ...]
    #: SHA-256 of what is stamped
    imprint: bytes
    at: datetime
    #: A name of :data:`ALGORITHMS`
    algorithm: str
    #: A name of `hashlib`
    digest: str
    message_digest: bytes
    #: The bytes that the message digest is of: TSTInfo.
    info: bytes
    signed_attributes: bytes
    signature: bytes


def judge(token: bytes, *, stamped: bytes, claimed: datetime, authorities: Sequence[Authority]) -> datetime:
    """Return when ``stamped`` was stamped, where ``token`` proves it.

    Args:
        token: DER.
        stamped: the seal's signature.
        claimed: when it was made, as the seal says.
        authorities: whose stamps count.

    Raises:
        StampRefused: it proves nothing, or another time than ``claimed``.
    """
    try:
        stamp = read(token)
    except ValueError as error:  # also what unpacking raises where there are more parts, or fewer
        raise StampRefused("stamp_malformed") from error
    ours = [one for one in authorities if (one.certificates, one.algorithm) == (stamp.certificates, stamp.algorithm)]
    if not ours or not ours[0].valid_at(stamp.at):
        raise StampRefused("stamp_foreign")
    if stamp.imprint != hashlib.sha256(stamped).digest():
        raise StampRefused("stamp_unfit")
    if stamp.message_digest != hashlib.new(stamp.digest, stamp.info).digest() or not _is_signed(stamp):
        raise StampRefused("stamp_wrong")
    if abs(stamp.at - claimed) > NEAR:
        raise StampRefused("stamp_far")
    return stamp.at


def read(token: bytes) -> Stamp:
    """Take a time-stamp token apart.

    Raises:
        ValueError: any other shape.
    """
    outer = first(token)
    _expect(outer.whole == token, "something follows the token")
    kind, wrapped = inside(outer, SEQUENCE)
    _expect(content(kind, OID) == _SIGNED_DATA, "not SignedData")
    (signed_data,) = inside(wrapped, MARKED_0)
    version, digests, enclosed, certificates, signers = inside(signed_data, SEQUENCE)
    _expect(content(version, INTEGER) == b"\x03", "another version")
    (digest,) = inside(digests, SET)
    enclosed_kind, held = inside(enclosed, SEQUENCE)
    _expect(content(enclosed_kind, OID) == _TST_INFO, "not a time stamp")
    (info,) = (content(value, OCTET_STRING) for value in inside(held, MARKED_0))
    (signer,) = inside(signers, SET)
    return _read_signer(signer, digest, info, inside(certificates, MARKED_0))


def _read_signer(signer: Value, outer_digest: Value, info: bytes, certificates: list[Value]) -> Stamp:
    version, identifier, digest, attributes, algorithm, signature = inside(signer, SEQUENCE)
    _expect(content(version, INTEGER) == b"\x01", "another version")
    _expect(bool(certificates) and _identifies(identifier, certificates[0]), "signer is not the first certificate")
    digest_name = _DIGESTS.get(_algorithm(digest), "")
    name = _NAMES.get(_algorithm(algorithm), "")
    _expect(bool(digest_name) and _algorithm(outer_digest) == _algorithm(digest), "another digest")
    _expect(bool(name) and ALGORITHMS[name][1] in (None, digest_name), "another signature algorithm")
    values = _read_attributes(attributes)
    imprint, at = _read_info(info)
    return Stamp(
        certificates=tuple(value.whole for value in certificates),
        imprint=imprint,
        at=at,
        algorithm=name,
        digest=digest_name,
        message_digest=content(values[_MESSAGE_DIGEST], OCTET_STRING),
        info=info,
        signed_attributes=bytes([SET]) + attributes.whole[1:],
        signature=content(signature, OCTET_STRING),
    )


def _read_attributes(attributes: Value) -> dict[bytes, Value]:
    """Return the two attributes that count, by kind; others are signed and not read."""
    values: dict[bytes, Value] = {}
    for attribute in inside(attributes, MARKED_0):
        kind, held = inside(attribute, SEQUENCE)
        if content(kind, OID) in (_CONTENT_TYPE, _MESSAGE_DIGEST):
            _expect(content(kind, OID) not in values, "an attribute stands twice")
            (values[content(kind, OID)],) = inside(held, SET)
    _expect(len(values) == 2 and content(values[_CONTENT_TYPE], OID) == _TST_INFO, "content type or digest is missing")
    return values


def _read_info(info: bytes) -> tuple[bytes, datetime]:
    outer = first(info)
    _expect(outer.whole == info, "something follows TSTInfo")
    version, policy, imprint, serial, at, *_ = inside(outer, SEQUENCE)
    _expect(content(version, INTEGER) == b"\x01", "another version")
    content(policy, OID)
    content(serial, INTEGER)
    algorithm, stamped = inside(imprint, SEQUENCE)
    _expect(_DIGESTS.get(_algorithm(algorithm)) == "sha256", "another imprint")
    return content(stamped, OCTET_STRING), _read_time(content(at, GENERALIZED_TIME))


def _read_time(text: bytes) -> datetime:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("no time in UTC")
    moment = datetime.strptime(found[1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return moment + timedelta(microseconds=int((found[2] or b"").ljust(6, b"0")))


def _identifies(identifier: Value, certificate: Value) -> bool:
    issuer, serial = inside(identifier, SEQUENCE)
    body, *_ = inside(certificate, SEQUENCE)
    version, certificate_serial, _algorithm, certificate_issuer, *_ = inside(body, SEQUENCE)
    content(version, MARKED_0)
    return (issuer.whole, serial.whole) == (certificate_issuer.whole, certificate_serial.whole)


def _algorithm(value: Value) -> bytes:
    kind, *parameters = inside(value, SEQUENCE)
    _expect([(one.tag, one.content) for one in parameters] in ([], [(NULL, b"")]), "parameters that we do not know")
    return content(kind, OID)


def _is_signed(stamp: Stamp) -> bool:
    key = x509.load_der_x509_certificate(stamp.certificates[0]).public_key()
    algorithm = _HASHES[stamp.digest]
    is_ecdsa = stamp.algorithm.startswith("ecdsa")
    try:
        if is_ecdsa and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(stamp.signature, stamp.signed_attributes, ec.ECDSA(algorithm))
        elif not is_ecdsa and isinstance(key, rsa.RSAPublicKey):
            key.verify(stamp.signature, stamp.signed_attributes, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)
